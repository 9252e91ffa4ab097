/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.virtballast.cli.ControlException;
import org.virtballast.core.policy.PolicyLoadException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures what the daemon costs, beside what the same would cost otherwise in the same run: a program, not a test, since a
 * machine's speed decides.
 */
@Command(
        name = "testbed/measure",
        mixinStandardHelpOptions = true,
        description = "Measures the daemon's cost beside many paused guests.")
final class Measure implements Callable<Integer> {
    private static final double MOST_RESIDENT_MIB = 96;
    private static final double MOST_CYCLE_RATIO = 1.15;
    private static final double MOST_START_SECONDS = 1.5;
    private static final double MOST_STOP_SECONDS = 2;
    private static final int STARTS = 5;

    /**
     * Events that every kernel has and that cost as much to read as those of a PMU. Not the test guests' uprobes: to close
     * one of those takes the kernel a tenth of a second.
     */
    static final String NEAR_EVENT = "minor-faults";

    static final String FAR_EVENT = "major-faults";
    private static final int VIRSH_ROUNDS = 20;
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private final Tree tree;
    private final PrintStream out;
    private final List<String> exceeded = new ArrayList<>();

    @Option(names = "--guests", paramLabel = "N", description = "How many paused guests (${DEFAULT-VALUE}).")
    private int guests = 40;

    @Option(names = "--cycles", paramLabel = "N", description = "How many cycles at 1 s (${DEFAULT-VALUE}).")
    private int cycles = 60;

    @Option(names = "--check", description = "Exit with 1 where a figure is above its limit.")
    private boolean check;

    Measure(Tree tree, PrintStream out) {
        this.tree = tree;
        this.out = out;
    }

    /** Prints the figures. */
    public static void main(String[] arguments) {
        System.exit(TestbedCommand.of(new Measure(Tree.find(), System.out)).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<Guest> started = new ArrayList<>();
        try {
            out.println("starting " + guests + " paused guests of 64MiB");
            for (int i = 0; i < guests; i++) {
                started.add(Guest.start(tree, "paused" + i, "--plain", "--paused"));
            }
            startAndStop();
            run();
            cycleBesideBulkCall();
        } finally {
            Guest.destroy(tree, started);
        }
        exceeded.forEach(out::println);
        return check && !exceeded.isEmpty() ? 1 : 0;
    }

    private void startAndStop() throws IOException, InterruptedException {
        Sample start = new Sample();
        Sample stop = new Sample();
        for (int i = 0; i < STARTS; i++) {
            long began = System.nanoTime();
            try (DaemonProcess daemon = DaemonProcess.launch(tree, configuration(), Map.of())) {
                daemon.awaitReady(DEADLINE);
                start.add((System.nanoTime() - began) / 1e9);
                awaitCycle(daemon, 2);
                long stopped = System.nanoTime();
                int unused = daemon.stop(DEADLINE);
                stop.add((System.nanoTime() - stopped) / 1e9);
            }
        }
        out.println("start until ready: " + start.describe("s"));
        out.println("stop: " + stop.describe("s"));
        limit("start until ready", start.median(), MOST_START_SECONDS, "s");
        limit("stop", stop.median(), MOST_STOP_SECONDS, "s");
    }

    private void run() throws IOException, InterruptedException, ControlException {
        try (DaemonProcess daemon = DaemonProcess.start(tree, configuration(), Map.of())) {
            // The first cycles switch statistics on and load classes.
            awaitCycle(daemon, 5);
            long first = daemon.status().cycle();
            double cpu = cpuSeconds(daemon.pid());
            double libvirt = cpuSeconds(libvirtd());
            // Who asks for the status makes the daemon work: it is asked when the cycles should be done.
            LockSupport.parkNanos(Duration.ofSeconds(cycles).toNanos());
            double samples = (double) (daemon.status().cycle() - first) * guests;
            double each = (cpuSeconds(daemon.pid()) - cpu) / samples;
            double libvirtEach = (cpuSeconds(libvirtd()) - libvirt) / samples;
            double resident = residentMib(daemon.pid());
            out.printf(Locale.ROOT, "resident: %.1f MiB%n", resident);
            limit("resident", resident, MOST_RESIDENT_MIB, "MiB");
            daemon.stop(DEADLINE);
            besideVirsh(each, libvirtEach);
        }
    }

    /** What a plain loop costs, with nothing else asking libvirt. */
    private void besideVirsh(double daemon, double libvirtForDaemon) throws IOException {
        double libvirt = cpuSeconds(libvirtd());
        double virsh = virshSeconds() / VIRSH_ROUNDS / guests;
        double libvirtForVirsh = (cpuSeconds(libvirtd()) - libvirt) / VIRSH_ROUNDS / guests;
        out.printf(
                Locale.ROOT,
                "CPU a guest and sample: daemon %.3f ms, a loop around virsh domstats %.3f ms, ratio %.2f%n",
                daemon * 1e3,
                virsh * 1e3,
                daemon / virsh);
        out.printf(
                Locale.ROOT,
                "CPU of libvirtd a guest and sample: for the daemon %.3f ms, for that loop %.3f ms, ratio %.2f%n",
                libvirtForDaemon * 1e3,
                libvirtForVirsh * 1e3,
                libvirtForDaemon / libvirtForVirsh);
    }

    private static long libvirtd() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/run/libvirtd.pid")).strip());
    }

    private void cycleBesideBulkCall() throws IOException, PolicyLoadException {
        CycleCost cost = CycleCost.measure(tree, cycles);
        out.println("raw bulk call: " + cost.raw().describe("ms"));
        out.println("whole cycle: " + cost.cycle().describe("ms"));
        out.println(
                "whole cycle over raw bulk call, pair by pair: " + cost.ratio().describe("times"));
        limit("whole cycle over raw bulk call", cost.ratio().median(), MOST_CYCLE_RATIO, "times");
    }

    private Map<String, String> configuration() {
        return Map.of(
                "daemon",
                "rebalance-interval = 1s",
                "access",
                "near-events = " + NEAR_EVENT + System.lineSeparator() + "far-events = " + FAR_EVENT);
    }

    private void limit(String what, double figure, double most, String unit) {
        if (figure > most) {
            exceeded.add(String.format(Locale.ROOT, "above its limit: %s, %.3f of %.3f %s", what, figure, most, unit));
        }
    }

    private static void awaitCycle(DaemonProcess daemon, long cycle) {
        Eventually.await(
                "cycle " + cycle,
                DEADLINE.plusSeconds(cycle * 2),
                () -> daemon.status().cycle() >= cycle);
    }

    /** User and system time of a process, from fields 14 and 15 of its stat file; the kernel counts in 1/100 s. */
    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private static double residentMib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** User and system time of a shell's children, as its own {@code times} tells in its second line. */
    private static double virshSeconds() {
        String times = Program.check(
                "bash",
                "-c",
                "for i in $(seq " + VIRSH_ROUNDS
                        + "); do virsh --quiet --connect qemu:///system domstats --state --balloon"
                        + " >/dev/null || exit 1; done; times");
        double seconds = 0;
        for (String part : times.lines().skip(1).findFirst().orElseThrow().split(" ", -1)) {
            String[] minutes = part.replace("s", "").split("m", -1);
            seconds += Integer.parseInt(minutes[0]) * 60 + Double.parseDouble(minutes[1]);
        }
        return seconds;
    }
}
