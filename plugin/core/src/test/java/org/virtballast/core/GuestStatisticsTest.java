/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.GuestMemory;

final class GuestStatisticsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.400Z");
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final long MIB = ByteSize.MIB;

    @Test
    void freshStatistics_areBelieved() {
        GuestStatistics checked = check(statistics(900 * MIB, 400 * MIB, 2));

        assertEquals(Optional.of(new GuestMemory(900 * MIB, 400 * MIB, 7, 9)), checked.memory());
        assertEquals("", checked.reason());
        assertFalse(checked.neverReported());
    }

    @Test
    void statisticsThatAreOff_areNotBelieved() {
        GuestStatistics checked = GuestStatistics.check(
                sample(statistics(900 * MIB, 400 * MIB, 0)),
                domain(Duration.ZERO),
                Optional.empty(),
                new GuestCounters(),
                NOW);

        assertEquals("its statistics are off", checked.reason());
        assertFalse(checked.neverReported());
    }

    @Test
    void guestThatNeverReported_isToldApart() {
        GuestStatistics checked = check(new BalloonStatistics(-1, -1, -1, -1, Instant.EPOCH));

        assertTrue(checked.neverReported());
        assertTrue(checked.memory().isEmpty());
        assertEquals("its guest has not reported statistics yet", checked.reason());
    }

    /** The stamp has whole seconds, so a second more than three periods is given. */
    @ParameterizedTest
    @CsvSource({"0, true", "14, true", "15, true", "16, false", "17, false", "86400, false"})
    void statistics_areFreshForThreePeriods(long age, boolean fresh) {
        GuestStatistics checked = check(statistics(900 * MIB, 400 * MIB, age));

        assertEquals(fresh, checked.memory().isPresent());
        assertEquals(fresh ? "" : "its statistics are stale: " + age + " s old at a period of 5 s", checked.reason());
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "-2, false", "-3600, false"})
    void statisticsFromTheFuture_areNotBelieved(long age, boolean believed) {
        GuestStatistics checked = check(statistics(900 * MIB, 400 * MIB, age));

        assertEquals(believed, checked.memory().isPresent());
        assertEquals(
                believed ? "" : "its statistics come from the future, so the host's clock was set back",
                checked.reason());
    }

    @ParameterizedTest
    @CsvSource({"-1, 400", "900, -1", "-1, -1"})
    void guestWithoutUsable_isNotBelieved(long available, long usable) {
        GuestStatistics checked =
                check(statistics(available < 0 ? -1 : available * MIB, usable < 0 ? -1 : usable * MIB, 0));

        assertEquals("its guest does not report usable memory", checked.reason());
        assertFalse(checked.neverReported());
    }

    @ParameterizedTest
    @CsvSource({"900, 901", "900, -2", "0, 0", "-5, 0", "2001, 5", "8796093022207, 8796093022207"})
    void absurdStatistics_areNotBelieved(long available, long usable) {
        GuestStatistics checked = check(statistics(available * MIB, usable * MIB, 0));

        assertTrue(checked.memory().isEmpty());
        assertTrue(checked.reason().startsWith("its statistics contradict each other: usable "), checked::reason);
    }

    @Test
    void nothingUsable_isAnAnswer() {
        assertEquals(
                0, check(statistics(900 * MIB, 0, 0)).memory().orElseThrow().usable());
    }

    @Test
    void countersThatAreAbsent_areZero() {
        GuestStatistics checked = check(new BalloonStatistics(900 * MIB, MIB, -1, -1, NOW));

        assertEquals(Optional.of(new GuestMemory(900 * MIB, MIB, 0, 0)), checked.memory());
    }

    @ParameterizedTest
    @CsvSource({"2, 0, false", "2, 1, false", "2, 2, false", "2, 3, true", "2, 10, true", "0, 0, false", "-1, 0, true"})
    void statisticsFromBeforeAResize_areNotBelieved(long age, long sinceResize, boolean believed) {
        GuestStatistics checked = GuestStatistics.check(
                sample(statistics(900 * MIB, 400 * MIB, age)),
                domain(PERIOD),
                Optional.of(Duration.ofSeconds(sinceResize)),
                new GuestCounters(),
                NOW);

        assertEquals(believed, checked.memory().isPresent());
        assertEquals(believed ? "" : "its statistics are older than its size", checked.reason());
    }

    private static GuestStatistics check(BalloonStatistics statistics) {
        return GuestStatistics.check(sample(statistics), domain(PERIOD), Optional.empty(), new GuestCounters(), NOW);
    }

    private static DomainDescription domain(Duration period) {
        FakeGuest guest = FakeGuest.ofMib(1, "web1", 1000, 2000);
        guest.statsPeriod = period;
        return guest.description();
    }

    private static DomainSample sample(BalloonStatistics statistics) {
        return new DomainSample(
                new UUID(0, 1), DomainSample.State.RUNNING, 1000 * MIB, 2000 * MIB, OptionalLong.empty(), statistics);
    }

    private static BalloonStatistics statistics(long available, long usable, long age) {
        return new BalloonStatistics(available, usable, 7, 9, NOW.minusSeconds(age));
    }

    @ParameterizedTest
    @CsvSource({"900, 900, 1000, 2000", "2000, 5, 1000, 2000", "1000, 1000, 1000, 2000", "1000, 5, 2000, 2000"})
    void statisticsAtTheEdgeOfWhatIsPossible_areBelieved(long available, long usable, long current, long maximum) {
        DomainSample sample = new DomainSample(
                new UUID(0, 1),
                DomainSample.State.RUNNING,
                current * MIB,
                maximum * MIB,
                OptionalLong.empty(),
                statistics(available * MIB, usable * MIB, 0));

        assertTrue(GuestStatistics.check(sample, domain(PERIOD), Optional.empty(), new GuestCounters(), NOW)
                .memory()
                .isPresent());
    }

    @Test
    void moreUsableThanItHas_isNotBelieved() {
        GuestStatistics checked = check(statistics(1500 * MIB, 1001 * MIB, 0));

        assertEquals("its statistics contradict its size: usable 1001MiB of 1000MiB", checked.reason());
    }

    @ParameterizedTest
    @CsvSource({"1500, true", "1501, false"})
    void statisticsOfAGuestWithMoreThanItsLeverMoves_areOfAllItsMemory(long usable, boolean believed) {
        GuestStatistics checked = beside(500, statistics(2500 * MIB, usable * MIB, 0));

        assertEquals(believed, checked.memory().isPresent(), checked.reason());
        assertEquals(believed ? "" : "its statistics contradict its size: usable 1.47GiB of 1.46GiB", checked.reason());
    }

    @Test
    void moreMemoryThanAGuestWithFarMemoryCanHave_isNotBelieved() {
        assertEquals(
                "its statistics contradict each other: usable 5MiB of 2.44GiB, maximum 2.44GiB",
                beside(500, statistics(2501 * MIB, 5 * MIB, 0)).reason());
    }

    @Test
    void sizeAboveTheMaximumBesideFarMemory_isNotBelieved() {
        FakeGuest guest = FakeGuest.ofMib(1, "near1", 1000, 2000);
        guest.far = 500 * MIB;
        DomainSample sample = new DomainSample(
                new UUID(0, 1),
                DomainSample.State.RUNNING,
                2001 * MIB,
                2000 * MIB,
                OptionalLong.empty(),
                statistics(900 * MIB, 5 * MIB, 0));

        assertEquals(
                "its size of 2.44GiB is above its maximum of 2.44GiB",
                GuestStatistics.check(sample, guest.description(), Optional.empty(), new GuestCounters(), NOW)
                        .reason());
    }

    private static GuestStatistics beside(long farMib, BalloonStatistics statistics) {
        FakeGuest guest = FakeGuest.ofMib(1, "near1", 1000, 2000);
        guest.far = farMib * MIB;
        return GuestStatistics.check(
                sample(statistics), guest.description(), Optional.empty(), new GuestCounters(), NOW);
    }

    @Test
    void sizeAboveTheMaximum_isNotBelieved() {
        DomainSample sample = new DomainSample(
                new UUID(0, 1),
                DomainSample.State.RUNNING,
                2001 * MIB,
                2000 * MIB,
                OptionalLong.empty(),
                statistics(900 * MIB, 5 * MIB, 0));

        assertEquals(
                "its size of 1.95GiB is above its maximum of 1.95GiB",
                GuestStatistics.check(sample, domain(PERIOD), Optional.empty(), new GuestCounters(), NOW)
                        .reason());
    }

    @Test
    void reportFromBeforeAResize_isHeardThoughNotBelieved() {
        GuestStatistics checked = GuestStatistics.check(
                sample(statistics(900 * MIB, 400 * MIB, 2)),
                domain(PERIOD),
                Optional.of(Duration.ZERO),
                new GuestCounters(),
                NOW);

        assertEquals(400 * MIB, checked.heard().orElseThrow().usable());
    }
}
