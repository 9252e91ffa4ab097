/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What the engine must know again after a crash; all else it reads from the hypervisor.
 *
 * @param paused whether an operator paused all domains
 * @param domains what is kept of each domain of which there is something to keep
 */
public record SavedState(boolean paused, Map<UUID, SavedDomain> domains) {
    /** Nothing was kept. */
    public static final SavedState NOTHING = new SavedState(false, Map.of());

    public SavedState {
        domains = Map.copyOf(domains);
    }

    /**
     * What is kept of one domain.
     *
     * @param run which run of the domain this is about: see {@link DomainDescription#run()}
     * @param size the size it had, in bytes; at least 0
     * @param target the size it was asked for and had not reached, in bytes; absent where nothing was under way
     * @param entitlement the size it had before anything was taken from it, in bytes; at least 0
     * @param start the size with which its guest started, or that somebody else gave it since, in bytes; at least 0
     * @param heldUntil until when it is left alone because somebody else resized it; absent where it is not
     * @param paused whether an operator paused it
     */
    public record SavedDomain(
            int run,
            long size,
            OptionalLong target,
            long entitlement,
            long start,
            Optional<Instant> heldUntil,
            boolean paused) {
        public SavedDomain {
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(heldUntil, "heldUntil");
            if (size < 0 || entitlement < 0 || start < 0 || (target.isPresent() && target.getAsLong() <= 0)) {
                throw new IllegalArgumentException("no size: " + size + ", target " + target + ", entitlement "
                        + entitlement + ", start " + start);
            }
        }
    }
}
