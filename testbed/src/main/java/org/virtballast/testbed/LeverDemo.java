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
import org.virtballast.cli.ControlException;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.LeverReport.YieldReport;
import org.virtballast.spi.ByteSize;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The demonstration of the levers: guest a is starved, and the near cell of guest b is full of pages that it hardly ever
 * touches. The balloon of b frees no near memory, so a stays starved; the memory device on b's near cell does.
 */
@Command(
        name = "testbed/demo",
        mixinStandardHelpOptions = true,
        description =
                "Shows what a balloon and a near device take from a guest whose near memory is full of cold pages.")
final class LeverDemo implements Callable<Integer> {
    private static final double TARGET = 0.92;

    /** What the donor is to keep: less than it has with all its memory near, more than its hot pages alone give. */
    private static final double DONOR_TARGET = 0.85;

    /** How far below its target a guest counts as on target: the policy's dead band. */
    private static final double TOLERANCE = 0.02;

    private static final double STARVED = 0.6;

    /** A take of which less is near memory yields none, as the daemon sees it. */
    private static final double NO_YIELD = 0.1;

    private static final Duration BALLOON_ALONE = Duration.ofSeconds(45);
    private static final Duration PHASE_DEADLINE = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(90);

    /** Sizes in MiB. The borrower has 384 near and as much far, and a balloon that leaves it less than the two. */
    private static final int SMALL = 440;

    private static final int BUSY_RESIDENT = 160;
    private static final int BUSY_HOT = 140;

    /** The donor boots with 192 near; what it uses fills that and its device, and a little of the far memory. */
    private static final int BOOT = 192;

    private static final int DEVICE = 512;
    private static final int DONOR_RESIDENT = 720;
    private static final int DONOR_HOT = 40;
    private static final int DONOR_LEAST = 256;

    private final Tree tree;
    private final PrintStream out;
    private final DemoSeries series = new DemoSeries();
    private Optional<YieldReport> balloonYield = Optional.empty();
    private double donorAtTheEnd;

    @Option(names = "--lever", required = true, paramLabel = "LEVER", description = "near: what this shows.")
    private String lever = "near";

    @Option(names = "--json", paramLabel = "FILE", description = "Write the series of cycles to this file.")
    private Optional<Path> json = Optional.empty();

    LeverDemo(Tree tree, PrintStream out) {
        this.tree = tree;
        this.out = out;
    }

    /** Exits with 0 only if each lever did what it should. */
    public static void main(String[] arguments) {
        System.exit(command(Tree.find(), System.out).execute(arguments));
    }

    /** The demonstration as a command. */
    static CommandLine command(Tree tree, PrintStream out) {
        return TestbedCommand.of(new LeverDemo(tree, out));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ControlException {
        if (!lever.equals("near")) {
            throw new IllegalStateException("there is no demonstration of lever '" + lever + "'; --lever near is one");
        }
        List<DemoPhase.Result> results = new ArrayList<>();
        DemoTable table = new DemoTable(out, List.of("vbtest-a", "vbtest-b"));
        Guest.destroy(tree, List.of(new Guest(tree, "a"), new Guest(tree, "b")));
        long others = Host.heldByDomains();
        try (Guest a = start("a", "--balloon", Integer.toString(SMALL));
                Guest b = start("b", "--near-device", Integer.toString(DEVICE))) {
            a.booted().settled();
            b.booted();
            // Its device comes up after its kernel, and libvirt hears of that a moment later.
            Eventually.await("b has all of its device", SOON, () -> b.near() == (BOOT + DEVICE) * ByteSize.MIB);
            long all = b.current();
            b.workload(DONOR_RESIDENT, DONOR_HOT);
            a.workload(BUSY_RESIDENT, BUSY_HOT);
            results.add(run("1: b's balloon alone", "balloon", others + all, table, a, b, BALLOON_ALONE));
            Eventually.await("b has its memory back", SOON, () -> b.current() == all);
            results.add(run(
                    "2: b's near device",
                    "near",
                    others + (BOOT + DEVICE) * ByteSize.MIB,
                    table,
                    a,
                    b,
                    PHASE_DEADLINE.plus(DemoPhase.STAYING)));
        }
        table.summary(results);
        writeSeries();
        return verdict(results.get(0), results.get(1)) ? 0 : 1;
    }

    private Guest start(String name, String... options) {
        out.println("booting vbtest-" + name + " with " + String.join(" ", options));
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--stats-period", "1", "--metadata", "<ballast mode='observe'/>"));
        return Guest.start(tree, name, all.toArray(String[]::new));
    }

    private DemoPhase.Result run(
            String title, String kind, long heldBesideA, DemoTable table, Guest a, Guest b, Duration length)
            throws IOException, ControlException {
        out.println();
        out.println("Phase " + title + ": target hit ratio of a " + TARGET + ", of b " + DONOR_TARGET);
        table.header();
        // Nothing is free at first: what a gets b must have given.
        try (DaemonProcess daemon = DemoWatch.daemon(tree, "hit-ratio", heldBesideA + SMALL * ByteSize.MIB)) {
            DemoPhase phase = new DemoPhase(
                    title, a.domain(), TARGET - TOLERANCE, daemon.status().cycle());
            a.settings("<ballast mode='auto' min='" + SMALL + "MiB' target-hit-ratio='" + TARGET + "'/>");
            b.settings("<ballast mode='auto' lever='" + kind + "' min='" + DONOR_LEAST + "MiB' target-hit-ratio='"
                    + DONOR_TARGET + "'/>");
            new DemoWatch(daemon, table, series)
                    .phase(
                            phase,
                            () -> true,
                            phase::over,
                            length,
                            cycle -> Cycles.domain(cycle, b.domain()).ifPresent(donor -> see(kind, donor)));
            a.settings("<ballast mode='observe'/>");
            b.settings("<ballast mode='observe' lever='" + kind + "'/>");
            return phase.result();
        }
    }

    private void see(String kind, DomainReport donor) {
        if (kind.equals("balloon")) {
            balloonYield = donor.lever().lastYield().or(() -> balloonYield);
        }
        donor.hitRatio().ifPresent(hitRatio -> donorAtTheEnd = hitRatio.estimate());
    }

    private boolean verdict(DemoPhase.Result balloon, DemoPhase.Result near) {
        out.printf(
                Locale.ROOT,
                "b's balloon: %s. b's hit ratio at the end: %.3f.%n",
                balloonYield.map(YieldReport::sentence).orElse("nothing was measured"),
                donorAtTheEnd);
        boolean nothing = balloonYield
                .filter(last -> last.gained() < NO_YIELD * last.taken())
                .isPresent();
        boolean asItShould = nothing
                && balloon.peak() < STARVED
                && !balloon.reached()
                && near.reached()
                && near.seconds() <= PHASE_DEADLINE.toSeconds()
                && donorAtTheEnd >= DONOR_TARGET - TOLERANCE;
        out.println(
                asItShould
                        ? "As it should be: with b's balloon a stayed starved, with b's near device it reached its target, and b"
                                + " kept its own."
                        : "Not as it should be: with b's balloon a stays starved since it frees no near memory, with b's near"
                                + " device a reaches its target within " + PHASE_DEADLINE.toSeconds()
                                + " s and b keeps its own.");
        return asItShould;
    }

    private void writeSeries() throws IOException {
        if (json.isPresent()) {
            series.write(json.get());
            out.println("series written to " + json.get());
        }
    }
}
