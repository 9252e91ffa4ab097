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
        double samples = total * total / totalSquared;
        estimate = Optional.of(HitRatio.of(Math.min(1, near / total), samples, accesses.window(), accesses.source()));
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
}
