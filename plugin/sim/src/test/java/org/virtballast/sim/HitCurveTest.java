/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HitCurveTest {
    private static final HitCurve CURVE = new HitCurve(3000, 2000, 0.9);

    @ParameterizedTest
    @CsvSource({"0, 0", "1000, 0.45", "2000, 0.9", "2500, 0.95", "3000, 1", "9000, 1"})
    void hit_risesToHotShareAndThenToOne(long near, double hit) {
        assertEquals(hit, CURVE.hit(near), 1e-12);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 0", "0.45, 1000", "0.9, 2000", "0.95, 2500", "1, 3000"})
    void smallest_isTheInverse(double target, long near) {
        assertEquals(near, CURVE.smallest(target));
    }

    @Test
    void guestThatUsesNothing_alwaysHits() {
        HitCurve nothing = new HitCurve(0, 0, 1);

        assertEquals(1, nothing.hit(0));
        assertEquals(0, nothing.smallest(0.95));
    }

    @Test
    void coldFirst_isNotConcave() {
        HitCurve curve = new HitCurve(3000, 2000, 0);

        assertEquals(0, curve.hit(2000));
        assertEquals(2500, curve.smallest(0.5));
    }

    @Test
    void impossibleCurves_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new HitCurve(3000, 0, 0.9));
        assertThrows(IllegalArgumentException.class, () -> new HitCurve(3000, 3001, 0.9));
        assertThrows(IllegalArgumentException.class, () -> new HitCurve(3000, 3000, 0.9));
        assertThrows(IllegalArgumentException.class, () -> new HitCurve(3000, 2000, Double.NaN));
    }
}
