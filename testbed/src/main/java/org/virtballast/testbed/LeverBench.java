/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.HostTiers;
import org.virtballast.libvirt.LibvirtHypervisor;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.LeverKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How fast each lever takes memory from guests and gives it back, by hand with virsh and as the daemon asks, in turn: a
 * program, not a test, since a machine's speed decides.
 */
@Command(
        name = "testbed/bench levers",
        mixinStandardHelpOptions = true,
        description = "Measures how fast balloons and near devices move memory.")
final class LeverBench implements Callable<Integer> {
    /** The daemon's way is to be no slower than this share of the speed by hand. */
    private static final double LEAST_RATIO = 0.9;

    /** Sizes in MiB: what is moved, and what a guest has of it at first. */
    private static final int MOVED = 256;

    private static final int BALLOON_FULL = 640;
    private static final int DEVICE_FULL = 256;
    private static final int TOUCHED = 480;

    private final Tree tree;
    private final PrintStream out;
    private final Sample ratios = new Sample();

    @Option(names = "--rounds", paramLabel = "N", description = "How often each is measured (${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--check", description = "Exit with 1 where the daemon's way is slower than by hand.")
    private boolean check;

    LeverBench(Tree tree, PrintStream out) {
        this.tree = tree;
        this.out = out;
    }

    /** Prints the table. */
    public static void main(String[] arguments) {
        System.exit(TestbedCommand.of(new LeverBench(Tree.find(), System.out)).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        out.println("GiB/s of " + MOVED + "MiB a guest, median of " + rounds
                + " rounds; the daemon's way over virsh; QEMU's system calls and context switches a GiB");
        out.println("| lever | guests | memory | take | give | take, ratio | give, ratio | system calls | switches |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        for (int count : new int[] {1, 3}) {
            measure(false, count);
            measure(true, count);
        }
        out.println("the daemon's way over virsh: " + ratios.describe("times"));
        boolean slow = ratios.median() < LEAST_RATIO;
        if (slow) {
            out.printf(
                    Locale.ROOT,
                    "below its limit: the daemon's way over virsh, %.3f of %.2f%n",
                    ratios.median(),
                    LEAST_RATIO);
        }
        return check && slow ? 1 : 0;
    }

    private void measure(boolean near, int count) throws IOException, InterruptedException {
        List<Guest> guests = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                guests.add(near ? startNear("lever" + i) : startFlat("lever" + i));
            }
            guests.forEach(Guest::booted);
            row(near, guests, "untouched", () -> {});
            // What is moved is among what becomes resident; what a take frees must be touched again before the next.
            row(
                    near,
                    guests,
                    "touched, free",
                    () -> guests.forEach(guest -> {
                        guest.workload(TOUCHED, TOUCHED);
                        guest.workload(0, 0);
                    }));
            if (near) {
                row(true, guests, "in use", () -> guests.forEach(guest -> guest.workload(TOUCHED, TOUCHED)));
            }
        } finally {
            Guest.destroy(tree, guests);
        }
    }

    private void row(boolean near, List<Guest> guests, String memory, Runnable prepare)
            throws IOException, InterruptedException {
        LeverMove move = new LeverMove(near, guests);
        long full = near ? DEVICE_FULL : BALLOON_FULL;
        Sample take = new Sample();
        Sample give = new Sample();
        Sample takeRatio = new Sample();
        Sample giveRatio = new Sample();
        try (LibvirtHypervisor libvirt =
                LibvirtHypervisor.connect("qemu:///system", Deaf.INSTANCE, reason -> {}, HostTiers.single())) {
            Ways ways = Ways.of(near, guests, libvirt);
            Way byHand = (guest, mib) -> byHand(near, guest, mib);
            for (int round = 0; round < rounds; round++) {
                // In turn: the second way finds the guest as the first left it.
                boolean handFirst = round % 2 == 0;
                Times first = Times.of(prepare, move, full, handFirst ? byHand : ways::byDaemon);
                Times second = Times.of(prepare, move, full, handFirst ? ways::byDaemon : byHand);
                Times hand = handFirst ? first : second;
                Times daemon = handFirst ? second : first;
                double gib = guests.size() * MOVED / 1024.0;
                take.add(gib / hand.take());
                give.add(gib / hand.give());
                takeRatio.add(hand.take() / daemon.take());
                giveRatio.add(hand.give() / daemon.give());
                ratios.add((hand.take() + hand.give()) / (daemon.take() + daemon.give()));
            }
        }
        prepare.run();
        KernelWork work = KernelWork.during(guests, () -> {
            double unused = move.time(full - MOVED, guest -> byHand(near, guest, full - MOVED));
        });
        double unused = move.time(full, guest -> byHand(near, guest, full));
        double gib = guests.size() * MOVED / 1024.0;
        out.printf(
                Locale.ROOT,
                "| %s | %d | %s | %.2f | %.2f | %.2f | %.2f | %.0f | %.0f |%n",
                near ? "near device" : "balloon",
                guests.size(),
                memory,
                take.median(),
                give.median(),
                takeRatio.median(),
                giveRatio.median(),
                work.systemCalls() / gib,
                work.contextSwitches() / gib);
    }

    /** How long a take and the give after it took, in seconds. */
    private record Times(double take, double give) {
        static Times of(Runnable prepare, LeverMove move, long full, Way way) {
            prepare.run();
            return new Times(
                    move.time(full - MOVED, guest -> way.ask(guest, full - MOVED)),
                    move.time(full, guest -> way.ask(guest, full)));
        }
    }

    /** A way to ask a guest for a size, in MiB of its balloon or of its device. */
    @FunctionalInterface
    private interface Way {
        void ask(Guest guest, long mib);
    }

    private static void byHand(boolean near, Guest guest, long mib) {
        if (near) {
            guest.virsh("update-memory-device", "--live", "--requested-size", mib + "M");
        } else {
            guest.virsh("setmem", mib + "M", "--live");
        }
    }

    /** What the daemon does with a move that passed the guard; it knows its domains beforehand. */
    private record Ways(LibvirtHypervisor libvirt, Map<Guest, DomainDescription> domains) {
        static Ways of(boolean near, List<Guest> guests, LibvirtHypervisor libvirt) {
            Map<Guest, DomainDescription> domains = new HashMap<>();
            for (Guest guest : guests) {
                DomainDescription domain = libvirt.describe(UUID.fromString(guest.virsh("domuuid")))
                        .orElseThrow();
                if (domain.layout().lever() != (near ? LeverKind.NEAR : LeverKind.BALLOON)) {
                    throw new IllegalStateException(guest.domain() + " has another lever: "
                            + domain.layout().reason());
                }
                domains.put(guest, domain);
            }
            return new Ways(libvirt, domains);
        }

        void byDaemon(Guest guest, long mib) {
            DomainDescription domain = domains.get(guest);
            libvirt.lever(domain.layout().lever())
                    .resize(domain, domain.layout().least() + mib * ByteSize.MIB);
        }
    }

    private Guest startFlat(String name) {
        return Guest.start(tree, name, "--plain", "--near", Integer.toString(BALLOON_FULL), "--stats-period", "1");
    }

    private Guest startNear(String name) {
        return Guest.start(
                tree,
                name,
                "--plain",
                "--near",
                "192",
                "--far",
                "640",
                "--near-device",
                Integer.toString(DEVICE_FULL),
                "--stats-period",
                "1");
    }
}
