/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class OperatorHoldsTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final Duration NOW = Duration.ofHours(1);
    private static final Duration HOLD = Duration.ofMinutes(30);

    private final OperatorHolds holds = new OperatorHolds();

    @Test
    void hold_endsByItself() {
        holds.hold(A, NOW, HOLD);

        assertEquals(Optional.of(HOLD), holds.left(A, NOW));
        assertEquals(Optional.of(Duration.ofSeconds(1)), holds.left(A, NOW.plusSeconds(1799)));
        assertEquals(Optional.empty(), holds.left(A, NOW.plus(HOLD)));
        assertEquals(Optional.empty(), holds.left(B, NOW));
    }

    @Test
    void secondResize_holdsAnew() {
        holds.hold(A, NOW, HOLD);
        holds.hold(A, NOW.plusSeconds(60), HOLD);

        assertEquals(Optional.of(HOLD), holds.left(A, NOW.plusSeconds(60)));
    }

    @Test
    void holdOfNoTime_holdsNothing() {
        holds.hold(A, NOW, Duration.ZERO);

        assertEquals(Optional.empty(), holds.left(A, NOW));
    }

    @Test
    void pause_lastsUntilItIsResumed() {
        holds.pause(A);

        assertTrue(holds.paused(A));
        assertTrue(holds.pausedAnyhow(A));
        assertFalse(holds.paused(B));
        assertFalse(holds.pausedAnyhow(B));
        assertEquals(Set.of(A), holds.paused());
        holds.resume(A);
        assertFalse(holds.pausedAnyhow(A));
    }

    @Test
    void resume_endsAHoldToo() {
        holds.hold(A, NOW, HOLD);

        holds.resume(A);

        assertEquals(Optional.empty(), holds.left(A, NOW));
    }

    @Test
    void pauseOfAll_staysWhenOneIsResumed() {
        holds.pauseAll();
        holds.pause(A);

        holds.resume(A);

        assertTrue(holds.allPaused());
        assertFalse(holds.paused(A));
        assertTrue(holds.pausedAnyhow(A));
    }

    @Test
    void resumeOfAll_endsEverything() {
        holds.pauseAll();
        holds.pause(A);
        holds.hold(B, NOW, HOLD);

        holds.resumeAll();

        assertFalse(holds.allPaused());
        assertFalse(holds.pausedAnyhow(A));
        assertEquals(Optional.empty(), holds.left(B, NOW));
    }

    @Test
    void domainThatStopped_isHeldNoMoreButStaysPaused() {
        holds.pause(A);
        holds.hold(A, NOW, HOLD);

        holds.forget(A);

        assertTrue(holds.paused(A));
        assertEquals(Optional.empty(), holds.left(A, NOW));
    }

    @Test
    void shorterHold_doesNotEndALongerOne() {
        holds.hold(A, NOW, HOLD);

        holds.hold(A, NOW, Duration.ofSeconds(20));

        assertEquals(Optional.of(HOLD), holds.left(A, NOW));
    }
}
