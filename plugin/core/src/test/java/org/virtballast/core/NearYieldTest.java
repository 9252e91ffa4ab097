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
import org.virtballast.core.NearYield.Measured;
import org.virtballast.core.port.NearResidence;
import org.virtballast.spi.ByteSize;

final class NearYieldTest {
    private static final long MIB = ByteSize.MIB;
    private static final Duration NOW = Duration.ofHours(1);

    private final NearYield yield = new NearYield();

    @Test
    void takeThatFreesNoNearMemory_sparesTheDomainAndKeepsWhatTheHostHolds() {
        yield.asked(1000 * MIB, held(400, 400));

        assertEquals(OptionalLong.of(995 * MIB), yield.arrived(800 * MIB, held(395, 400), NOW));
        assertEquals(Optional.of(new Measured(200 * MIB, 5 * MIB)), yield.last());
        assertEquals(Optional.of(Duration.ofMinutes(10)), yield.spared(NOW));
        assertEquals(Optional.empty(), yield.spared(NOW.plusMinutes(10)));
    }

    @Test
    void takeThatYields_keepsNothing() {
        yield.asked(1000 * MIB, held(400, 400));

        assertEquals(OptionalLong.of(0), yield.arrived(800 * MIB, held(380, 400), NOW));
        assertEquals(Optional.empty(), yield.spared(NOW));
    }

    /** The third of 400 MiB that were not there before may have been touched meanwhile. */
    @ParameterizedTest
    @CsvSource({"350, true", "349, false"})
    void yield_isJudgedOnlyWhereTheNearMemoryWasFull(long before, boolean judged) {
        yield.asked(1000 * MIB, held(before, 400));

        assertEquals(judged, yield.arrived(800 * MIB, held(before, 400), NOW).isPresent());
        assertEquals(judged, yield.spared(NOW).isPresent());
        assertTrue(yield.last().isPresent(), "it was measured all the same");
    }

    @ParameterizedTest
    @CsvSource({"31, false", "32, true"})
    void yieldOfASmallTake_isNotMeasured(long taken, boolean measured) {
        yield.asked(1000 * MIB, held(400, 400));
        yield.arrived((1000 - taken) * MIB, held(400, 400), NOW);

        assertEquals(measured, yield.last().isPresent());
    }

    @Test
    void secondTakeInVain_sparesTheDomainForTwiceAsLong() {
        inVain();
        inVain();

        assertEquals(Optional.of(Duration.ofMinutes(20)), yield.spared(NOW));
    }

    @Test
    void takeThatYieldsAgain_endsTheWait() {
        inVain();
        yield.asked(1000 * MIB, held(400, 400));
        yield.arrived(800 * MIB, held(200, 400), NOW);

        assertEquals(Optional.empty(), yield.spared(NOW));
        inVain();
        assertEquals(Optional.of(Duration.ofMinutes(10)), yield.spared(NOW));
    }

    @Test
    void memoryThatCannotBeToldApart_isNotMeasured() {
        yield.asked(1000 * MIB, Optional.empty());
        assertFalse(yield.pending());
        assertEquals(OptionalLong.empty(), yield.arrived(800 * MIB, held(400, 400), NOW));

        yield.asked(1000 * MIB, held(400, 400));
        assertEquals(OptionalLong.empty(), yield.arrived(800 * MIB, Optional.empty(), NOW));
        assertEquals(Optional.empty(), yield.last());
    }

    @Test
    void hostThatHoldsMoreThanBefore_keepsAllThatTheDomainHad() {
        yield.asked(1000 * MIB, held(390, 400));

        assertEquals(OptionalLong.of(1000 * MIB), yield.arrived(800 * MIB, held(400, 400), NOW));
    }

    private void inVain() {
        yield.asked(1000 * MIB, held(400, 400));
        yield.arrived(800 * MIB, held(400, 400), NOW);
    }

    private static Optional<NearResidence> held(long resident, long size) {
        return Optional.of(new NearResidence(resident * MIB, size * MIB));
    }
}
