/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.core.port.AccessReading;
import org.virtballast.core.port.CountedDomain;
import org.virtballast.core.port.HostClock;
import org.virtballast.spi.Accesses;

/** Counts threads of this very process, which passes for a QEMU, with the events that every Linux has. */
@Timeout(120)
final class RealKernelTest {
    private static final CountedDomain SELF = new CountedDomain(new UUID(0, 1), "self");
    private static final Path DEVICES = Path.of("/sys/bus/event_source/devices");

    @TempDir
    private Path temporary;

    @BeforeEach
    void passForQemu() throws IOException {
        Files.writeString(
                temporary.resolve("self.pid"),
                Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void softwareEvents_countWhatTheThreadDid() throws Exception {
        try (VirtualCpu cpu = new VirtualCpu(0);
                PerfAccessCounter counter = counterOf("task-clock", "page-faults")) {
            begin(counter);
            cpu.run(() -> {
                try (Memory fresh = new Memory(64 << 20)) {
                    fresh.clear();
                }
            });
            Accesses accesses = accesses(counter);

            // The task clock counts nanoseconds on a CPU. Pages of 2 MiB are the largest that a fault gives.
            assertTrue(accesses.near() > 0, accesses.toString());
            assertTrue(accesses.near() <= accesses.window().toNanos(), accesses.toString());
            assertTrue(accesses.far() >= 31, accesses.toString());
        }
    }

    @Test
    void uprobes_countEveryCallBySymbolAndByOffset() throws Exception {
        try (VirtualCpu cpu = new VirtualCpu(0);
                VirtualCpu other = new VirtualCpu(1);
                PerfAccessCounter counter = uprobeCounter()) {
            begin(counter);
            cpu.run(() -> ProbedLibC.call("getppid", 3_000));
            other.run(() -> ProbedLibC.call("getpgrp", 250));
            ProbedLibC.call("getppid", 99);
            assertEquals(List.of(3_000.0, 250.0), counts(counter));

            cpu.run(() -> ProbedLibC.call("getpgrp", 7));
            assertEquals(List.of(0.0, 7.0), counts(counter));
        }
    }

    @Test
    void threads_areFollowedAsTheyComeAndGo() throws Exception {
        try (VirtualCpu cpu = new VirtualCpu(0);
                PerfAccessCounter counter = uprobeCounter()) {
            begin(counter);
            try (VirtualCpu plugged = new VirtualCpu(1)) {
                plugged.run(() -> ProbedLibC.call("getppid", 1_000));
                cpu.run(() -> ProbedLibC.call("getppid", 10));
                assertEquals(List.of(10.0, 0.0), counts(counter));

                plugged.run(() -> ProbedLibC.call("getppid", 200));
            }
            assertEquals(List.of(200.0, 0.0), counts(counter));
            assertEquals(List.of(0.0, 0.0), counts(counter));
        }
    }

    @Test
    void unknownEvent_isRefusedByTheKernelInWords() throws Exception {
        FakeHost host = new FakeHost(temporary.resolve("host"));
        host.writePmu("nothing/type", "1000000");
        PerfSettings settings = new PerfSettings(
                List.of("task-clock"), List.of("nothing/config=1/"), 1, Path.of("/proc"), host.sysRoot(), temporary);
        try (VirtualCpu cpu = new VirtualCpu(0);
                PerfAccessCounter counter = PerfAccessCounter.open(settings, HostClock.system())) {
            cpu.run(() -> {});
            String reason = reason(counter);

            assumeCountable(reason);
            assertTrue(reason.contains("opening event 'nothing/config=1/' failed: there is no such event"), reason);
            assertEquals(0, perfDescriptors());
        }
    }

    @Test
    void thousandRounds_leaveNoDescriptorBehind() throws Exception {
        try (VirtualCpu cpu = new VirtualCpu(0)) {
            cpu.run(() -> {});
            try (PerfAccessCounter first = counterOf("page-faults", "task-clock")) {
                begin(first);
                assertEquals(2, perfDescriptors());
            }
            long before = descriptors();
            for (int round = 0; round < 1_000; round++) {
                try (PerfAccessCounter counter = counterOf("page-faults", "task-clock")) {
                    begin(counter);
                    if (round % 2 == 0) {
                        counter.read(List.of());
                    }
                }
            }
            assertEquals(0, perfDescriptors());
            // The JVM may open a few files of its own meanwhile.
            assertTrue(descriptors() < before + 50, descriptors() + " descriptors, " + before + " before");
        }
    }

    private PerfAccessCounter counterOf(String near, String far) {
        return PerfAccessCounter.open(
                new PerfSettings(List.of(near), List.of(far), 1, Path.of("/proc"), Path.of("/sys"), temporary),
                HostClock.system());
    }

    /** Near accesses are calls of getppid, far ones calls of getpgrp. */
    private PerfAccessCounter uprobeCounter() throws IOException {
        assumeTrue(Files.isDirectory(DEVICES.resolve("uprobe")), "skipped: this kernel has no uprobes");
        return counterOf(
                "uprobe:" + ProbedLibC.file() + ":getppid",
                "uprobe:" + ProbedLibC.file() + "@0x" + Long.toHexString(ProbedLibC.offsetInMemory("getpgrp")));
    }

    private static void begin(PerfAccessCounter counter) {
        String reason = reason(counter);
        assumeCountable(reason);
        assertTrue(reason.contains("began with this cycle"), reason);
    }

    private static void assumeCountable(String reason) {
        assumeTrue(!reason.contains("the daemon may not count"), "skipped: " + reason);
    }

    private static String reason(PerfAccessCounter counter) {
        return assertInstanceOf(AccessReading.NotCounted.class, read(counter)).reason();
    }

    private static Accesses accesses(PerfAccessCounter counter) {
        return assertInstanceOf(AccessReading.Counted.class, read(counter)).accesses();
    }

    private static List<Double> counts(PerfAccessCounter counter) {
        Accesses accesses = accesses(counter);
        return List.of(accesses.near(), accesses.far());
    }

    private static AccessReading read(PerfAccessCounter counter) {
        return counter.read(List.of(SELF)).get(SELF.id());
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        }
    }

    private static long perfDescriptors() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(RealKernelTest::isPerfEvent).count();
        }
    }

    private static boolean isPerfEvent(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("[perf_event]");
        } catch (IOException e) {
            // Closed since it was listed.
            return false;
        }
    }
}
