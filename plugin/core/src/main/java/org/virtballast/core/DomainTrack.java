/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.Optional;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.HitRatio;

/**
 * What the observer remembers of a domain from cycle to cycle: its size, and the estimate of its hit ratio at that size. A
 * resize itself makes accesses, so a window in which the size changed, by whoever's hand, is not judged; and what a guest
 * said of its memory before belongs to another size.
 */
final class DomainTrack {
    private static final long UNKNOWN = -1;

    /** After so many windows without an event the estimate says nothing of now: a guest may long do something else. */
    private static final int MOST_BLIND_WINDOWS = 3;

    private final HitRatioEstimator estimator = new HitRatioEstimator();
    private long current = UNKNOWN;
    private boolean disturbed;
    private int blindWindows;
    private Optional<Duration> resized = Optional.empty();

    /** Notes the size at the end of a window, and whether a move of ours was under way in it. */
    void sized(long seen, boolean moving, Duration uptime) {
        disturbed = moving || (current != UNKNOWN && current != seen);
        current = seen;
        if (disturbed) {
            estimator.reset();
            resized = Optional.of(uptime);
        }
    }

    /** How long the domain has surely had the size it has; empty where no resize was seen. */
    Optional<Duration> sinceResize(Duration uptime) {
        return resized.map(uptime::minus);
    }

    /** The counts of the window, if they may be judged; they are taken into the estimate. */
    Optional<Accesses> judged(Optional<Accesses> counted) {
        if (disturbed) {
            return Optional.empty();
        }
        blindWindows = counted.filter(DomainTrack::hasEvents).isPresent() ? 0 : blindWindows + 1;
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
    Optional<HitRatio> hitRatio() {
        return estimator.estimate();
    }
}
