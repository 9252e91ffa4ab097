/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

/**
 * The sizes a domain may have.
 *
 * @param min the smallest size, in bytes; above 0
 * @param max the largest size, in bytes; at least {@code min}
 */
public record Bounds(long min, long max) {
    public Bounds {
        if (min <= 0 || max < min) {
            throw new IllegalArgumentException("not 0 < min <= max: " + min + ", " + max);
        }
    }

    /** The size within the bounds that is nearest to the given one. */
    public long clamp(long bytes) {
        return Math.max(min, Math.min(max, bytes));
    }
}
