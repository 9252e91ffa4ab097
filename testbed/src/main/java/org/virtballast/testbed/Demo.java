/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.virtballast.cli.ControlException;
import org.virtballast.spi.ByteSize;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The demonstration: two guests on memory for little more than one. Guest a's hot pages do not fit its near memory while
 * guest b idles on plenty; the daemon moves memory until a is on target. Then the roles are switched.
 */
@Command(
        name = "testbed/demo",
        mixinStandardHelpOptions = true,
        description = "Boots two guests that share memory and brings the busy one to its DRAM hit ratio.")
final class Demo implements Callable<Integer> {
    private static final double TARGET = 0.92;

    /** How far below its target a guest counts as on target: the policy's dead band. */
    private static final double TOLERANCE = 0.02;

    /**
     * A busy guest begins at least so far below its target, and stays there in observe mode. In the second phase that is
     * not far: what b then needs is what the first phase took from it, and a thrifty policy takes little.
     */
    private static final double SHORT = 0.05;

    private static final Duration PHASE_DEADLINE = Duration.ofSeconds(90);
    private static final Duration OBSERVED = Duration.ofSeconds(40);
    private static final int MOST_RESIZES = 5;

    /** Sizes in MiB: of the two guests at first, and of the workloads. The near tier of a guest has 384. */
    private static final int SMALL = 440;

    private static final int LARGE = 768;
    private static final int BUSY_RESIDENT = 160;
    private static final int BUSY_HOT = 140;
    private static final int IDLE = 40;

    private final Tree tree;
    private final PrintStream out;
    private final DemoSeries series = new DemoSeries();
    private final TimeOnTarget onTarget = new TimeOnTarget(TARGET - TOLERANCE);

