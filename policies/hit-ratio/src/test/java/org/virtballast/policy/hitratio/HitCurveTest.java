/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class HitCurveTest {
    private final HitCurve curve = new HitCurve();

    @Test
    void nothingSeen_isNoBound() {
        assertEquals(Double.POSITIVE_INFINITY, curve.sizeFor(0.9));
        assertEquals(0, curve.slopeAbove());
        assertEquals(0, curve.slopeBelow(1000));
        assertFalse(curve.knowsLess(1));
    }

    @Test
    void oneSize_isALineFromNothing() {
        curve.observe(1000, 0.5, 0);

        assertEquals(500, curve.sizeFor(0.25), 1e-9);
        assertEquals(1900, curve.sizeFor(0.95), 1e-9, "no less can do: the curve is concave");
        assertEquals(0.0005, curve.slopeAbove(), 1e-12);
    }

    @Test
    void twoSizes_areALineBetweenThemAndOnFromThem() {
        curve.observe(1000, 0.5, 0);
        curve.observe(2000, 0.8, 0);

        assertEquals(1500, curve.sizeFor(0.65), 1e-9);
        assertEquals(2500, curve.sizeFor(0.95), 1e-9);
        assertEquals(0.0003, curve.slopeAbove(), 1e-12);
        assertEquals(0.0005, curve.slopeBelow(1000), 1e-12);
        assertEquals(0.0003, curve.slopeBelow(2000), 1e-12);
        assertTrue(curve.knowsLess(0.6));
        assertFalse(curve.knowsLess(0.5));
    }

    @Test
    void curveThatRisesNoFurther_needsWithoutBound() {
        curve.observe(1000, 0.7, 0);
        curve.observe(2000, 0.7, 0);

        assertEquals(1000, curve.sizeFor(0.7), 1e-9);
        assertEquals(Double.POSITIVE_INFINITY, curve.sizeFor(0.71));
    }

    @Test
    void hitRatioThatIsNotOfTheCurve_beginsANewOne() {
        curve.observe(1000, 0.5, 0);
        curve.observe(2000, 0.8, 0);
        curve.observe(1500, 0.3, 0.01);

        assertEquals(3000, curve.sizeFor(0.6), 1e-9, "the line through 0.3 at 1500 alone");

        curve.observe(2000, 0.99, 0.01);
        assertEquals(1000, curve.sizeFor(0.495), 1e-9, "more than the line through 0.3 goes on to");
    }

    @Test
    void hitRatioWithinItsDoubt_isOfTheCurve() {
        curve.observe(1000, 0.5, 0);
        curve.observe(2000, 0.8, 0);
        curve.observe(1500, 0.655, 0.01);

        assertEquals(2000, curve.sizeFor(0.8), 1e-9, "the older points stand");
        assertEquals(1500, curve.sizeFor(0.655), 1e-9);
    }

    @Test
    void sameSize_isSeenAnew() {
        curve.observe(1000, 0.5, 0);
        curve.observe(1005, 0.6, 0);

        assertEquals(1005, curve.sizeFor(0.6), 1e-9);
        assertEquals(502.5, curve.sizeFor(0.3), 1e-9);
    }

    @Test
    void trial_goesOnFromTheSmallestSizeSteeperThanItWas() {
        assertEquals(Double.POSITIVE_INFINITY, curve.triedFor(0.9, 4));
        curve.observe(2000, 0.99, 0.01);
        assertEquals(Double.POSITIVE_INFINITY, curve.triedFor(0.9, 4), "one size has no slope");
        curve.observe(1000, 0.97, 0.01);

        // It fell by 0.02 on 1000, and by 0.04 at most; four times as steep 0.07 are lost on 437.5.
        assertEquals(1000 - 437.5, curve.triedFor(0.9, 4), 1e-6);
    }

    @Test
    void curve_staysConcaveAndFindsItselfAgain() {
        Random random = new Random(3);
        for (int round = 0; round < 2000; round++) {
            HitCurve learned = new HitCurve();
            double hot = 500 + random.nextInt(3000);
            double last = 0;
            for (int look = 0; look < 20; look++) {
                double size = 100 + random.nextInt(5000);
                double missing = Math.max(0, 1 - size / hot);
                last = 1 - missing * missing;
                learned.observe(size, last, 0.001);
                assertTrue(learned.sizeFor(last) <= size * 1.0001, "it knows what it just saw");
            }
            for (double hit = 0.05; hit < last; hit += 0.05) {
                double exact = hot * (1 - Math.sqrt(1 - hit));
                assertTrue(learned.sizeFor(hit) >= exact * 0.97, "never less than it takes, within what it saw");
            }
            double slope = Double.POSITIVE_INFINITY;
            for (double size = 100; size < 5100; size += 100) {
                double here = learned.slopeBelow(size);
                assertTrue(here <= slope + 1e-12, "steeper further on");
                slope = here;
            }
        }
    }
}
