/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import java.time.Duration;
import java.util.Objects;

/**
 * How many memory accesses of a domain each tier served in a window.
 *
 * @param nearEvents counted events of the near tier, scaled by time enabled over time running; at least 0
 * @param farEvents counted events of the far tier, scaled likewise; at least 0
 * @param scale accesses one event stands for; above 0
 * @param window the time the events were counted over; above zero
 * @param source where the counts come from, such as {@code perf}
 */
public record Accesses(double nearEvents, double farEvents, double scale, Duration window, String source) {
    public Accesses {
        requireCount(nearEvents, "nearEvents");
        requireCount(farEvents, "farEvents");
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("scale must be above 0: " + scale);
        }
        if (window.isZero() || window.isNegative()) {
            throw new IllegalArgumentException("window must be above zero: " + window);
        }
        Objects.requireNonNull(source, "source");
    }

    /** Accesses that the near tier served. */
    public double near() {
        return nearEvents * scale;
    }

    /** Accesses that the far tier served. */
    public double far() {
        return farEvents * scale;
    }

    private static void requireCount(double value, String name) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be a count: " + value);
        }
    }
}
