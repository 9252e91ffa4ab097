/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.port.NearResidence;
import org.virtballast.core.report.LeverReport.YieldReport;
import org.virtballast.spi.ByteSize;

final class NearYieldTest {
    private static final long MIB = ByteSize.MIB;
    private static final Duration NOW = Duration.ofHours(1);

    private final NearYield yield = new NearYield();

    @Test
    void takeThatFreesNoNearMemory_sparesTheDomainAndKeepsWhatTheHostHolds() {
        assertEquals(OptionalLong.of(995 * MIB), take(1000, 400, 800, 395));
        assertEquals(Optional.of(new YieldReport(200 * MIB, 5 * MIB)), yield.last());
        assertEquals(Optional.of(Duration.ofMinutes(10)), yield.spared(NOW));
        assertEquals(Optional.empty(), yield.spared(NOW.plusMinutes(10)));
    }

    @Test
    void takeOfNearMemory_keepsNothing() {
        assertEquals(OptionalLong.of(800 * MIB), take(1000, 400, 800, 200));
        assertEquals(Optional.empty(), yield.spared(NOW));
    }

    @Test
    void takeThatYieldsAPart_keepsTheRest() {
        assertEquals(OptionalLong.of(950 * MIB), take(1000, 400, 800, 350));
        assertEquals(Optional.empty(), yield.spared(NOW));
    }

    @ParameterizedTest
    @CsvSource({"19, true", "20, false"})
    void lessThanATenth_isNothing(long gained, boolean spared) {
        take(1000, 400, 800, 400 - gained);

        assertEquals(spared, yield.spared(NOW).isPresent());
    }

    @Test
    void nearMemoryThatWasNotResident_countsAsGivenFirst() {
        assertEquals(OptionalLong.of(900 * MIB), take(1000, 300, 800, 300));
        assertEquals(Optional.empty(), yield.spared(NOW));
        assertEquals(OptionalLong.of(900 * MIB), take(800, 300, 700, 300));
        assertTrue(yield.spared(NOW).isPresent(), "all that was not resident has been given by now");
    }

    /** QEMU has memory of its own on the near nodes, and far memory may lie there. */
    @Test
    void residentBeyondTheNearMemory_isNoTakeInVain() {
        assertEquals(OptionalLong.of(936 * MIB), take(1000, 500, 936, 436));
        assertEquals(Optional.empty(), yield.spared(NOW));
        assertEquals(OptionalLong.of(936 * MIB), take(936, 436, 872, 436));
        assertTrue(yield.spared(NOW).isPresent());
    }

    @Test
    void memoryThatWasGivenBack_beginsAnew() {
        take(1000, 300, 800, 300);
        assertEquals(OptionalLong.of(1000 * MIB), take(1000, 400, 900, 400));
        assertTrue(yield.spared(NOW).isPresent());
    }

    @Test
    void memoryBeyondWhatItHadBefore_beginsAnew() {
        take(1000, 400, 800, 200);

        assertEquals(OptionalLong.of(1100 * MIB), take(1200, 300, 1100, 200));
    }

    @Test
    void memoryThatWasGivenBackInPart_goesOn() {
        take(1000, 400, 700, 200);

        assertEquals(OptionalLong.of(800 * MIB), take(900, 300, 750, 200));
    }

    @ParameterizedTest
    @CsvSource({"31, false", "32, true"})
    void yieldOfASmallTake_isNotJudgedButKept(long taken, boolean judged) {
        assertEquals(OptionalLong.of(1000 * MIB), take(1000, 400, 1000 - taken, 400));
        assertEquals(judged, yield.spared(NOW).isPresent());
    }

    @Test
    void secondTakeInVain_sparesTheDomainForTwiceAsLong() {
        take(1000, 400, 800, 400);
        take(1000, 400, 800, 400);

        assertEquals(Optional.of(Duration.ofMinutes(20)), yield.spared(NOW));
    }

    @Test
    void takeThatYieldsAgain_endsTheWait() {
        take(1000, 400, 800, 400);
        take(1000, 400, 800, 200);

        assertEquals(Optional.empty(), yield.spared(NOW));
        take(1000, 400, 800, 400);
        assertEquals(Optional.of(Duration.ofMinutes(10)), yield.spared(NOW));
    }

    @Test
    void memoryThatCannotBeToldApart_isNotMeasured() {
        yield.asked(1000 * MIB, Optional.empty());
        assertFalse(yield.pending());
        assertEquals(OptionalLong.empty(), yield.arrived(800 * MIB, held(400), NOW));

        yield.asked(1000 * MIB, held(400));
        assertTrue(yield.pending());
        assertEquals(OptionalLong.empty(), yield.arrived(800 * MIB, Optional.empty(), NOW));
        assertEquals(Optional.empty(), yield.last());
    }

    @Test
    void takeThatWasTurnedRound_isNotMeasured() {
        assertEquals(OptionalLong.empty(), take(1000, 400, 1000, 400));
        assertEquals(Optional.empty(), yield.last());
        assertFalse(yield.pending());
    }

    @Test
    void hostThatHoldsMoreThanBefore_keepsWhatCannotHaveBeenGiven() {
        assertEquals(OptionalLong.of(1000 * MIB), take(1000, 390, 800, 400));
        assertEquals(Optional.of(new YieldReport(200 * MIB, -10 * MIB)), yield.last());
    }

    /** A take of so many MiB from a domain with 400 MiB of near memory, and what of that is resident before and after. */
    private OptionalLong take(long from, long before, long to, long after) {
        yield.asked(from * MIB, held(before));
        return yield.arrived(to * MIB, held(after), NOW);
    }

    private static Optional<NearResidence> held(long resident) {
        return Optional.of(new NearResidence(resident * MIB, 400 * MIB));
    }
}
