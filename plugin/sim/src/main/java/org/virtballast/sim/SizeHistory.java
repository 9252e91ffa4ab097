/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

/** How much a domain's size moved, and how often it turned round. */
final class SizeHistory {
    private long moved;
    private int flips;
    private int direction;

    /** The size changed by so many bytes, or by none. */
    void moved(long change) {
        int now = Long.signum(change);
        if (now == 0) {
            return;
        }
        if (direction == -now) {
            flips++;
        }
        direction = now;
        moved += Math.abs(change);
    }

    /** The sum of all changes, whatever their direction, in bytes. */
    long moved() {
        return moved;
    }

    int flips() {
        return flips;
    }
}
