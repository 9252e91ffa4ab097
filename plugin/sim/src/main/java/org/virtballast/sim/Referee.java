/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import org.virtballast.core.Limits;
import org.virtballast.core.port.DomainSample;

/** Judges each resize that the engine asks for by the truth, before it is made. It knows nothing of the engine's books. */
final class Referee {
    private final SimulatedHost host;
    private final Limits limits;
    private int budget;
    private int floor;
    private int bounds;
    private int stale;
    private int held;

    Referee(SimulatedHost host) {
        this.host = host;
        this.limits = host.scenario().limits();
    }

    /** The engine asks a guest for a size. To ask it to stay where it is, is no resize. */
    void asked(SimulatedGuest guest, long bytes) {
        long second = host.clock().second();
        long size = guest.lever().size();
        if (bytes == size) {
            return;
        }
        if (overBudget(guest, bytes)) {
            budget++;
        }
        boolean takes = bytes < size;
        if (takes
                ? bytes < guest.plan().bounds().min()
                : bytes > guest.plan().bounds().max()) {
            bounds++;
        }
        if (takes && bytes < guest.floor(limits).orElse(0)) {
            floor++;
        }
        if (takes && !guest.reports().fresh(second)) {
            stale++;
        }
        if (guest.state(second) != DomainSample.State.RUNNING || guest.held(second)) {
            held++;
        }
    }

    /** The engine asks a domain that does not run for a size. */
    void askedGone() {
        held++;
    }

    /** A sum that was above the budget before and does not grow is no violation. */
    private boolean overBudget(SimulatedGuest guest, long bytes) {
        long before = host.committed();
        long after = before - guest.committed() + guest.committed(bytes);
        return after > before && after > host.budget();
    }

    /** What was seen until now. */
    Violations violations() {
        int oom = host.guests().stream().mapToInt(SimulatedGuest::outOfMemory).sum();
        return new Violations(budget, floor, bounds, stale, held, oom);
    }
}
