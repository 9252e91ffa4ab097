/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

/**
 * The sizes a domain may have: from {@code min} on each {@code max - n * step}.
 *
 * @param min the smallest size, in bytes; above 0
 * @param max the largest size, in bytes; at least {@code min}
 * @param step what the size can be changed by, in bytes; above 0
 */
public record Bounds(long min, long max, long step) {
    /** What a balloon moves: a page, in bytes. */
    public static final long PAGE = 4096;

    public Bounds {
        if (min <= 0 || max < min) {
            throw new IllegalArgumentException("not 0 < min <= max: " + min + ", " + max);
        }
        if (step <= 0) {
            throw new IllegalArgumentException("step must be above 0: " + step);
        }
    }

    /** The sizes that a balloon allows. */
    public Bounds(long min, long max) {
        this(min, max, PAGE);
    }

    /** The size within the bounds that is nearest to the given one. */
    public long clamp(long bytes) {
        return Math.max(min, Math.min(max, bytes));
    }

    /** The smallest size of the steps that is not below the given one. */
    public long up(long bytes) {
        return max - Math.floorDiv(max - bytes, step) * step;
    }

    /** The largest size of the steps that is not above the given one. */
    public long down(long bytes) {
        return max + Math.floorDiv(bytes - max, step) * step;
    }
}
