/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PoissonTest {
    private static final int DRAWS = 200_000;

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 1, 9.99, 10, 40, 1000, 1e7, 1e12})
    void draws_haveTheMeanAndVarianceOfTheDistribution(double mean) {
        Random random = new Random(42);
        double sum = 0;
        double squares = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double deviation = Poisson.draw(mean, random) - mean;
            sum += deviation;
            squares += deviation * deviation;
        }

        // Five standard errors of each; the fourth central moment of the distribution is mean + 3 mean².
        assertEquals(0, sum / DRAWS, 5 * Math.sqrt(mean / DRAWS));
        assertEquals(mean, squares / DRAWS, 5 * Math.sqrt((mean + 2 * mean * mean) / DRAWS));
    }

    @ParameterizedTest
    @ValueSource(doubles = {3, 12, 30})
    void draws_haveTheDistributionsProbabilities(double mean) {
        Random random = new Random(7);
        int[] counts = new int[200];
        for (int draw = 0; draw < DRAWS; draw++) {
            counts[(int) Poisson.draw(mean, random)]++;
        }

        double probability = Math.exp(-mean);
        for (int count = 0; count < 100; count++) {
            double error = Math.sqrt(probability * DRAWS);
            assertEquals(probability * DRAWS, counts[count], 5 * error + 1, "count " + count);
            probability *= mean / (count + 1);
        }
    }

    @Test
    void nothing_isNeverCounted() {
        assertEquals(0, Poisson.draw(0, new Random(1)));
    }
}
