/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides a sum among claims by weight: each gets its least, and of the rest a share in proportion to its weight, none more
 * than its most. What one cannot take the others share, so that nothing is left over that anybody could have; and each result
 * is a size that its lever can make.
 */
public final class Division {
    /**
     * What somebody may have of a sum.
     *
     * @param least what it gets in any case, in bytes; at least 0
     * @param most the most that it gets, in bytes; at least {@code least}
     * @param step results are {@code most} less a multiple of this, or {@code least}, in bytes; above 0
     * @param weight its part beside the others; at least 0, finite
     */
    public record Claim(long least, long most, long step, double weight) {
        public Claim {
            if (least < 0 || most < least) {
                throw new IllegalArgumentException("not 0 <= least <= most: " + least + ", " + most);
            }
            if (step <= 0) {
                throw new IllegalArgumentException("step must be above 0: " + step);
            }
            if (!(weight >= 0) || Double.isInfinite(weight)) {
                throw new IllegalArgumentException("weight must be a number of at least 0: " + weight);
            }
        }

        private long room() {
            return most - least;
        }

        /** The share of the weight's unit at which it has its most. */
        private double fullAt() {
            return weight > 0 ? (double) room() / weight : Double.POSITIVE_INFINITY;
        }

        /** The largest size of the steps that is not above a given one. */
        private long down(double size) {
            long exact = Math.max(least, Math.min(most, (long) size));
            return Math.max(least, most + Math.floorDiv(exact - most, step) * step);
        }
    }

    private Division() {}

    /**
     * Divides a sum.
     *
     * @param sum to divide, in bytes; where it is less than what all get in any case, they get that all the same
     * @return what each claim gets, in their order, in bytes; together the sum, but for what no claim has room or a whole step
     *     for
     */
    public static long[] divide(long sum, List<Claim> claims) {
        List<Claim> open = claims;
        while (true) {
            long[] sizes = divideOnce(sum, open);
            open = withRoom(sum - Arrays.stream(sizes).sum(), open, sizes);
            if (open.stream().noneMatch(claim -> claim.weight() > 0)) {
                return sizes;
            }
        }
    }

    /** What the rest can still go to: the claims of large steps leave less than one of theirs, which smaller steps can use. */
    private static List<Claim> withRoom(long rest, List<Claim> claims, long[] sizes) {
        List<Claim> open = new ArrayList<>();
        for (int index = 0; index < sizes.length; index++) {
            Claim claim = claims.get(index);
            long size = sizes[index];
            boolean room = size < claim.most() && stepUp(claim, size) <= rest;
            open.add(
                    room
                            ? new Claim(size, claim.most(), claim.step(), claim.weight())
                            : new Claim(size, size, claim.step(), 0));
        }
        return open;
    }

    private static long[] divideOnce(long sum, List<Claim> claims) {
        double unit = unit(sum, claims);
        long[] sizes = new long[claims.size()];
        double[] missing = new double[claims.size()];
        long left = sum;
        for (int index = 0; index < sizes.length; index++) {
            Claim claim = claims.get(index);
            double exact = claim.weight() > 0
                    ? Math.min((double) claim.most(), claim.least() + unit * claim.weight())
                    : (double) claim.least();
            sizes[index] = claim.down(exact);
            missing[index] = exact - sizes[index];
            left -= sizes[index];
        }
        spendRest(left, claims, sizes, missing);
        return sizes;
    }

    /** What each gets for each unit of its weight: those that are full first leave more of the rest to the others. */
    private static double unit(long sum, List<Claim> claims) {
        List<Claim> byFullness = claims.stream()
                .filter(claim -> claim.weight() > 0)
                .sorted(Comparator.comparingDouble(Claim::fullAt))
                .toList();
        double left = sum - claims.stream().mapToLong(Claim::least).sum();
        double weights = byFullness.stream().mapToDouble(Claim::weight).sum();
        for (Claim claim : byFullness) {
            if (left <= 0) {
                return 0;
            }
            if (claim.fullAt() * weights > left) {
                return left / weights;
            }
            left -= claim.room();
            weights -= claim.weight();
        }
        return Double.MAX_VALUE;
    }

    /** What rounding left over goes to those that it took the most from. */
    private static void spendRest(long rest, List<Claim> claims, long[] sizes, double[] missing) {
        int[] order = IntStream.range(0, sizes.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer index) -> -missing[index]))
                .mapToInt(Integer::intValue)
                .toArray();
        long left = rest;
        for (int index : order) {
            Claim claim = claims.get(index);
            long next = sizes[index] + stepUp(claim, sizes[index]);
            if (claim.weight() > 0 && next <= claim.most() && next - sizes[index] <= left) {
                left -= next - sizes[index];
                sizes[index] = next;
            }
        }
    }

    /** From its least to the first size of the steps it may be less than a step. */
    private static long stepUp(Claim claim, long size) {
        long part = Math.floorMod(claim.most() - size, claim.step());
        return part == 0 ? claim.step() : part;
    }
}
