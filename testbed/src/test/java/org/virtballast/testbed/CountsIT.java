/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.core.port.AccessReading;
import org.virtballast.core.port.CountedDomain;
import org.virtballast.core.port.HostClock;
import org.virtballast.perf.PerfAccessCounter;
import org.virtballast.perf.PerfSettings;
import org.virtballast.spi.Accesses;

/** Our counts of a real guest's accesses agree with the perf tool's, on the same events in the same window. */
final class CountsIT {
    private static final Duration WINDOW = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    @Test
    void counts_agreeWithThePerfTool() throws Exception {
        Tree tree = Tree.find();
        try (Guest guest = Guest.start(tree, "counted", "--balloon", "440")
                        .booted()
                        .settled();
                PerfAccessCounter counter = PerfAccessCounter.open(
                        PerfSettings.of(events(tree, "near"), events(tree, "far"), 1), HostClock.system())) {
            guest.workload(160, 140);
            // A guest that is suspended makes no access: so both see the same window, whenever each begins.
            guest.virsh("suspend");
            // This makes the perf tool's own events on the same two functions.
            Path report = folder.resolve("perf");
            List<CountedDomain> counted =
                    List.of(new CountedDomain(UUID.fromString(guest.virsh("domuuid")), guest.domain()));
            counter.read(counted);
            Process perf = perf(tree, guest, report);
            try {
                Eventually.await("perf has opened its events", WINDOW.multipliedBy(6), () -> opened(perf) >= 2);
                counter.read(counted);
                guest.virsh("resume");
                long end = System.nanoTime() + WINDOW.toNanos();
                Eventually.await("the window is over", WINDOW.multipliedBy(2), () -> System.nanoTime() - end >= 0);
                guest.virsh("suspend");
            } finally {
                Program.check("kill", "-INT", Long.toString(perf.pid()));
                assertTrue(perf.waitFor(30, TimeUnit.SECONDS), "perf did not end");
            }
            Accesses ours = assertInstanceOf(
                            AccessReading.Counted.class,
                            counter.read(counted).get(counted.get(0).id()))
                    .accesses();
            double near = told(report, "near");
            double far = told(report, "far");
            System.out.printf(
                    Locale.ROOT,
                    "near: ours %.0f, perf %.0f; far: ours %.0f, perf %.0f%n",
                    ours.nearEvents(),
                    near,
                    ours.farEvents(),
                    far);
            assertTrue(near > 100 && far > 100, "too few events to compare");
            assertEquals(near, ours.nearEvents(), near * 0.02, "near events");
            assertEquals(far, ours.farEvents(), far * 0.02, "far events");
        }
    }

    private static List<String> events(Tree tree, String tier) {
        return Host.events(tree)
                .lines()
                .filter(line -> line.startsWith(tier + "-events = "))
                .map(line -> line.substring(line.indexOf('=') + 1).strip())
                .toList();
    }

    /** Counts with uprobe events of the perf tool's own kind: trace events on the same two places. */
    private static Process perf(Tree tree, Guest guest, Path report) throws Exception {
        String pid = Files.readString(Path.of("/run/libvirt/qemu", guest.domain() + ".pid"))
                .strip();
        Program.check(tree.script("guest"), "probes", "--perf");
        return new ProcessBuilder(
                        "perf",
                        "stat",
                        "--field-separator",
                        ",",
                        "--output",
                        report.toString(),
                        "--event",
                        "vbtest:near,vbtest:far",
                        "--pid",
                        pid)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(new File("/dev/null"))
                .start();
    }

    /** How many perf events a process holds open. */
    private static long opened(Process process) throws Exception {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return descriptors
                    .filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).toString().contains("perf_event");
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    private static double told(Path report, String tier) throws Exception {
        return Files.readAllLines(report).stream()
                .filter(line -> line.contains("vbtest:" + tier))
                .map(line -> line.substring(0, line.indexOf(',')))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow();
    }
}
