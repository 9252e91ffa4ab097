/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.spi.FarTier;

final class PortsTest {
    private static final UUID ID = new UUID(0, 1);

    @ParameterizedTest
    @EnumSource(Mode.class)
    void mode_isReadAsItIsWritten(Mode mode) {
        assertEquals(Optional.of(mode), Mode.of(mode.label()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AUTO", "Observe", "on", " off"})
    void otherText_isNoMode(String text) {
        assertEquals(Optional.empty(), Mode.of(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10, 0.5, 100, min must be above 0",
        "5, 0, 0.5, 100, max must be above 0",
        "11, 10, 0.5, 100, min must not be above max",
        "5, 10, 0, 100, target-hit-ratio must be above 0 and at most 1",
        "5, 10, 1.1, 100, target-hit-ratio must be above 0 and at most 1",
        "5, 10, NaN, 100, target-hit-ratio must be above 0 and at most 1",
        "5, 10, 0.5, 0, weight must be from 1 to 10000",
        "5, 10, 0.5, 10001, weight must be from 1 to 10000"
    })
    void settingsOutOfRange_areRefusedWithTheRule(long min, long max, double target, int weight, String rule) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> settings(min, max, target, weight));

        assertEquals(rule, refusal.getMessage());
    }

    @Test
    void settingsAtTheEndsOfTheirRanges_areAllowed() {
        assertEquals(OptionalLong.of(10), settings(10, 10, 1, 1).min());
        assertEquals(OptionalInt.of(10_000), settings(1, 10, 1e-9, 10_000).weight());
    }

    @Test
    void description_refusesWhatNoDomainHas() {
        assertThrows(IllegalArgumentException.class, () -> description(0, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> description(1, Duration.ofSeconds(-1)));
    }

    @Test
    void description_isChangedInOnePlace() {
        DomainDescription description = description(1000, Duration.ofSeconds(1));
        assertEquals(
                Duration.ofSeconds(9),
                description.withStatsPeriod(Duration.ofSeconds(9)).statsPeriod());
        assertEquals(description, description.withStatsPeriod(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "1, -1"})
    void sample_hasNoNegativeSize(long current, long maximum) {
        BalloonStatistics statistics = new BalloonStatistics(-1, -1, -1, -1, Instant.EPOCH);

        assertThrows(
                IllegalArgumentException.class,
                () -> new DomainSample(
                        ID, DomainSample.State.RUNNING, current, maximum, OptionalLong.empty(), statistics));
    }

    @Test
    void reading_hasCountsOrAReason() {
        assertThrows(NullPointerException.class, () -> new AccessReading.Counted(null));
        assertThrows(NullPointerException.class, () -> new AccessReading.NotCounted(null));
        assertThrows(NullPointerException.class, () -> new CountedDomain(ID, null));
    }

    @Test
    void failure_saysWhatItMeans() {
        HypervisorException failure = new HypervisorException(HypervisorException.Kind.DOMAIN_GONE, "Gone.");

        assertEquals(HypervisorException.Kind.DOMAIN_GONE, failure.kind());
        assertEquals("Gone.", failure.getMessage());
        assertNull(failure.getCause());
    }

    @Test
    void systemClock_goesForward() {
        HostClock clock = HostClock.system();
        Duration before = clock.uptime();
        Instant wall = clock.wall();

        assertFalse(clock.uptime().minus(before).isNegative());
        assertTrue(wall.isAfter(Instant.parse("2024-01-01T00:00:00Z")));
    }

    private static DomainSettings settings(long min, long max, double target, int weight) {
        return new DomainSettings(
                Optional.empty(),
                OptionalLong.of(min),
                OptionalLong.of(max),
                OptionalDouble.of(target),
                OptionalInt.of(weight));
    }

    private static DomainDescription description(long maximum, Duration period) {
        return new DomainDescription(
                ID,
                1,
                "web1",
                maximum,
                period,
                MemoryLayout.flat(FarTier.CELL),
                false,
                Optional.empty(),
                DomainSettings.NONE,
                Optional.empty());
    }
}
