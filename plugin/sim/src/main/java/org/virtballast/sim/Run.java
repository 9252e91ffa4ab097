/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.ArrayList;
import java.util.List;

/** Runs a scenario on a simulated host, cycle by cycle, and keeps what became of each domain. */
final class Run {
    private final SimulatedHost host;
    private final ResizeLog resizes;
    private final double[][] hitRatios;

    Run(SimulatedHost host, ResizeLog resizes) {
        this.host = host;
        this.resizes = resizes;
        this.hitRatios = new double[host.guests().size()][host.scenario().cycles()];
    }

    /**
     * Runs it from the beginning to the end.
     *
     * @param cycle what decides about sizes, at the beginning of each interval
     * @param second what is told after each second
     */
    List<DomainTrace> run(Runnable cycle, Runnable second) {
        for (int number = 0; number < host.scenario().cycles(); number++) {
            cycle.run();
            for (long left = host.scenario().interval(); left > 0; left--) {
                host.pass();
                second.run();
            }
            note(number);
        }
        List<DomainTrace> traces = new ArrayList<>();
        for (SimulatedGuest guest : host.guests()) {
            traces.add(new DomainTrace(
                    guest.plan(),
                    hitRatios[traces.size()],
                    guest.total().near(),
                    guest.total().far(),
                    guest.sizes().moved(),
                    guest.sizes().flips(),
                    resizes.of(guest)));
        }
        return traces;
    }

    private void note(int cycle) {
        int index = 0;
        for (SimulatedGuest guest : host.guests()) {
            hitRatios[index++][cycle] = guest.interval().hitRatio().orElse(Double.NaN);
            guest.interval().reset();
        }
    }
}
