/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Real guests, by the testbed's scripts and virsh. Their names begin with {@code vbtest-libvirt-}. */
final class Testbed {
    static final String URI = "qemu:///system";

    private static final Path LIBVIRTD_PID = Path.of("/run/libvirtd.pid");

    private Testbed() {}

    static void start(String name, String... options) {
        List<String> command = new ArrayList<>(List.of(guestScript(), "start", "libvirt-" + name));
        command.addAll(List.of(options));
        run(command);
    }

    static void awaitBoot(String name) {
        run(List.of(guestScript(), "wait", "libvirt-" + name));
    }

    static void destroy(String name) {
        run(List.of(guestScript(), "destroy", "libvirt-" + name));
    }

    static String domain(String name) {
        return "vbtest-libvirt-" + name;
    }

    static UUID id(String name) {
        return UUID.fromString(virsh("domuuid", domain(name)));
    }

    static void signalQemu(String name, String signal) throws IOException {
        String pid = Files.readString(Path.of("/run/libvirt/qemu", domain(name) + ".pid"))
                .strip();
        run(List.of("kill", "-" + signal, pid));
    }

    static String virsh(String... arguments) {
        List<String> command = new ArrayList<>(List.of("virsh", "--quiet", "--connect", URI));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Ends the libvirtd of the machine and starts it again, as the machine does it. */
    static void restartLibvirtd() throws IOException {
        if (Files.isDirectory(Path.of("/run/systemd/system"))) {
            run(List.of("systemctl", "restart", "libvirtd"));
        } else {
            long pid = Long.parseLong(Files.readString(LIBVIRTD_PID).strip());
            run(List.of("kill", Long.toString(pid)));
            until("libvirtd ends", () -> ProcessHandle.of(pid).isEmpty());
            run(List.of("libvirtd", "-d"));
        }
        until("libvirtd answers", () -> {
            try {
                return !virsh("version").isEmpty();
            } catch (IllegalStateException notYet) {
                return false;
            }
        });
    }

    /** Waits for a condition, for a minute at most: a machine that emulates guests may be slow. */
    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("within a minute it did not come true that " + what);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String guestScript() {
        return Path.of(System.getProperty("testbed.guest")).toString();
    }

    private static String run(List<String> command) {
        try {
            Path output = Files.createTempFile("testbed", ".out");
            try {
                // A file, not a pipe: a daemon that is started would hold a pipe open.
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                int exit = process.waitFor();
                String text = Files.readString(output, StandardCharsets.UTF_8).strip();
                if (exit != 0) {
                    throw new IllegalStateException(command + " ended with " + exit + ": " + text);
                }
                return text;
            } finally {
                Files.delete(output);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
