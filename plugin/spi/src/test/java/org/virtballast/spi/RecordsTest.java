/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordsTest {
    private static final Duration WINDOW = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 1", "2, 1", "-5, -1"})
    void bounds_areOrderedAndAboveZero(long min, long max) {
        assertThrows(IllegalArgumentException.class, () -> new Bounds(min, max));
    }

    @ParameterizedTest
    @CsvSource({"5, 10", "10, 10", "15, 15", "20, 20", "25, 20", "-1, 10", "9223372036854775807, 20"})
    void bounds_clampToTheNearestSize(long bytes, long clamped) {
        assertEquals(clamped, new Bounds(10, 20).clamp(bytes));
    }

    @Test
    void bounds_mayLeaveOneSizeOnly() {
        assertEquals(7, new Bounds(7, 7).clamp(8));
    }

    @ParameterizedTest
    @CsvSource({"100, 100, 100", "99, 100, 90", "90, 90, 90", "81, 90, 80", "101, 110, 100", "-5, 0, -10"})
    void steps_areCountedFromTheLargestSize(long bytes, long up, long down) {
        Bounds bounds = new Bounds(5, 100, 10);

        assertEquals(up, bounds.up(bytes));
        assertEquals(down, bounds.down(bytes));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void steps_areAboveZero(long step) {
        assertThrows(IllegalArgumentException.class, () -> new Bounds(5, 100, step));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1",
        "1, -1",
        "NaN, 1",
        "1, NaN",
        "Infinity, 1",
        "1, Infinity",
    })
    void accesses_areCounts(double near, double far) {
        assertThrows(IllegalArgumentException.class, () -> new Accesses(near, far, 1, WINDOW, "perf"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void accesses_haveAScaleAboveZero(double scale) {
        assertThrows(IllegalArgumentException.class, () -> new Accesses(1, 1, scale, WINDOW, "perf"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void accesses_haveAWindowAboveZero(long nanos) {
        Duration window = Duration.ofNanos(nanos);
        assertThrows(IllegalArgumentException.class, () -> new Accesses(1, 1, 1, window, "perf"));
    }

    @Test
    void accesses_areEventsTimesScale() {
        Accesses accesses = new Accesses(30, 10, 64, WINDOW, "perf");

        assertEquals(1920, accesses.near());
        assertEquals(640, accesses.far());
        assertThrows(NullPointerException.class, () -> new Accesses(30, 10, 64, WINDOW, null));
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0.6, 0.7, 1",
        "0.5, 0.3, 0.4, 1",
        "0.5, -0.1, 0.7, 1",
        "0.5, 0.3, 1.1, 1",
        "NaN, 0.3, 0.7, 1",
        "0.5, NaN, 0.7, 1",
        "0.5, 0.3, NaN, 1",
        "0.5, 0.3, 0.7, 0",
        "0.5, 0.3, 0.7, -1",
        "0.5, 0.3, 0.7, NaN"
    })
    void hitRatio_liesInItsInterval(double estimate, double low, double high, double samples) {
        assertThrows(IllegalArgumentException.class, () -> new HitRatio(estimate, low, high, samples, WINDOW, "perf"));
    }

    @Test
    void hitRatio_mayBeNoneOrAll() {
        assertEquals(0, new HitRatio(0, 0, 0, 1, WINDOW, "perf").high());
        assertEquals(1, new HitRatio(1, 1, 1, 1, WINDOW, "perf").low());
        assertThrows(NullPointerException.class, () -> new HitRatio(1, 1, 1, 1, null, "perf"));
        assertThrows(NullPointerException.class, () -> new HitRatio(1, 1, 1, 1, WINDOW, null));
    }

    @ParameterizedTest
    @CsvSource({"100, -1, 0, 0", "100, 101, 0, 0", "100, 50, -1, 0", "100, 50, 0, -1", "-1, 0, 0, 0"})
    void guestMemory_doesNotContradictItself(long available, long usable, long swapIn, long majorFaults) {
        assertThrows(IllegalArgumentException.class, () -> new GuestMemory(available, usable, swapIn, majorFaults));
    }

    @Test
    void guestMemory_mayBeUsedUpOrAllUsable() {
        assertEquals(0, new GuestMemory(100, 0, 0, 0).usable());
        assertEquals(100, new GuestMemory(100, 100, 0, 0).usable());
    }

    @Test
    void eligibility_saysWhyExactlyWhereADirectionIsClosed() {
        assertEquals("", Eligibility.FULL.reason());
        assertEquals(new Eligibility(false, false, "it is paused"), Eligibility.none("it is paused"));
        assertEquals(new Eligibility(false, true, "it is blind"), Eligibility.growOnly("it is blind"));
        assertThrows(IllegalArgumentException.class, () -> Eligibility.none(""));
        assertThrows(IllegalArgumentException.class, () -> Eligibility.growOnly(""));
        assertThrows(IllegalArgumentException.class, () -> new Eligibility(true, true, "no reason is needed"));
        assertThrows(NullPointerException.class, () -> new Eligibility(true, true, null));
    }

    @Test
    void domainView_isResizingWhileItsTargetIsElsewhere() {
        assertFalse(domain(100, 100, 0.9, 100).resizing());
        assertTrue(domain(100, 200, 0.9, 100).resizing());
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 100, 0.9, 100",
        "100, -1, 0.9, 100",
        "100, 100, 0, 100",
        "100, 100, -0.5, 100",
        "100, 100, 1.01, 100",
        "100, 100, NaN, 100",
        "100, 100, 0.9, 0",
        "100, 100, 0.9, 10001"
    })
    void domainView_refusesWhatNoDomainHas(long current, long target, double targetHitRatio, int weight) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> domain(current, target, targetHitRatio, weight));

        assertTrue(refusal.getMessage().contains("web1"), refusal.getMessage());
    }

    @Test
    void domainView_mayHaveTheEndsOfItsRanges() {
        assertEquals(1, domain(0, 0, 1, 1).weight());
        assertEquals(10_000, domain(0, 0, 1e-9, 10_000).weight());
    }

    @Test
    void hostView_keepsItsDomainsAsTheyWere() {
        List<DomainView> domains = new ArrayList<>(List.of(domain(100, 100, 0.9, 100)));
        HostView host = new HostView(Instant.EPOCH, Duration.ZERO, 1000, -5, HostPressure.SOFT, domains);

        domains.clear();

        assertEquals(1, host.domains().size());
        assertThrows(UnsupportedOperationException.class, () -> host.domains().clear());
    }

    @Test
    void hostView_refusesNegativeTimeAndBudget() {
        Duration negative = Duration.ofNanos(-1);
        assertThrows(
                IllegalArgumentException.class,
                () -> new HostView(Instant.EPOCH, negative, 1000, 0, HostPressure.HIGH, List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new HostView(Instant.EPOCH, Duration.ZERO, -1, 0, HostPressure.HIGH, List.of()));
        assertThrows(
                NullPointerException.class,
                () -> new HostView(null, Duration.ZERO, 1, 0, HostPressure.HIGH, List.of()));
    }

    @ParameterizedTest
    @CsvSource({"300, 300", "305, 300", "291, 300", "290, 290", "309, 300", "310, 310", "9999, 1000", "-9999, 60"})
    void domain_comesTowardsASizeByWholeStepsWithinItsBounds(long wanted, long reached) {
        assertEquals(reached, stepped(300, 300, Eligibility.FULL).towards(wanted));
    }

    @Test
    void domainOutsideItsBounds_comesTowardsThem() {
        assertEquals(1000, stepped(1500, 1500, Eligibility.FULL).towards(1500));
        assertEquals(50, stepped(20, 20, Eligibility.FULL).towards(20));
    }

    @Test
    void domain_comesTowardsNothingInAClosedDirection() {
        DomainView growing = stepped(300, 300, Eligibility.growOnly("its statistics are old"));

        assertEquals(300, growing.towards(100));
        assertEquals(500, growing.towards(500));
        assertEquals(300, stepped(300, 300, Eligibility.none("it is paused")).towards(500));
        assertEquals(300, stepped(300, 400, Eligibility.FULL).towards(500), "a resize is under way");
    }

    /** A domain of 60 to 1000 in steps of 10, but for its minimum. */
    private static DomainView stepped(long current, long target, Eligibility eligibility) {
        return domain(new Bounds(55, 1000, 10), current, target, 0.9, 100, eligibility);
    }

    private static DomainView domain(long current, long target, double targetHitRatio, int weight) {
        return domain(new Bounds(1, 1000), current, target, targetHitRatio, weight, Eligibility.FULL);
    }

    private static DomainView domain(
            Bounds bounds, long current, long target, double targetHitRatio, int weight, Eligibility eligibility) {
        return new DomainView(
                new UUID(0, 1),
                "web1",
                bounds,
                current,
                target,
                FarTier.CELL,
                LeverKind.BALLOON,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                targetHitRatio,
                weight,
                eligibility);
    }

    @ParameterizedTest
    @CsvSource({"8192, 3, 5", "0, 0, 0", "4095, 0, 0", "-4096, 7, 0", "8192, -1, 0"})
    void farAccesses_arePagesSwappedInAndMajorFaults(long swapIn, long faults, long expected) {
        GuestMemory earlier = new GuestMemory(100, 50, 1 << 20, 1000);
        GuestMemory now = new GuestMemory(100, 50, (1 << 20) + swapIn, 1000 + faults);

        assertEquals(expected, now.farAccessesSince(earlier));
    }
}
