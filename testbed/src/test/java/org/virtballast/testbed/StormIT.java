/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests that only exist, twenty of them, start and stop with the hook in place, and its spool is flooded. */
final class StormIT {
    private static final int GUESTS = 20;
    private static final int SIZE = 64;
    private static final int STARTS = 8;
    private static final int RUNS = 30;

    /** What the hook may cost a start, in milliseconds; a start runs it three times. */
    private static final double MOST_DELAY = 50;

    private static final int OPERATIONS = 3;

    /** The daemon's heap may grow to its bound of 48 MiB, whatever lies in the spool. */
    private static final long MOST_GROWTH_KIB = 48 << 10;

    private static final Path HOOK = Path.of("/etc/libvirt/hooks/qemu.d/vbtest-virt-ballast");

    private static ScriptedHost host;
    private static List<Guest> guests;

    @BeforeAll
    static void defineGuests() throws Exception {
        host = new ScriptedHost(GUESTS * SIZE);
        Program.check(host.tree().script("hook"), "install");
        host.startDaemon();
        guests = Together.call(IntStream.range(0, GUESTS)
                .<Callable<Guest>>mapToObj(number -> () -> host.start("storm-" + number, "--paused"))
                .toList());
        destroyAll();
    }

    @AfterAll
    static void removeGuests() throws Exception {
        host.close();
    }

    @Test
    void guestsThatStartAndStopAtOnce_areAllRegisteredAndAllForgottenAndLeaveNothingOpen() throws Exception {
        awaitRegistered(0);
        long before = openDescriptors();
        for (int round = 0; round < 2; round++) {
            startAll();
            awaitRegistered(GUESTS);
            destroyAll();
            awaitRegistered(0);
        }
        // A connection to the control socket that was just closed may be there for a moment.
        Eventually.await("nothing is left open", ScriptedHost.SOON, () -> openDescriptors() <= before);
        System.out.println("descriptors of the daemon before the storm: " + before + ", after: " + openDescriptors());
    }

    /** A start takes ten times what the hook may cost and differs by as much: so the hook's own time is what is judged. */
    @Test
    void hook_delaysNoStart() throws Exception {
        Sample with = new Sample();
        Sample without = new Sample();
        Guest guest = guests.get(0);
        Path xml = Files.createTempFile("vbtest", ".xml");
        Sample own = new Sample();
        try {
            for (int start = 0; start < STARTS; start++) {
                boolean hookFirst = start % 2 == 0;
                (hookFirst ? with : without).add(startMillis(guest, hookFirst));
                (hookFirst ? without : with).add(startMillis(guest, !hookFirst));
            }
            executable(true);
            Files.writeString(xml, guest.virsh("dumpxml"));
            for (int run = 0; run < RUNS; run++) {
                own.add(hookMillis(guest, xml));
            }
        } finally {
            executable(true);
            Files.delete(xml);
        }
        System.out.println("virsh start with the hook: " + with.describe("ms"));
        System.out.println("virsh start without the hook: " + without.describe("ms"));
        System.out.println("a run of the hook: " + own.describe("ms"));
        assertTrue(OPERATIONS * own.median() <= MOST_DELAY, own.describe("ms"));
    }

    @Test
    void spoolFullOfGarbage_isClearedInBoundedMemoryAndTheGoodOnesAreKept(@TempDir Path outside) throws Exception {
        Guest guest = guests.get(0);
        Path spool = DaemonProcess.RUNTIME.resolve("hook");
        Path bystander = Files.writeString(outside.resolve("bystander"), "not the spool's");
        FileTime touched = Files.getLastModifiedTime(bystander);
        long before = residentKib("VmRSS");

        SpoolFlood flood = new SpoolFlood(spool, bystander);
        Thread flooding = new Thread(flood, "flood");
        flooding.start();
        guest.virsh("start", "--paused");
        host.daemon()
                .await(
                        "the hook's word of the start is heard",
                        ScriptedHost.SOON,
                        () -> host.daemon()
                                .status()
                                .hook()
                                .filter(heard -> heard.operation().equals("started")
                                        && heard.domain().equals(guest.domain()))
                                .isPresent());
        awaitRegistered(1);
        flooding.join();
        assertEquals(SpoolFlood.FILES, flood.made());
        guest.virsh("destroy");
        awaitRegistered(0);
        host.daemon().await("the spool is clear", ScriptedHost.SOON, () -> SpoolFlood.visible(spool) == 0);

        long most = residentKib("VmHWM");
        System.out.println(
                "resident set of the daemon before the flood: " + before + " KiB, at most: " + most + " KiB");
        assertTrue(most - before < MOST_GROWTH_KIB, "it grew from " + before + " to " + most + " KiB");
        assertEquals("not the spool's", Files.readString(bystander));
        assertEquals(touched, Files.getLastModifiedTime(bystander));
        CycleWatch watch = new CycleWatch();
        while (watch.cycles() < 2) {
            watch.look(host.daemon());
        }
        flood.removeClaims();
    }

    private static long residentKib(String figure) throws Exception {
        return Files.readAllLines(Path.of("/proc", Long.toString(host.daemon().pid()), "status")).stream()
                .filter(line -> line.startsWith(figure + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** libvirt passes over a hook that is not executable. */
    private static double startMillis(Guest guest, boolean hook) {
        executable(hook);
        long began = System.nanoTime();
        guest.virsh("start", "--paused");
        double millis = (System.nanoTime() - began) / 1e6;
        guest.virsh("destroy");
        return millis;
    }

    private static double hookMillis(Guest guest, Path xml) throws Exception {
        ProcessBuilder hook = new ProcessBuilder(HOOK.toString(), guest.domain(), "prepare", "begin", "-")
                .redirectInput(xml.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        long began = System.nanoTime();
        assertEquals(0, hook.start().waitFor());
        return (System.nanoTime() - began) / 1e6;
    }

    private static void executable(boolean executable) {
        Program.check("chmod", executable ? "+x" : "-x", HOOK.toString());
    }

    private static void startAll() throws Exception {
        atOnce(guest -> guest.virsh("start", "--paused"));
    }

    private static void destroyAll() throws Exception {
        atOnce(guest -> guest.virsh("destroy"));
    }

    private static void atOnce(Function<Guest, String> action) throws Exception {
        List<String> said = Together.call(guests.stream()
                .<Callable<String>>map(guest -> () -> action.apply(guest))
                .toList());
        assertEquals(GUESTS, said.size());
    }

    private static void awaitRegistered(int count) throws Exception {
        host.daemon()
                .await(
                        count + " guests are registered",
                        ScriptedHost.SOON,
                        () -> host.daemon().status().domains().stream()
                                        .filter(domain -> domain.name().startsWith("vbtest-storm-"))
                                        .count()
                                == count);
    }

    private static long openDescriptors() throws Exception {
        try (Stream<Path> open =
                Files.list(Path.of("/proc", Long.toString(host.daemon().pid()), "fd"))) {
            return open.count();
        }
    }
}
