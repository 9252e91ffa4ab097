/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class LeverTestTest {
    private static final Instant NOW = Instant.EPOCH;

    private final LeverTest lever = new LeverTest();

    @Test
    void threeGrantsThatChangedNothing_areUndone() {
        grant(1000, 1200, 0.5, 0.5);
        grant(1200, 1400, 0.5, 0.5001);
        assertFalse(lever.failed(NOW));
        grant(1400, 1600, 0.5001, 0.5);

        assertTrue(lever.failed(NOW));
        assertEquals(OptionalLong.of(1000), lever.undo());
        assertTrue(lever.failed(NOW.plusSeconds(119)));
        assertFalse(lever.failed(NOW.plusSeconds(120)), "then it is tried again");
    }

    @Test
    void grantThatHelped_isNoFailureAndForgivesThoseBefore() {
        grant(1000, 1200, 0.5, 0.5);
        grant(1200, 1400, 0.5, 0.5);
        grant(1400, 1600, 0.5, 0.52);
        grant(1600, 1800, 0.52, 0.52);
        grant(1800, 2000, 0.52, 0.52);

        assertFalse(lever.failed(NOW));
        grant(2000, 2200, 0.52, 0.52);
        assertTrue(lever.failed(NOW));
        assertEquals(OptionalLong.of(1600), lever.undo(), "what helped stays");
    }

    @Test
    void grantThatNobodyCouldTellFromNoise_isNotJudged() {
        for (int round = 0; round < 10; round++) {
            lever.granted(1000, 0.5);
            lever.settled(1100, 0.5, 0.05, NOW);
        }

        assertFalse(lever.failed(NOW));
    }

    @Test
    void takeInBetween_endsTheTest() {
        grant(1000, 1200, 0.5, 0.5);
        grant(1200, 1400, 0.5, 0.5);
        lever.granted(1400, 0.5);
        lever.abandon();
        grant(1000, 1200, 0.5, 0.5);

        assertFalse(lever.failed(NOW));
        assertEquals(OptionalLong.empty(), lever.undo());
    }

    @Test
    void failureAgain_waitsTwiceAsLong() {
        for (int round = 0; round < 3; round++) {
            grant(1000 + 200 * round, 1200 + 200 * round, 0.5, 0.5);
        }
        Instant later = NOW.plusSeconds(150);
        for (int round = 0; round < 3; round++) {
            lever.granted(1000 + 200 * round, 0.5);
            lever.settled(1200 + 200 * round, 0.5, 0.001, later);
        }

        assertTrue(lever.failed(later.plusSeconds(239)));
        assertFalse(lever.failed(later.plusSeconds(240)));
    }

    private void grant(long from, long to, double before, double after) {
        lever.granted(from, before);
        lever.settled(to, after, 0.001, NOW);
    }
}
