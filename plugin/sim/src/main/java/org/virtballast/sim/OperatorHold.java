/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

/**
 * Tells whether a domain is held because its operator resized it. The engine can know of that only once the size moves, and
 * not where a resize of its own was under way: then the operator's cannot be told from it, and nothing is held.
 */
final class OperatorHold {
    private final long seconds;
    private boolean asked;
    private long askedAt;
    private long until;

    /** @param seconds how long a domain is held */
    OperatorHold(long seconds) {
        this.seconds = seconds;
    }

    void operatorAsked(long second, boolean resizing) {
        asked = !resizing;
        askedAt = second;
    }

    void engineAsked() {
        asked = false;
    }

    /** A second passed in which the size moved or did not. */
    void moved(boolean changed) {
        if (asked && changed) {
            until = askedAt + seconds;
        }
    }

    boolean holds(long second) {
        return second < until;
    }
}
