/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One domain in one bulk call.
 *
 * @param id its identity
 * @param state whether it runs
 * @param current the size it has, as its lever counts it, in bytes; at least 0
 * @param maximum the largest size its lever allows, in bytes; at least 0
 * @param requested the size that it was last asked to have, by whomever, in bytes; absent where the hypervisor does not tell
 * @param resident what of the host's memory its QEMU process holds, in bytes; absent where the hypervisor does not tell
 * @param statistics what its guest reported
 */
public record DomainSample(
        UUID id,
        State state,
        long current,
        long maximum,
        OptionalLong requested,
        OptionalLong resident,
        BalloonStatistics statistics) {
    /** What matters here of a domain's state. */
    public enum State {
        RUNNING,
        PAUSED,
        /** Shutting down, crashed, suspended by power management: not to be touched. */
        OTHER
    }

    public DomainSample {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(requested, "requested");
        Objects.requireNonNull(resident, "resident");
        Objects.requireNonNull(statistics, "statistics");
        if (requested.isPresent() && requested.getAsLong() < 0) {
            throw new IllegalArgumentException("negative size requested: " + requested);
        }
        if (current < 0 || maximum < 0) {
            throw new IllegalArgumentException("negative size: " + current + " of " + maximum);
        }
    }

    /** The same domain with other sizes. */
    public DomainSample sized(long otherCurrent, long otherMaximum, OptionalLong otherRequested) {
        return new DomainSample(id, state, otherCurrent, otherMaximum, otherRequested, resident, statistics);
    }

    /** The same domain with another resident size. */
    public DomainSample holding(OptionalLong otherResident) {
        return new DomainSample(id, state, current, maximum, requested, otherResident, statistics);
    }

    /** Of a domain of which the hypervisor does not tell what it was asked to have. */
    public DomainSample(
            UUID id, State state, long current, long maximum, OptionalLong resident, BalloonStatistics statistics) {
        this(id, state, current, maximum, OptionalLong.empty(), resident, statistics);
    }
}
