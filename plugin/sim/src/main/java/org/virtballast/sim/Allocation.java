/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.List;

/**
 * Divides a budget as well as can be. Every domain gets the smallest size that meets its target; where the budget does not
 * suffice, all targets are lowered together, those of weightier domains less. What is left goes where it gains the most
 * weighted hits a byte, and what nobody gains from stays where it is.
 */
final class Allocation {
    /** Each halves what is left of the interval: the last is below the resolution of a size. */
    private static final int BISECTIONS = 60;

    private static final double NORMAL_WEIGHT = 100;

    private final List<Demand> demands;
    private final long[] sizes;
    private long left;

    private Allocation(List<Demand> demands, long budget) {
        this.demands = demands;
        this.sizes = meet(budget);
        this.left = budget - sum(sizes);
    }

    /** The size of each domain, in bytes. Where the budget is below what all need to live, that is what they get. */
    static long[] of(List<Demand> demands, long budget) {
        Allocation allocation = new Allocation(demands, budget);
        allocation.giveByGain();
        allocation.leave();
        return allocation.sizes;
    }

    private long[] meet(long budget) {
        long[] all = sizes(1);
        if (sum(all) <= budget) {
            return all;
        }
        int heaviest = demands.stream().mapToInt(Demand::weight).max().orElse(1);
        // Here no target is above 0.
        double fits = 1 - heaviest / NORMAL_WEIGHT;
        double exceeds = 1;
        for (int step = 0; step < BISECTIONS; step++) {
            double middle = (fits + exceeds) / 2;
            if (sum(sizes(middle)) <= budget) {
                fits = middle;
            } else {
                exceeds = middle;
            }
        }
        return sizes(fits);
    }

    private long[] sizes(double x) {
        return demands.stream().mapToLong(demand -> demand.size(x)).toArray();
    }

    private static long sum(long[] sizes) {
        long sum = 0;
        for (long size : sizes) {
            sum += size;
        }
        return sum;
    }

    /**
     * Where a curve is not concave, the bytes up to its next corner but one may together gain more than those up to the
     * next: both are offers, each with what it gains a byte on the whole.
     */
    private void giveByGain() {
        while (left > 0) {
            int best = -1;
            long bestBytes = 0;
            double bestGain = 0;
            for (int index = 0; index < sizes.length; index++) {
                Demand demand = demands.get(index);
                for (long corner : demand.corners(sizes[index])) {
                    long bytes = Math.min(left, corner - sizes[index]);
                    double gain =
                            bytes > 0 ? (demand.worth(sizes[index] + bytes) - demand.worth(sizes[index])) / bytes : 0;
                    if (gain > bestGain) {
                        best = index;
                        bestBytes = bytes;
                        bestGain = gain;
                    }
                }
            }
            if (best < 0) {
                return;
            }
            sizes[best] += bestBytes;
            left -= bestBytes;
        }
    }

    private void leave() {
        for (int index = 0; index < sizes.length; index++) {
            Demand demand = demands.get(index);
            long kept = Math.min(Math.min(demand.current(), demand.bounds().max()) - sizes[index], left);
            if (kept > 0) {
                sizes[index] += kept;
                left -= kept;
            }
        }
    }
}
