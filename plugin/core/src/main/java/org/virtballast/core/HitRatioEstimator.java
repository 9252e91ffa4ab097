/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Optional;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.HitRatio;

/**
 * Estimates a domain's hit ratio from the windows that may be judged: near and far events decay to half their weight with
 * each window, and the interval is Wilson's on the effective number of samples.
 */
final class HitRatioEstimator {
    private static final double DECAY = 0.5;

    /** The 0.95 quantile of the normal distribution: two tails of 5 % leave an interval of 90 %. */
    private static final double Z = 1.6448536269514722;

    private double near;
    private double total;

    /** The sum of squared weights times events: Kish's effective sample size is total² / this. */
    private double totalSquared;

    private Optional<HitRatio> estimate = Optional.empty();

    /** Takes a window into account. A window without events is no evidence and changes nothing. */
    void add(Accesses accesses) {
        double events = accesses.nearEvents() + accesses.farEvents();
        if (!(events > 0)) {
            return;
        }
        near = near * DECAY + accesses.nearEvents();
        total = total * DECAY + events;
        totalSquared = totalSquared * DECAY * DECAY + events;
        estimate = Optional.of(estimate(accesses));
    }

    /** Forgets all windows: they describe a size the domain does not have any more. */
    void reset() {
        near = 0;
        total = 0;
        totalSquared = 0;
        estimate = Optional.empty();
    }

    /** What is known; empty where nothing is. */
    Optional<HitRatio> estimate() {
        return estimate;
    }

    /**
     * Wilson's score interval (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA
     * 22, 1927): unlike the normal approximation it stays inside 0 to 1 and is honest at few samples.
     */
    private HitRatio estimate(Accesses youngest) {
        double samples = total * total / totalSquared;
        double p = Math.min(1, near / total);
        double z2 = Z * Z;
        double centre = (p + z2 / (2 * samples)) / (1 + z2 / samples);
        double half = Z / (1 + z2 / samples) * Math.sqrt(p * (1 - p) / samples + z2 / (4 * samples * samples));
        // Rounding may put an end a hair beyond the estimate where p is 0 or 1.
        double low = Math.max(0, Math.min(p, centre - half));
        double high = Math.min(1, Math.max(p, centre + half));
        return new HitRatio(p, low, high, samples, youngest.window(), youngest.source());
    }
}
