/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Watches whether what a domain is given helps it. A scan through more than it will ever have, or misses that are not for want
 * of memory, take all that there is and give nothing for it: after some grants in a row that changed nothing the domain is
 * given no more for a while, and what those were is free for others.
 */
final class LeverTest {
    /** A grant that gained less than this share of what the same bytes were worth so far, on average, gained nothing. */
    private static final double LEAST_GAIN = 0.01;

    /** Grants in a row that must have changed nothing. */
    private static final int MOST_FAILURES = 3;

    private final Respite respite = new Respite(Duration.ofMinutes(2), Duration.ofHours(1));
    private long from;
    private double hit;
    private boolean pending;
    private int failures;
    private long before;
    private OptionalLong undo = OptionalLong.empty();

    /** The domain is asked to grow. */
    void granted(long size, double known) {
        if (failures == 0 && !pending) {
            before = size;
        }
        if (!pending) {
            from = size;
            hit = known;
            pending = true;
        }
    }

    /** The domain shrinks, or does something else: nothing can be said of the grant. */
    void abandon() {
        pending = false;
        failures = 0;
        undo = OptionalLong.empty();
    }

    /** The hit ratio has settled at a size. */
    void settled(long size, double known, double doubt, Instant now) {
        if (!pending || size <= from) {
            return;
        }
        pending = false;
        double average = hit * (size - from) / from;
        if (average <= 2 * doubt) {
            // So little could not be told from noise.
            return;
        }
        failures = known - hit < Math.max(doubt, LEAST_GAIN * average) ? failures + 1 : 0;
        if (failures >= MOST_FAILURES) {
            failures = 0;
            respite.begin(now);
            undo = OptionalLong.of(before);
        }
    }

    /** Whether the domain is given no more now. */
    boolean failed(Instant now) {
        return respite.lasts(now);
    }

    /** The size that the domain had before the grants that changed nothing; empty where none are to be undone. */
    OptionalLong undo() {
        return undo;
    }
}
