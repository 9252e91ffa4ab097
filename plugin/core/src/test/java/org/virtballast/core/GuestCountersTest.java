/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.GuestCounters.Growth;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.spi.ByteSize;

final class GuestCountersTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Optional<String> FINE = Optional.empty();
    private static final Optional<String> UNDATED =
            Optional.of("nobody can tell how old its statistics are before it reports again");

    private final GuestCounters counters = new GuestCounters();

    @Test
    void firstReport_isNoGrowth() {
        assertEquals(FINE, report(0, 5_000_000, 7_000));
        assertEquals(Growth.NONE, counters.growth());
    }

    @Test
    void growth_isPerSecondBetweenTwoReports() {
        report(0, 1000, 100);

        assertEquals(FINE, report(4, 9000, 300));

        assertEquals(new Growth(2000, 50), counters.growth());
    }

    @Test
    void reportsOfTheSameSecond_areASecondApart() {
        report(0, 1000, 100);
        report(1, 1000, 100);
        counters.report(new BalloonStatistics(1, 1, 1500, 100, START.plusMillis(1200)));

        assertEquals(new Growth(500, 0), counters.growth());
    }

    @Test
    void sameReportSeenAgain_tellsNothingNew() {
        report(0, 1000, 100);
        report(4, 9000, 100);

        assertEquals(FINE, report(4, 9000, 100));

        assertEquals(new Growth(2000, 0), counters.growth());
    }

    @ParameterizedTest
    @CsvSource({"999, 100", "1000, 99", "0, 0"})
    void countersThatRunBackwards_areNotBelieved(long swapIn, long majorFaults) {
        report(0, 1000, 100);

        assertEquals(Optional.of("its counters ran backwards"), report(4, swapIn, majorFaults));
        assertEquals(Optional.of("its counters ran backwards"), report(4, swapIn, majorFaults), "nor a second time");
        assertEquals(Growth.NONE, counters.growth());
    }

    @Test
    void countersThatBeganAnew_areBelievedFromThenOn() {
        report(0, 1000, 100);
        report(4, 0, 0);

        assertEquals(FINE, report(8, 400, 4));
        assertEquals(new Growth(100, 1), counters.growth());
    }

    @ParameterizedTest
    @CsvSource({"9223372036854775807, 0", "0, 9223372036854775807", "4398046511105, 0", "0, 4000000001"})
    void countersThatJump_areNotBelieved(long swapIn, long majorFaults) {
        report(0, 0, 0);

        assertEquals(Optional.of("its counters grew faster than any guest's can"), report(4, swapIn, majorFaults));
        assertEquals(Growth.NONE, counters.growth());
    }

    @Test
    void fastestGrowthThatIsPossible_isBelieved() {
        report(0, 0, 0);

        assertEquals(FINE, report(1, ByteSize.TIB, 1_000_000_000));
    }

    @ParameterizedTest
    @CsvSource({"-1, -1", "-9223372036854775808, -5"})
    void counterThatIsNotReported_doesNotGrow(long swapIn, long majorFaults) {
        report(0, 1000, 100);
        assertEquals(FINE, report(4, swapIn, majorFaults));
        assertEquals(Growth.NONE, counters.growth());

        assertEquals(FINE, report(8, 1000, 100));
        assertEquals(Growth.NONE, counters.growth());
    }

    @Test
    void guestThatNeverReported_doesNotGrowWithItsFirstReport() {
        counters.report(new BalloonStatistics(0, 0, 0, 0, Instant.EPOCH));

        assertEquals(FINE, report(0, 5_000_000, 7_000));
        assertEquals(Growth.NONE, counters.growth());
    }

    @Test
    void resetGuest_beginsAnew() {
        report(0, 1000, 100);
        report(4, 9000, 100);

        counters.forget(Instant.EPOCH);

        assertEquals(Growth.NONE, counters.growth());
        assertEquals(FINE, report(8, 0, 0));
    }

    @Test
    void reportFromBeforeTheClockWasSet_cannotBeDated() {
        clocks(0, 100, 0);
        report(0, 0, 0);

        clocks(0, 60, 5);

        assertEquals(UNDATED, report(0, 0, 0));
        clocks(0, 65, 10);
        assertEquals(UNDATED, report(0, 0, 0));
        clocks(66, 70, 15);
        assertEquals(FINE, report(66, 0, 0));
    }

    @Test
    void clockThatIsSlewed_doesNotMatter() {
        clocks(0, 100, 0);
        clocks(0, 106, 5);
        assertEquals(FINE, report(0, 0, 0));

        clocks(0, 110, 10);
        assertEquals(FINE, report(0, 0, 0));
    }

    @Test
    void clockThatWasSetForward_leavesReportsUndatedToo() {
        clocks(0, 100, 0);

        clocks(0, 107, 5);

        assertEquals(UNDATED, report(0, 0, 0));
    }

    private void clocks(int stamp, int wall, int uptime) {
        counters.clocks(START.plusSeconds(stamp), START.plusSeconds(wall), Duration.ofSeconds(uptime));
    }

    private Optional<String> report(int second, long swapIn, long majorFaults) {
        return counters.report(new BalloonStatistics(1, 1, swapIn, majorFaults, START.plusSeconds(second)));
    }
}
