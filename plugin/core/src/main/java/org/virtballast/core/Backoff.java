/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Waits before something that failed is tried again, each time twice as long, up to a most. */
final class Backoff {
    private final Duration first;
    private final Duration most;
    private Duration next;
    private Optional<Duration> until = Optional.empty();

    /**
     * @param first the first wait; above zero
     * @param most the longest wait; at least {@code first}
     */
    Backoff(Duration first, Duration most) {
        this.first = Objects.requireNonNull(first, "first");
        this.most = Objects.requireNonNull(most, "most");
        this.next = first;
    }

    /** It failed: the wait begins now. */
    void trip(Duration now) {
        until = Optional.of(now.plus(next));
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(most) > 0 ? most : doubled;
    }

    /** It worked: there is nothing to wait for, and the next wait is the first again. */
    void clear() {
        until = Optional.empty();
        next = first;
    }

    /** How long there is still to wait; empty where it may be tried. */
    Optional<Duration> left(Duration now) {
        return until.map(end -> end.minus(now)).filter(left -> !left.isNegative() && !left.isZero());
    }
}
