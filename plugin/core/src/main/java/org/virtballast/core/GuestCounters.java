/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.spi.ByteSize;

/**
 * Follows the counters of one guest from report to report: what grew tells that it runs short, and counters that do what no
 * guest's can tell that its reports are not to be believed.
 */
final class GuestCounters {
    /** Faster than any disk or memory of today: 1 TiB a second. */
    private static final double MOST_SWAPPED_A_SECOND = ByteSize.TIB;

    /** A fault takes a microsecond at least; a guest has up to some thousand CPUs. */
    private static final double MOST_FAULTS_A_SECOND = 1e9;

    /** By how much the time of day may be set before it matters. */
    private static final Duration SLEWED = Duration.ofSeconds(1);

    private Optional<Duration> offset = Optional.empty();
    private Optional<Instant> undated = Optional.empty();
    private Instant begun = Instant.EPOCH;
    private Optional<BalloonStatistics> last = Optional.empty();
    private Optional<String> wrong = Optional.empty();
    private Growth growth = Growth.NONE;

    /**
     * How much a guest's counters grew between its last two reports.
     *
     * @param swappedIn bytes a second
     * @param majorFaults a second
     */
    record Growth(double swappedIn, double majorFaults) {
        static final Growth NONE = new Growth(0, 0);
    }

    /**
     * Notes the two clocks of a look. Where the time of day was set since the look before, nobody can tell how old the report
     * is that is known now; the next one can be dated again.
     *
     * @param stamp of the report that is known now
     */
    void clocks(Instant stamp, Instant wall, Duration uptime) {
        Duration apart = Duration.between(Instant.EPOCH, wall).minus(uptime);
        if (offset.isPresent() && apart.minus(offset.get()).abs().compareTo(SLEWED) > 0) {
            undated = Optional.of(stamp);
            begun = Instant.EPOCH;
        }
        offset = Optional.of(apart);
    }

    /**
     * Takes what a guest reports into account.
     *
     * @return what is wrong with its counters, in words for an operator; empty where nothing is. The report after is compared
     *     with this one all the same: counters that began anew are believed from then on
     */
    Optional<String> report(BalloonStatistics reported) {
        if (undated.filter(reported.lastUpdate()::equals).isPresent()) {
            return Optional.of("nobody can tell how old its statistics are before it reports again");
        }
        Optional<BalloonStatistics> before =
                last.filter(statistics -> !statistics.lastUpdate().equals(Instant.EPOCH));
        if (before.isPresent() && before.get().lastUpdate().equals(reported.lastUpdate())) {
            return wrong;
        }
        last = Optional.of(reported);
        Growth grown = before.map(older -> growth(older, reported)).orElse(Growth.NONE);
        wrong = wrong(grown);
        growth = wrong.isEmpty() ? grown : Growth.NONE;
        return wrong;
    }

    private static Optional<String> wrong(Growth grown) {
        if (grown.swappedIn() < 0 || grown.majorFaults() < 0) {
            return Optional.of("its counters ran backwards");
        }
        return grown.swappedIn() > MOST_SWAPPED_A_SECOND || grown.majorFaults() > MOST_FAULTS_A_SECOND
                ? Optional.of("its counters grew faster than any guest's can")
                : Optional.empty();
    }

    private static Growth growth(BalloonStatistics before, BalloonStatistics now) {
        Duration between = Duration.between(before.lastUpdate(), now.lastUpdate());
        // Stamps are whole seconds.
        double seconds = Math.max(1, between.toMillis() / 1000.0);
        return new Growth(
                grown(before.swapIn(), now.swapIn()) / seconds,
                grown(before.majorFaults(), now.majorFaults()) / seconds);
    }

    /** How much the counters grew between the last two reports; nothing where they were not to be believed. */
    Growth growth() {
        return growth;
    }

    /** Whether a report is one of this guest's, and not of before it was reset; {@link Instant#EPOCH} is none. */
    boolean sinceBoot(Instant stamp) {
        return stamp.isAfter(begun);
    }

    /** The guest was reset: its counters begin anew. */
    void forget(Instant wall) {
        begun = wall;
        last = Optional.empty();
        wrong = Optional.empty();
        growth = Growth.NONE;
    }

    /** A counter that a guest does not report, or reports as nonsense, does not grow. */
    private static double grown(long before, long now) {
        return before < 0 || now < 0 ? 0 : (double) now - before;
    }
}
