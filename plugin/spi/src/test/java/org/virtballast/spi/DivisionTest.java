/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.spi.Division.Claim;

final class DivisionTest {
    @ParameterizedTest
    @CsvSource({
        "90, 1060, 1030",
        "150, 1100, 1050",
        "900, 1600, 1300",
        "1800, 2000, 1800",
        "5000, 2000, 2000",
        "0, 1000, 1000"
    })
    void rest_isSharedByWeight(long rest, long first, long second) {
        List<Claim> claims = List.of(new Claim(1000, 2000, 1, 2000), new Claim(1000, 2000, 1, 1000));

        assertArrayEquals(new long[] {first, second}, Division.divide(2000 + rest, claims));
    }

    @Test
    void whatOneCannotTake_theOthersShare() {
        List<Claim> claims = List.of(new Claim(0, 10, 1, 100), new Claim(0, 1000, 1, 100), new Claim(0, 1000, 1, 300));

        assertArrayEquals(new long[] {10, 100, 300}, Division.divide(410, claims));
    }

    @Test
    void sumBelowWhatAllGetInAnyCase_changesNothing() {
        assertArrayEquals(
                new long[] {100, 200},
                Division.divide(50, List.of(new Claim(100, 400, 1, 1), new Claim(200, 400, 1, 1))));
    }

    @Test
    void claimWithoutWeight_getsItsLeast() {
        assertArrayEquals(
                new long[] {7, 100}, Division.divide(1000, List.of(new Claim(7, 500, 1, 0), new Claim(0, 100, 1, 1))));
        assertArrayEquals(new long[] {7}, Division.divide(1000, List.of(new Claim(7, 500, 1, 0))));
        assertArrayEquals(new long[0], Division.divide(1000, List.of()));
    }

    @Test
    void restOfALargeStep_goesToWhoHasSmallerOnes() {
        List<Claim> claims = List.of(new Claim(104, 1000, 64, 1), new Claim(100, 1000, 1, 1));

        // The sizes of the first are 1000 - 64n: of its half, 502, it has 488.
        assertArrayEquals(new long[] {488, 512}, Division.divide(1000, claims));
    }

    @Test
    void lessThanALargeStep_goesToOneThatCanHaveIt() {
        List<Claim> claims =
                List.of(new Claim(0, 1024, 128, 1), new Claim(0, 1024, 128, 1), new Claim(0, 1024, 128, 1));

        assertArrayEquals(new long[] {128, 128, 0}, Division.divide(300, claims));
    }

    @Test
    void division_leavesNoRestThatAnybodyHasRoomForWhateverTheSteps() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            List<Claim> claims = new ArrayList<>();
            for (int index = 0; index < 1 + random.nextInt(8); index++) {
                long least = random.nextInt(1000);
                long step = 1L << random.nextInt(8);
                claims.add(new Claim(least, least + random.nextInt(1000), step, 1 + random.nextInt(400)));
            }
            long least = claims.stream().mapToLong(Claim::least).sum();
            long sum = least + random.nextInt(3000);

            long[] sizes = Division.divide(sum, claims);

            long rest = sum - Arrays.stream(sizes).sum();
            assertTrue(rest >= 0, claims + " of " + sum);
            for (int index = 0; index < sizes.length; index++) {
                Claim claim = claims.get(index);
                boolean ofItsSteps = (claim.most() - sizes[index]) % claim.step() == 0;
                assertTrue(ofItsSteps || sizes[index] == claim.least(), claims + " of " + sum);
                long part = (claim.most() - sizes[index]) % claim.step();
                assertTrue(
                        sizes[index] == claim.most() || rest < (part == 0 ? claim.step() : part),
                        claims + " of " + sum + " leave " + rest);
            }
        }
    }

    @Test
    void division_isExactFairAndInBoundsForRandomClaims() {
        Random random = new Random(5);
        for (int round = 0; round < 2000; round++) {
            List<Claim> claims = new ArrayList<>();
            for (int index = 0; index < 1 + random.nextInt(8); index++) {
                long least = random.nextInt(1000);
                claims.add(new Claim(least, least + random.nextInt(1000), 1, 1 + random.nextInt(400)));
            }
            long least = claims.stream().mapToLong(Claim::least).sum();
            long most = claims.stream().mapToLong(Claim::most).sum();
            long sum = least + random.nextInt((int) (most - least) + 200);

            long[] sizes = Division.divide(sum, claims);

            assertEquals(Math.min(sum, most), Arrays.stream(sizes).sum(), claims + " of " + sum);
            for (int index = 0; index < sizes.length; index++) {
                Claim claim = claims.get(index);
                assertTrue(sizes[index] >= claim.least() && sizes[index] <= claim.most());
                for (int other = 0; other < sizes.length; other++) {
                    // Who is not full has, for its weight, at least what any other has, but for rounding.
                    double own = (sizes[index] - claim.least() + 1) / claim.weight();
                    double others = (sizes[other] - claims.get(other).least() - 1)
                            / claims.get(other).weight();
                    assertTrue(sizes[index] == claim.most() || own >= others - 1e-9, claims + " of " + sum);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 5, 1, 1", "6, 5, 1, 1", "0, 5, 0, 1", "0, 5, 1, -1", "0, 5, 1, NaN", "0, 5, 1, Infinity"})
    void impossibleClaim_isRefused(long least, long most, long step, double weight) {
        assertThrows(IllegalArgumentException.class, () -> new Claim(least, most, step, weight));
    }
}
