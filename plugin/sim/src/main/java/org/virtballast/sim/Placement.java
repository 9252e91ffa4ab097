/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

/**
 * The true hit ratio of a guest. What does not fit into the near tier any more misses it at once; what fits again is brought
 * there by the guest's kernel in time.
 */
final class Placement {
    private double hit;

    /** Every page is where it belongs. */
    Placement(double hit) {
        this.hit = hit;
    }

    /** The share of accesses that the near tier serves. */
    double hit() {
        return hit;
    }

    /** A second passes with so much of the near tier. */
    void settle(Phase phase, long near) {
        double level = phase.curve().hit(near);
        // The strict functions give the same result on every machine and whether compiled or not.
        double share = phase.promotion() == 0 ? 1 : 1 - StrictMath.exp(-1 / phase.promotion());
        hit = level <= hit ? level : hit + (level - hit) * share;
    }
}
