/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.Objects;
import org.virtballast.spi.Bounds;

/**
 * What a domain could do with near memory, as the oracle knows it.
 *
 * @param curve what near memory is worth to it
 * @param rate accesses a second
 * @param targetHitRatio what its operator asked for
 * @param weight its importance beside the others; 100 is normal
 * @param bounds the sizes it can have
 * @param current the size it has, in bytes
 */
record Demand(HitCurve curve, double rate, double targetHitRatio, int weight, Bounds bounds, long current) {
    private static final double NORMAL_WEIGHT = 100;

    Demand {
        Objects.requireNonNull(curve, "curve");
        Objects.requireNonNull(bounds, "bounds");
    }

    /**
     * The smallest size that meets the target, lowered by weight.
     *
     * @param x 1 for the target itself; the less, the lower, and the less so the greater the weight
     */
    long size(double x) {
        double lowered = targetHitRatio * (1 - (1 - x) * NORMAL_WEIGHT / weight);
        return rate > 0 ? reach(curve.smallest(lowered)) : bounds.min();
    }

    /** Weighted accesses a second that the near tier serves at a size. */
    double worth(long size) {
        return weight * rate * curve.hit(size);
    }

    /** The sizes above a size at which the worth of a byte changes, the smaller first. */
    long[] corners(long size) {
        return new long[] {Math.max(size, reach(curve.hot())), Math.max(size, reach(curve.resident()))};
    }

    /** The smallest size it can have that is not below another, or its largest. */
    private long reach(long bytes) {
        return bounds.clamp(bounds.up(bytes));
    }
}
