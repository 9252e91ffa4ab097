/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.ArrayList;
import java.util.List;
import org.virtballast.core.port.DomainSample;
import org.virtballast.spi.Bounds;

/**
 * Runs a scenario with an oracle in the place of the engine. It obeys the same physics and the budget, but knows every
 * curve and has no step limit. Of a phase it learns in the first cycle after it began.
 */
final class OracleRun {
    private final SimulatedHost host;

    private OracleRun(Scenario scenario) {
        host = new SimulatedHost(scenario);
    }

    static List<DomainTrace> run(Scenario scenario) {
        OracleRun run = new OracleRun(scenario);
        return new Run(run.host, new ResizeLog()).run(run::cycle, () -> {});
    }

    private void cycle() {
        List<SimulatedGuest> movable = new ArrayList<>();
        long budget = host.budget();
        for (SimulatedGuest guest : host.guests()) {
            if (!host.present(guest)) {
                continue;
            }
            if (movable(guest)) {
                movable.add(guest);
            } else {
                budget -= guest.committed();
            }
        }
        long[] sizes = Allocation.of(movable.stream().map(this::demand).toList(), budget);
        take(movable, sizes);
        give(movable, sizes);
    }

    private boolean movable(SimulatedGuest guest) {
        long now = host.clock().second();
        // What a pinned guest gives, nobody gains; nor what was never near memory.
        return guest.lever().moves(now)
                && !guest.plan().balloon().pinned()
                && !(guest.plan().balloon().yield() < 1)
                && guest.state(now) == DomainSample.State.RUNNING
                && !guest.held(now);
    }

    private Demand demand(SimulatedGuest guest) {
        DomainPlan plan = guest.plan();
        long known = Math.max(0, host.clock().second() - 1);
        Phase phase = plan.phase(known);
        long size = guest.lever().size();
        long most = Math.min(
                plan.max(), Math.max(size, plan.balloon().refusesAbove().orElse(Long.MAX_VALUE)));
        long least = Math.min(most, Math.max(plan.bounds().min(), guest.least(known)));
        return new Demand(
                phase.curve(),
                phase.rate(),
                plan.targetHitRatio(),
                plan.weight(),
                new Bounds(least, most, plan.bounds().step()),
                size);
    }

    private void take(List<SimulatedGuest> guests, long[] sizes) {
        for (int index = 0; index < sizes.length; index++) {
            if (sizes[index] <= guests.get(index).lever().size()) {
                ask(guests.get(index), sizes[index]);
            }
        }
    }

    /** Only what is free already is given; who waits for more shares it in proportion to what each waits for. */
    private void give(List<SimulatedGuest> guests, long[] sizes) {
        double wanted = 0;
        for (int index = 0; index < sizes.length; index++) {
            wanted += Math.max(0, sizes[index] - guests.get(index).lever().committed());
        }
        double share = Math.min(1, Math.max(0, host.budget() - host.committed()) / Math.max(1, wanted));
        for (int index = 0; index < sizes.length; index++) {
            GuestLever lever = guests.get(index).lever();
            if (sizes[index] > lever.size()) {
                long more = (long) (share * Math.max(0, sizes[index] - lever.committed()));
                ask(guests.get(index), Math.min(sizes[index], lever.committed() + more));
            }
        }
    }

    private void ask(SimulatedGuest guest, long bytes) {
        long size = guest.plan().bounds().down(bytes);
        if (size != guest.lever().target()) {
            guest.ask(size, host.clock().second());
        }
    }
}
