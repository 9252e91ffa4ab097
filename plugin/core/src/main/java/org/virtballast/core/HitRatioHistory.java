/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Optional;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.HitRatio;

/**
 * The estimate of a domain's hit ratio at the size it has. A resize itself makes accesses, so a window in which the size
 * changed, by whoever's hand, is not judged, and the estimate begins anew.
 */
final class HitRatioHistory {
    /** After so many windows without an event the estimate says nothing of now: a guest may long do something else. */
    private static final int MOST_BLIND_WINDOWS = 3;

    private final HitRatioEstimator estimator = new HitRatioEstimator();
    private boolean disturbed;
    private int blindWindows;

    /** A window has ended, in which the domain was resized or was not. */
    void window(boolean resized) {
        disturbed = resized;
        if (resized) {
            estimator.reset();
        }
    }

    /** The counts of the window, if they may be judged; they are taken into the estimate. */
    Optional<Accesses> judged(Optional<Accesses> counted) {
        if (disturbed) {
            return Optional.empty();
        }
        blindWindows = counted.filter(HitRatioHistory::hasEvents).isPresent() ? 0 : blindWindows + 1;
        if (blindWindows >= MOST_BLIND_WINDOWS) {
            estimator.reset();
        }
        counted.ifPresent(estimator::add);
        return counted;
    }

    private static boolean hasEvents(Accesses accesses) {
        return accesses.nearEvents() + accesses.farEvents() > 0;
    }

    /** The estimate at the size the domain has now. */
    Optional<HitRatio> estimate() {
        return estimator.estimate();
    }
}
