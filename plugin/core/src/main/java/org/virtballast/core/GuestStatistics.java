/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.GuestMemory;

/**
 * Tells what of a guest's statistics can be believed. Guests may be stale, broken or hostile: what does not pass is absent
 * for everyone after, with the reason.
 *
 * @param memory what can be believed and was reported at the size that the domain has; absent where nothing can
 * @param heard what can be believed, at whatever size it was reported; absent where nothing can
 * @param neverReported whether the guest has not reported anything since it started
 * @param reason why nothing can, in words for an operator; empty where it can
 */
record GuestStatistics(
        Optional<GuestMemory> memory, Optional<GuestMemory> heard, boolean neverReported, String reason) {
    /** A driver that has not reported for so many periods has stopped; its last values stand for ever. */
    static final int FRESH_PERIODS = 3;

    /** The host's own stamp may be ahead of the host's clock by what a small correction of the clock takes back. */
    static final Duration AHEAD = Duration.ofSeconds(1);

    /**
     * Checks a sample's statistics. They are of all memory of the guest, whatever its lever moves.
     *
     * @param sinceResize how long the domain has surely had its size: what its guest reported before, however fresh, says
     *     what was free at another size; empty where no resize was seen
     * @param counters follows the guest's counters from report to report
     */
    static GuestStatistics check(
            DomainSample sample,
            DomainDescription domain,
            Optional<Duration> sinceResize,
            GuestCounters counters,
            Instant now) {
        Duration period = domain.statsPeriod();
        BalloonStatistics statistics = sample.statistics();
        if (period.isZero()) {
            return none("its statistics are off");
        }
        if (!counters.sinceBoot(statistics.lastUpdate())) {
            return new GuestStatistics(
                    Optional.empty(), Optional.empty(), true, "its guest has not reported statistics yet");
        }
        // The host stamps whole seconds: one that is 3.9 s old may read as 4 s.
        Duration age = Duration.between(statistics.lastUpdate(), now);
        if (age.compareTo(period.multipliedBy(FRESH_PERIODS).plusSeconds(1)) >= 0) {
            return none("its statistics are stale: " + age.toSeconds() + " s old at a period of " + period.toSeconds()
                    + " s");
        }
        if (age.compareTo(AHEAD.negated()) < 0) {
            return none("its statistics come from the future, so the host's clock was set back");
        }
        Optional<String> wrong = counters.report(statistics)
                .or(() -> contradiction(statistics, sample, domain.layout().far()));
        if (wrong.isPresent()) {
            return none(wrong.get());
        }
        GuestMemory heard = new GuestMemory(
                statistics.available(),
                statistics.usable(),
                Math.max(0, statistics.swapIn()),
                Math.max(0, statistics.majorFaults()));
        if (sinceResize.isPresent() && age.compareTo(sinceResize.get()) >= 0) {
            return new GuestStatistics(
                    Optional.empty(), Optional.of(heard), false, "its statistics are older than its size");
        }
        return heard.usable() > sample.current() + domain.layout().far()
                ? none("its statistics contradict its size: usable " + ByteSize.format(heard.usable()) + " of "
                        + ByteSize.format(sample.current() + domain.layout().far()))
                : new GuestStatistics(Optional.of(heard), Optional.of(heard), false, "");
    }

    private static Optional<String> contradiction(BalloonStatistics statistics, DomainSample sample, long far) {
        long current = sample.current() + far;
        long maximum = sample.maximum() + far;
        long usable = statistics.usable();
        long available = statistics.available();
        if (usable == BalloonStatistics.ABSENT || available == BalloonStatistics.ABSENT) {
            return Optional.of("its guest does not report usable memory");
        }
        if (usable < 0 || available <= 0 || usable > available || available > maximum) {
            return Optional.of("its statistics contradict each other: usable " + ByteSize.format(usable) + " of "
                    + ByteSize.format(available) + ", maximum " + ByteSize.format(maximum));
        }
        return current > maximum
                ? Optional.of("its size of " + ByteSize.format(current) + " is above its maximum of "
                        + ByteSize.format(maximum))
                : Optional.empty();
    }

    private static GuestStatistics none(String reason) {
        return new GuestStatistics(Optional.empty(), Optional.empty(), false, reason);
    }
}
