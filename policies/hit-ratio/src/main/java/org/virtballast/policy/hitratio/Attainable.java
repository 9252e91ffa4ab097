/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.util.List;
import org.virtballast.spi.DomainView;

/**
 * What can be had of all targets together. Where the sizes for them are more than there is, all are lowered by one measure
 * <em>x</em>, those of heavy domains less: that of weight <em>w</em> to target × (1 − (1 − <em>x</em>) × 100 / <em>w</em>). The
 * largest <em>x</em> that fits makes the worst off, by weight, as well off as can be: max-min fairness (Bertsekas and
 * Gallager, "Data Networks", 1992, section 6.5.2) of what is achieved of each target.
 *
 * @param x the measure; 1 where all targets can be met
 * @param needed the budget that would meet all targets, in bytes
 */
record Attainable(double x, long needed) {
    /** So fine is the measure looked for: far finer than any dead band, for weights that differ a hundredfold too. */
    private static final int BISECTIONS = 16;

    /** Before anything is known. */
    static final Attainable EVERYTHING = new Attainable(1, 0);

    /** The weight of what was found before. */
    private static final double INERTIA = 0.5;

    /** So little below one all can be had. */
    private static final double LEAST_LACK = 0.005;

    /** Smoothed by what was found before: what is not settled yet, and noise, make it jump from view to view. */
    Attainable after(Attainable before) {
        double smooth = INERTIA * before.x() + (1 - INERTIA) * x;
        return new Attainable(smooth > 1 - LEAST_LACK ? 1 : smooth, needed);
    }

    static Attainable of(List<Demand> demands, long capacity, double probe) {
        long needed = sum(demands, 1, probe);
        if (needed <= capacity) {
            return new Attainable(1, needed);
        }
        double heaviest = demands.stream()
                .mapToInt(demand -> demand.view().weight())
                .max()
                .orElse(DomainView.NORMAL_WEIGHT);
        double low = 1 - heaviest / DomainView.NORMAL_WEIGHT;
        double high = 1;
        for (int step = 0; step < BISECTIONS; step++) {
            double middle = (low + high) / 2;
            if (sum(demands, middle, probe) <= capacity) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new Attainable(low, needed);
    }

    /** Whether all targets can be met. */
    boolean all() {
        return x >= 1;
    }

    /** What a domain can have of its target. */
    double target(DomainView view) {
        return target(view, x);
    }

    private static double target(DomainView view, double x) {
        return view.targetHitRatio() * Math.max(0, 1 - (1 - x) * DomainView.NORMAL_WEIGHT / view.weight());
    }

    private static long sum(List<Demand> demands, double x, double probe) {
        long sum = 0;
        for (Demand demand : demands) {
            sum += demand.sizeFor(target(demand.view(), x), probe);
        }
        return sum;
    }
}
