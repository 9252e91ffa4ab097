/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.virtballast.policy.hitratio.Damper.Direction;

final class DamperTest {
    private static final int CALM = 8;

    private final Damper damper = new Damper(CALM);

    @Test
    void firstMove_isAFullStep() {
        assertEquals(1, damper.share(Direction.UP));
        assertEquals(1, damper.share(Direction.DOWN));
    }

    @Test
    void repeatAtFullStep_staysThere() {
        damper.moved(Direction.UP);
        damper.moved(Direction.UP);

        assertEquals(1, damper.share(Direction.UP));
    }

    @Test
    void flip_dividesTheStepByEight() {
        damper.moved(Direction.UP);

        assertEquals(1.0 / 8, damper.share(Direction.DOWN));
    }

    @Test
    void flipOfAFlip_dividesAgain() {
        damper.moved(Direction.UP);
        damper.moved(Direction.DOWN);

        assertEquals(1.0 / 64, damper.share(Direction.UP));
    }

    @Test
    void repeats_doubleUpToAFullStep() {
        damper.moved(Direction.UP);
        damper.moved(Direction.DOWN);
        double[] shares = {1.0 / 4, 1.0 / 2, 1, 1};
        for (double share : shares) {
            assertEquals(share, damper.share(Direction.DOWN));
            damper.moved(Direction.DOWN);
        }
    }

    @Test
    void calm_endsTheDamping() {
        damper.moved(Direction.UP);
        damper.moved(Direction.DOWN);
        still(CALM - 1);
        assertEquals(1.0 / 64, damper.share(Direction.UP));

        still(1);
        assertEquals(1, damper.share(Direction.UP));
        damper.moved(Direction.UP);
        assertEquals(1, damper.share(Direction.UP));
    }

    @Test
    void calm_freesAStepThatBecameTooSmallToRepeat() {
        damper.moved(Direction.UP);
        damper.moved(Direction.DOWN);
        damper.moved(Direction.UP);
        assertEquals(1.0 / 32, damper.share(Direction.UP));

        still(CALM);

        assertEquals(1, damper.share(Direction.UP));
    }

    @Test
    void moves_interruptTheCalm() {
        damper.moved(Direction.UP);
        still(CALM - 1);
        damper.moved(Direction.UP);
        still(1);

        assertEquals(1.0 / 8, damper.share(Direction.DOWN));
    }

    @Test
    void share_isNeverZeroNorMoreThanOne() {
        Direction direction = Direction.UP;
        for (int round = 0; round < 50; round++) {
            double share = damper.share(direction);
            assertTrue(share > 0 && share <= 1, "round " + round + ": " + share);
            damper.moved(direction);
            direction = direction == Direction.UP ? Direction.DOWN : Direction.UP;
        }
    }

    private void still(int windows) {
        for (int window = 0; window < windows; window++) {
            damper.still();
        }
    }
}
