/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.List;

/**
 * A span of simulated time.
 *
 * @param from its first second; at least 0
 * @param to the first second after it; above {@code from}
 */
public record Span(long from, long to) {
    public Span {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("not 0 <= from < to: " + from + ", " + to);
        }
    }

    boolean contains(long second) {
        return from <= second && second < to;
    }

    /** Whether a second lies in one of some spans. */
    static boolean anyContains(List<Span> spans, long second) {
        for (Span span : spans) {
            if (span.contains(second)) {
                return true;
            }
        }
        return false;
    }
}
