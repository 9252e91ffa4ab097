/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

/**
 * Keeps one domain from swinging: the step is divided by 8 when its direction flips, and doubles with each repeat up to the
 * full step. A move after a calm answers a new situation, is no swing, and starts at the full step, so that a step that
 * became too small to be worth a resize does not stay so for ever.
 */
final class Damper {
    private static final double FULL = 1;
    private static final double FLIP_DIVISOR = 8;
    private static final double REPEAT_FACTOR = 2;

    private final int calmWindows;
    private double step = FULL;
    private Direction last = Direction.NONE;
    private int calm;

    /** Which way a domain's size went. */
    enum Direction {
        UP,
        DOWN,
        NONE
    }

    Damper(int calmWindows) {
        this.calmWindows = calmWindows;
    }

    /** The share of a full step that the next move may have in a direction; above 0, at most 1. */
    double share(Direction direction) {
        if (last == Direction.NONE || calm >= calmWindows) {
            return FULL;
        }
        return direction == last ? Math.min(FULL, step * REPEAT_FACTOR) : step / FLIP_DIVISOR;
    }

    /** The domain was asked to move. */
    void moved(Direction direction) {
        step = share(direction);
        last = direction;
        calm = 0;
    }

    /** A window was judged in which the domain was not asked to move. */
    void still() {
        calm = Math.min(calmWindows, calm + 1);
    }
}
