/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.Random;

/** Draws Poisson-distributed counts, exactly, for means of any size. */
final class Poisson {
    /** Below, counting multiplications is exact and quick; the rejection method is made for means of at least 10. */
    private static final double SMALL = 10;

    private static final double HALF_LOG_TWO_PI = 0.9189385332046727;
    private static final int TABLE = 10;
    private static final double[] LOG_FACTORIALS = logFactorials();

    private Poisson() {}

    /**
     * Draws a count.
     *
     * @param mean 0 to 1e13
     */
    static double draw(double mean, Random random) {
        return mean < SMALL ? multiply(mean, random) : reject(mean, random);
    }

    /** Knuth, "The Art of Computer Programming", volume 2, section 3.4.1: exponential gaps until the time is up. */
    private static double multiply(double mean, Random random) {
        double least = StrictMath.exp(-mean);
        double product = random.nextDouble();
        int count = 0;
        while (product > least) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }

    /** W. Hörmann, "The transformed rejection method for generating Poisson random variables", 1993, algorithm PTRS. */
    private static double reject(double mean, Random random) {
        double root = StrictMath.sqrt(mean);
        double logMean = StrictMath.log(mean);
        double b = 0.931 + 2.53 * root;
        double a = -0.059 + 0.02483 * b;
        double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        double squeeze = 0.9277 - 3.6224 / (b - 2);
        while (true) {
            double u = random.nextDouble() - 0.5;
            double v = 1 - random.nextDouble();
            double us = 0.5 - Math.abs(u);
            double count = Math.floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= squeeze) {
                return count;
            }
            if (count < 0 || (us < 0.013 && v > us)) {
                continue;
            }
            double height = StrictMath.log(v * inverseAlpha / (a / (us * us) + b));
            if (height <= count * logMean - mean - logFactorial(count)) {
                return count;
            }
        }
    }

    /** Stirling's series, whose error from 10 on is below 1e-10. */
    private static double logFactorial(double count) {
        if (count < TABLE) {
            return LOG_FACTORIALS[(int) count];
        }
        double inverse = 1 / count;
        double square = inverse * inverse;
        return (count + 0.5) * StrictMath.log(count)
                - count
                + HALF_LOG_TWO_PI
                + inverse * (1.0 / 12 - square * (1.0 / 360 - square / 1260));
    }

    private static double[] logFactorials() {
        double[] logs = new double[TABLE];
        for (int count = 2; count < TABLE; count++) {
            logs[count] = logs[count - 1] + StrictMath.log(count);
        }
        return logs;
    }
}
