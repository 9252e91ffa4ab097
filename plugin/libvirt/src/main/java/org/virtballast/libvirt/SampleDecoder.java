/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.DomainSample.State;
import org.virtballast.spi.ByteSize;

/** Makes a sample of the statistics that libvirt has of one domain. */
final class SampleDecoder {
    // Of virDomainState in libvirt-domain.h.
    private static final int VIR_DOMAIN_RUNNING = 1;
    private static final int VIR_DOMAIN_BLOCKED = 2;
    private static final int VIR_DOMAIN_PAUSED = 3;
    private static final int VIR_DOMAIN_SHUTOFF = 5;

    // The end of the year 9999: a time after it is a mistake, and Instant could not hold every one.
    private static final long LAST_SECOND = 253_402_300_799L;

    /** What is known of a guest that was not heard of. */
    static final BalloonStatistics UNHEARD = new BalloonStatistics(
            BalloonStatistics.ABSENT,
            BalloonStatistics.ABSENT,
            BalloonStatistics.ABSENT,
            BalloonStatistics.ABSENT,
            Instant.EPOCH);

    private static final String LAST_UPDATE = "balloon.last-update";

    private SampleDecoder() {}

    /**
     * A sample; empty where the domain does not run. libvirt counts sizes in KiB, also {@code swap_in}. Where it does not
     * tell the current size, the maximum stands for it: memory is never thought free that may be in use.
     *
     * @param before the statistics of the sample before. They are told again, with their age, where the domain is too busy
     *     to be asked: libvirt leaves even the time of the last update out then, which is 0 for a guest that never reported
     */
    static Optional<DomainSample> decode(UUID id, TypedParameters parameters, BalloonStatistics before) {
        long state = parameters.number("state.state").orElse(0);
        if (state == VIR_DOMAIN_SHUTOFF) {
            return Optional.empty();
        }
        long maximum = Math.max(0, bytes(parameters, "balloon.maximum"));
        long current = bytes(parameters, "balloon.current");
        return Optional.of(new DomainSample(
                id,
                state(state),
                current == BalloonStatistics.ABSENT ? maximum : current,
                maximum,
                resident(parameters),
                parameters.number(LAST_UPDATE).isPresent() ? guest(parameters) : before));
    }

    private static OptionalLong resident(TypedParameters parameters) {
        long bytes = bytes(parameters, "balloon.rss");
        return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
    }

    private static BalloonStatistics guest(TypedParameters parameters) {
        return new BalloonStatistics(
                bytes(parameters, "balloon.available"),
                bytes(parameters, "balloon.usable"),
                bytes(parameters, "balloon.swap_in"),
                parameters.number("balloon.major_fault").orElse(BalloonStatistics.ABSENT),
                time(parameters.number(LAST_UPDATE)));
    }

    private static State state(long state) {
        if (state == VIR_DOMAIN_RUNNING || state == VIR_DOMAIN_BLOCKED) {
            return State.RUNNING;
        }
        return state == VIR_DOMAIN_PAUSED ? State.PAUSED : State.OTHER;
    }

    private static long bytes(TypedParameters parameters, String name) {
        long kib = parameters.number(name).orElse(BalloonStatistics.ABSENT);
        return kib < 0 || kib > Long.MAX_VALUE / ByteSize.KIB ? BalloonStatistics.ABSENT : kib * ByteSize.KIB;
    }

    private static Instant time(OptionalLong seconds) {
        return seconds.isPresent() && seconds.getAsLong() <= LAST_SECOND
                ? Instant.ofEpochSecond(seconds.getAsLong())
                : Instant.EPOCH;
    }
}
