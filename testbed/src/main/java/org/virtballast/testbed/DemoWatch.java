/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.virtballast.core.report.StatusReport;
import org.virtballast.spi.ByteSize;

/**
 * Watches what a daemon does in a demonstration, cycle after cycle.
 *
 * @param daemon whose cycles are watched
 * @param table shows them
 * @param series keeps them
 */
record DemoWatch(DaemonProcess daemon, DemoTable table, DemoSeries series) {
    /** Starts a daemon for a demonstration of a policy, in which domains may hold so much together, in bytes. */
    static DaemonProcess daemon(Tree tree, String policy, long budget) throws IOException {
        return DaemonProcess.start(
                tree,
                Map.of(
                        "daemon", "rebalance-interval = 2s",
                        "policy", "name = " + policy,
                        "host", "budget = " + budget / ByteSize.MIB + "MiB",
                        "access", Host.events(tree) + System.lineSeparator() + "scale = 1024"),
                Map.of());
    }

    /**
     * Watches a phase.
     *
     * @param begun whether the guests do by now what the phase is about
     * @param over whether it need not be watched any longer
     * @param longest how long it is watched at most
     * @param each is shown each cycle
     */
    void phase(
            DemoPhase phase,
            Callable<Boolean> begun,
            BooleanSupplier over,
            Duration longest,
            Consumer<StatusReport> each)
            throws IOException {
        long began = System.nanoTime();
        try {
            Eventually.await("the phase is over", longest.plusSeconds(5), () -> {
                double seconds = (System.nanoTime() - began) / 1e9;
                Optional<StatusReport> cycle = Cycles.newer(daemon, phase.lastCycle());
                if (cycle.isPresent()) {
                    phase.see(cycle.get(), seconds, begun.call());
                    table.row(seconds, cycle.get());
                    series.add(phase.title(), seconds, cycle.get());
                    each.accept(cycle.get());
                }
                return over.getAsBoolean() || seconds >= longest.toSeconds();
            });
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "; the daemon's log: " + daemon.log(), e);
        }
    }
}