    @Option(
            names = "--observe",
            description = "The same, but nothing is resized: the busy guest stays short of its target.")
    private boolean observe;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description =
                    "Let this policy decide, watch each phase to its end, and say how long each guest was on its target.")
    private Optional<String> policy = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the series of cycles to this file.")
    private Optional<Path> json = Optional.empty();

    Demo(Tree tree, PrintStream out) {
        this.tree = tree;
        this.out = out;
    }

    /** Exits with 0 only if each phase did what it should. */
    public static void main(String[] arguments) {
        System.exit(command(Tree.find(), System.out).execute(arguments));
    }

    /** The demonstration as a command. */
    static CommandLine command(Tree tree, PrintStream out) {
        return TestbedCommand.of(new Demo(tree, out));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ControlException {
        List<DemoPhase.Result> results = new ArrayList<>();
        DemoTable table = new DemoTable(out, List.of("vbtest-a", "vbtest-b"));
        Program.check(tree.script("hook"), "install");
        // Those of a run that was killed would count as somebody else's, and their memory as budget.
        Guest.destroy(tree, List.of(new Guest(tree, "a"), new Guest(tree, "b")));
        try (DaemonProcess daemon = daemon();
                Guest a = boot("a", SMALL);
                Guest b = boot("b", LARGE)) {
            a.booted().settled();
            b.booted().settled();
            b.workload(IDLE, IDLE);
            a.workload(BUSY_RESIDENT, BUSY_HOT);
            results.add(run("1: a busy, b idle", daemon, table, a, () -> {
                if (!observe) {
                    out.println("turning the daemon on for both, with virsh metadata");
                    a.settings(settings("auto"));
                    b.settings(settings("auto"));
                }
            }));
            if (!observe) {
                results.add(run("2: b busy, a idle", daemon, table, b, () -> {
                    a.workload(IDLE, IDLE);
                    b.workload(BUSY_RESIDENT, BUSY_HOT);
                }));
            }
        } finally {
            Program.check(tree.script("hook"), "remove");
        }
        table.summary(results);
        writeSeries();
        if (policy.isPresent()) {
            out.println("policy " + policy.get() + ", " + onTarget.line());
            return 0;
        }
        List<String> faults =
                results.stream().flatMap(result -> faults(result).stream()).toList();
        out.println(verdict(faults));
        return faults.isEmpty() ? 0 : 1;
    }

    private DaemonProcess daemon() throws IOException, InterruptedException {
        return DemoWatch.daemon(
                tree, policy.orElse("hit-ratio"), Host.heldByDomains() + (SMALL + LARGE) * ByteSize.MIB);
    }

    private Guest boot(String name, int mebibytes) {
        out.println("booting vbtest-" + name + " with " + mebibytes + "MiB of " + LARGE + "MiB");
        // While it boots nothing is resized: the phase begins with the sizes that were asked for.
        return Guest.start(tree, name, "--balloon", Integer.toString(mebibytes), "--metadata", settings("observe"));
    }

    private static String settings(String mode) {
        return "<ballast mode='" + mode + "' min='" + SMALL + "MiB' target-hit-ratio='" + TARGET + "'/>";
    }

    /**
     * Begins a phase and watches cycle after cycle until the busy guest is on target or time is up. Resizes count from the
     * first moment; the hit ratio does once the phase has begun, for until then the guest did something else.
     */
    private DemoPhase.Result run(String title, DaemonProcess daemon, DemoTable table, Guest busy, Runnable begin)
            throws IOException, ControlException {
        out.println();
        out.println("Phase " + title + ": target hit ratio " + TARGET);
        table.header();
        DemoPhase phase = new DemoPhase(
                title, busy.domain(), TARGET - TOLERANCE, daemon.status().cycle());
        FutureTask<Void> beginning = new FutureTask<>(begin, null);
        new Thread(beginning, "begin").start();
        new DemoWatch(daemon, table, series)
                .phase(
                        phase,
                        () -> begun(beginning),
                        () -> phase.over() && !observe && policy.isEmpty(),
                        observe
                                ? OBSERVED
                                : policy.isPresent() ? PHASE_DEADLINE : PHASE_DEADLINE.plus(DemoPhase.STAYING),
                        onTarget::see);
        return phase.result();
    }

    /** Whether a phase has begun; where it could not, says so. */
    private static boolean begun(FutureTask<Void> beginning) throws InterruptedException {
        if (!beginning.isDone()) {
            return false;
        }
        try {
            beginning.get();
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e);
        }
    }

    private void writeSeries() throws IOException {
        if (json.isPresent()) {
            series.write(json.get());
            out.println("series written to " + json.get());
        }
    }

    /** What a phase did not do as it should. */
    private List<String> faults(DemoPhase.Result result) {
        List<String> faults = new ArrayList<>();
        if (observe) {
            expect(result.bytesMoved() == 0, faults, ByteSize.format(result.bytesMoved()) + " were moved");
            expect(result.peak() > 0, faults, "no hit ratio of the busy guest was seen");
            expect(result.peak() < TARGET - SHORT, faults, "the busy guest got to " + hitRatio(result.peak()));
        } else {
            expect(
                    result.lowest() < TARGET - SHORT,
                    faults,
                    "the busy guest was never short of its target: at the least it had " + hitRatio(result.lowest()));
            expect(
                    result.reached() && result.seconds() <= PHASE_DEADLINE.toSeconds(),
                    faults,
                    "the busy guest was not on its target, to stay there, within " + PHASE_DEADLINE.toSeconds() + " s");
            expect(
                    result.resizes() > 0 && result.resizes() <= MOST_RESIZES,
                    faults,
                    "the busy guest was resized " + result.resizes() + " times and not 1 to " + MOST_RESIZES);
        }
        return faults.stream()
                .map(fault -> "phase " + result.title() + ": " + fault)
                .toList();
    }

    private static void expect(boolean held, List<String> faults, String otherwise) {
        if (!held) {
            faults.add(otherwise);
        }
    }

    private static String hitRatio(double hitRatio) {
        return String.format(Locale.ROOT, "%.3f", hitRatio);
    }

    private String verdict(List<String> faults) {
        if (!faults.isEmpty()) {
            return "Not as it should be: " + String.join("; ", faults) + ".";
        }
        return observe
                ? "As it should be: nothing was resized, and the busy guest stayed short of its target."
                : "As it should be: each busy guest was short of its target, and reached it in at most " + MOST_RESIZES
                        + " resizes and " + PHASE_DEADLINE.toSeconds() + " s.";
    }
}
