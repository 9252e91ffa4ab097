/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.Optional;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.GuestMemory;

/**
 * Notices that a guest from which memory was taken runs short of it. It then is in distress until it has all of that back,
 * and after that gives nothing for a while that doubles each time.
 */
final class Distress {
    /** A page or two that come back from swap now and then are none: 1 MiB a second. */
    static final double SWAPPED_A_SECOND = ByteSize.MIB;

    /** A program that starts reads some hundred pages of its own; a guest that thrashes reads thousands. */
    static final double FAULTS_A_SECOND = 500;

    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Backoff wait = new Backoff(FIRST_WAIT, LONGEST_WAIT);
    private Optional<String> reason = Optional.empty();

    /**
     * Takes a guest's last report into account.
     *
     * @param heard what it reported, at whatever size
     * @param headroom what it should keep usable, in bytes
     * @param owed what was taken from it and not given back, in bytes; a guest that is owed nothing may run short, but not
     *     because of us
     */
    void notice(Optional<GuestMemory> heard, GuestCounters.Growth growth, long headroom, long owed, Duration now) {
        if (owed > 0) {
            reason = reason.or(() -> sign(heard, growth, headroom));
        } else if (reason.isPresent()) {
            reason = Optional.empty();
            wait.trip(now);
        }
    }

    private static Optional<String> sign(Optional<GuestMemory> heard, GuestCounters.Growth growth, long headroom) {
        if (heard.isEmpty()) {
            return Optional.empty();
        }
        if (growth.swappedIn() >= SWAPPED_A_SECOND) {
            return Optional.of("it swaps in " + ByteSize.format((long) growth.swappedIn()) + " a second");
        }
        if (growth.majorFaults() >= FAULTS_A_SECOND) {
            return Optional.of("it has " + (long) growth.majorFaults() + " major faults a second");
        }
        long usable = heard.get().usable();
        return usable < headroom / 2
                ? Optional.of("only " + ByteSize.format(usable) + " are usable, less than half of its headroom of "
                        + ByteSize.format(headroom))
                : Optional.empty();
    }

    /** Why the guest is in distress; empty where it is not. */
    Optional<String> reason() {
        return reason;
    }

    /** How long the guest gives nothing after distress; empty where it may give. */
    Optional<Duration> spared(Duration now) {
        return wait.left(now);
    }
}
