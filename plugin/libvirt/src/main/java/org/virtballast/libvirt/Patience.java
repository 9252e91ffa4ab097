/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.concurrent.atomic.AtomicReference;

/** Whether somebody still waits for a call: either it returns in time, or it is given up, and never both. */
final class Patience {
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final Runnable afterwards;

    private enum State {
        WAITING,
        RETURNED,
        GIVEN_UP
    }

    Patience() {
        this(() -> {});
    }

    /** @param afterwards done when the call returns after it was given up, in its own thread and before it counts as over */
    Patience(Runnable afterwards) {
        this.afterwards = afterwards;
    }

    boolean isGivenUp() {
        return state.get() == State.GIVEN_UP;
    }

    /** Ends the waiting; returns whether the call had not returned yet. */
    boolean giveUp() {
        return state.compareAndSet(State.WAITING, State.GIVEN_UP);
    }

    /** The call has returned. */
    void returned() {
        if (!state.compareAndSet(State.WAITING, State.RETURNED)) {
            afterwards.run();
        }
    }
}
