/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.Objects;

/**
 * What a domain could do with near memory, as the oracle knows it.
 *
 * @param curve what near memory is worth to it
 * @param rate accesses a second
 * @param targetHitRatio what its operator asked for
 * @param weight its importance beside the others; 100 is normal
 * @param least the smallest size it can have, in bytes
 * @param most the largest size it can have, in bytes; at least {@code least}
 * @param current the size it has, in bytes
 */
record Demand(HitCurve curve, double rate, double targetHitRatio, int weight, long least, long most, long current) {
    private static final long PAGE = 4096;
    private static final double NORMAL_WEIGHT = 100;

    Demand {
        Objects.requireNonNull(curve, "curve");
        if (most < least) {
            throw new IllegalArgumentException("not least <= most: " + least + ", " + most);
        }
    }

    /**
     * The smallest size that meets the target, lowered by weight.
     *
     * @param x 1 for the target itself; the less, the lower, and the less so the greater the weight
     */
    long size(double x) {
        double lowered = targetHitRatio * (1 - (1 - x) * NORMAL_WEIGHT / weight);
        return rate > 0 ? clamp(pageUp(curve.smallest(lowered))) : least;
    }

    /** Weighted accesses a second that the near tier serves at a size. */
    double worth(long size) {
        return weight * rate * curve.hit(size);
    }

    /** The sizes above a size at which the worth of a byte changes, the smaller first. */
    long[] corners(long size) {
        return new long[] {Math.max(size, clamp(pageUp(curve.hot()))), Math.max(size, clamp(pageUp(curve.resident())))};
    }

    private long clamp(long size) {
        return Math.max(least, Math.min(most, size));
    }

    private static long pageUp(long bytes) {
        return (bytes + PAGE - 1) / PAGE * PAGE;
    }
}
