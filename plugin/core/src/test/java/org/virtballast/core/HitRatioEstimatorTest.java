/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.HitRatio;

final class HitRatioEstimatorTest {
    /** The 0.95 quantile of the normal distribution, from any table: 1.6449. */
    private static final double Z90 = 1.6448536269514722;

    /** The 0.975 quantile: 1.9600. */
    private static final double Z95 = 1.959963984540054;

    private final HitRatioEstimator estimator = new HitRatioEstimator();

    /**
     * The examples of R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven
     * methods", Statistics in Medicine 17, 1998, table I, method 3 (Wilson's, without continuity correction). They are 95 %
     * intervals; Wilson's depends on z² / n alone, so the 95 % interval of n samples is the 90 % interval of n · (z90 / z95)².
     */
    @ParameterizedTest
    @CsvSource({"81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0.0000, 0.1611", "1, 29, 0.0061, 0.1718"})
    void interval_agreesWithPublishedExamples(double near, double total, double low, double high) {
        double shrink = (Z90 / Z95) * (Z90 / Z95);

        HitRatio hitRatio = estimate(near * shrink, (total - near) * shrink);

        assertEquals(near / total, hitRatio.estimate(), 1e-12);
        assertEquals(low, hitRatio.low(), 0.00005);
        assertEquals(high, hitRatio.high(), 0.00005);
    }

    /** By hand: with no near event of n the upper end is z² / (n + z²) = 2.70554 / 12.70554. */
    @Test
    void interval_isHonestWhereNoEventIsNear() {
        HitRatio hitRatio = estimate(0, 10);

        assertEquals(0, hitRatio.estimate());
        assertEquals(0, hitRatio.low());
        assertEquals(0.212942, hitRatio.high(), 1e-6);
    }

    /** By symmetry with the case before. */
    @Test
    void interval_isHonestWhereAllEventsAreNear() {
        HitRatio hitRatio = estimate(10, 0);

        assertEquals(1, hitRatio.estimate());
        assertEquals(1, hitRatio.high());
        assertEquals(1 - 0.212942, hitRatio.low(), 1e-6);
    }

    /** The definition: at both ends the estimate lies z standard errors of that end away. */
    @ParameterizedTest
    @CsvSource({"5, 5", "1, 9", "950, 50", "0.3, 0.4", "1e9, 1e7"})
    void ends_solveWilsonsEquation(double near, double far) {
        HitRatio hitRatio = estimate(near, far);

        for (double end : new double[] {hitRatio.low(), hitRatio.high()}) {
            double standardError = Math.sqrt(end * (1 - end) / (near + far));
            assertEquals(Z90 * standardError, Math.abs(hitRatio.estimate() - end), 1e-9);
        }
    }

    @Test
    void beforeTheFirstWindow_nothingIsKnown() {
        assertEquals(Optional.empty(), estimator.estimate());
    }

    @Test
    void windowWithoutEvents_isNoEvidence() {
        estimator.add(accesses(0, 0));
        assertEquals(Optional.empty(), estimator.estimate());

        HitRatio before = estimate(30, 10);
        estimator.add(accesses(0, 0));
        assertEquals(Optional.of(before), estimator.estimate());
    }

    /** By hand: near 10/2 + 0, total 10/2 + 10, so 5 of 15; effective samples 15² / (10/4 + 10) = 18. */
    @Test
    void oldWindow_countsHalf() {
        estimator.add(accesses(10, 0));
        HitRatio hitRatio = estimate(0, 10);

        assertEquals(5.0 / 15, hitRatio.estimate(), 1e-12);
        assertEquals(18, hitRatio.samples(), 1e-12);
    }

    /** By hand: weights 1, 1/2, 1/4, … sum to 2 and their squares to 4/3, so the samples tend to 4 / (4/3) = 3 windows' worth. */
    @Test
    void effectiveSamples_tendToThreeWindowsWorth() {
        for (int window = 0; window < 60; window++) {
            estimator.add(accesses(90, 10));
        }

        HitRatio hitRatio = estimator.estimate().orElseThrow();
        assertEquals(300, hitRatio.samples(), 1e-9);
        assertEquals(0.9, hitRatio.estimate(), 1e-12);
    }

    @Test
    void newBehaviour_outweighsTheOldSoon() {
        for (int window = 0; window < 20; window++) {
            estimator.add(accesses(100, 900));
        }
        for (int window = 0; window < 6; window++) {
            estimator.add(accesses(990, 10));
        }

        assertTrue(estimator.estimate().orElseThrow().estimate() > 0.97);
    }

    @Test
    void busyWindow_weighsMoreThanAQuietOne() {
        estimator.add(accesses(1_000_000, 0));
        HitRatio hitRatio = estimate(0, 1_000);

        assertTrue(hitRatio.estimate() > 0.99);
    }

    /** Accesses that an event stands for are no samples of their own. */
    @Test
    void scale_doesNotNarrowTheInterval() {
        HitRatio plain = estimate(30, 10);
        HitRatioEstimator other = new HitRatioEstimator();
        other.add(new Accesses(30, 10, 10_007, Duration.ofSeconds(5), "perf"));

        HitRatio scaled = other.estimate().orElseThrow();
        assertEquals(plain.low(), scaled.low());
        assertEquals(40, scaled.samples(), 1e-12);
    }

    @Test
    void reset_forgetsEverything() {
        estimate(0, 1000);
        estimator.reset();
        assertEquals(Optional.empty(), estimator.estimate());

        assertEquals(1, estimate(5, 0).estimate());
        assertEquals(5, estimator.estimate().orElseThrow().samples(), 1e-12);
    }

    @Test
    void estimate_hasTheYoungestWindowAndSource() {
        estimator.add(new Accesses(1, 1, 1, Duration.ofSeconds(9), "old"));
        estimator.add(new Accesses(1, 1, 1, Duration.ofSeconds(2), "perf"));

        HitRatio hitRatio = estimator.estimate().orElseThrow();
        assertEquals(Duration.ofSeconds(2), hitRatio.window());
        assertEquals("perf", hitRatio.source());
    }

    private HitRatio estimate(double near, double far) {
        estimator.add(accesses(near, far));
        return estimator.estimate().orElseThrow();
    }

    private static Accesses accesses(double near, double far) {
        return new Accesses(near, far, 1, Duration.ofSeconds(5), "perf");
    }
}
