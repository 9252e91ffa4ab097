/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The daemon as a process, beside a real guest: start, signals, stop. */
final class DaemonProcessIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Tree tree = Tree.find();
    private Guest guest;
    private DaemonProcess daemon;

    @BeforeEach
    void start() throws Exception {
        guest = Guest.start(tree, "served", "--plain", "--near", "256", "--balloon", "200")
                .booted()
                .settled();
        daemon = DaemonProcess.start(
                tree, Map.of("daemon", "mode = auto" + System.lineSeparator() + "rebalance-interval = 1s"), Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        daemon.close();
        guest.close();
    }

    @Test
    void daemon_stopsCleanlyAndLeavesTheGuestAsItIs() throws Exception {
        long before = guest.current();

        // A bound against hanging; how long it takes is measured by testbed/measure.
        assertEquals(0, daemon.stop(Duration.ofSeconds(20)));

        assertEquals(before, guest.current());
        assertEquals("running", guest.virsh("domstate"));
        assertTrue(Files.notExists(DaemonProcess.RUNTIME.resolve("hook")));
        assertTrue(Files.notExists(DaemonProcess.RUNTIME.resolve("control.sock")));
    }

    @Test
    void killedDaemon_isFollowedByOneThatGoesOn() throws Exception {
        daemon.signal("KILL");
        daemon.close();

        daemon = DaemonProcess.start(tree, Map.of("daemon", "rebalance-interval = 1s"), Map.of());

        Eventually.await(
                "the guest is seen",
                SOON,
                () -> Cycles.domain(daemon.status(), guest.domain()).isPresent());
    }

    @Test
    void hangup_readsTheConfigurationAgain() throws Exception {
        Path file = daemon.configuration();
        Files.writeString(file, Files.readString(file).replace("mode = auto", "mode = observe"));

        daemon.signal("HUP");

        Eventually.await(
                "the mode is the new one", SOON, () -> daemon.status().mode().equals("observe"));
    }

    @Test
    void hangup_withAWrongFileKeepsTheOldConfigurationAndSaysWhichLine() throws Exception {
        Path file = daemon.configuration();
        Files.writeString(file, Files.readString(file).replace("mode = auto", "mode = whatever"));

        daemon.signal("HUP");

        Eventually.await("the mistake is in the log", SOON, () -> daemon.log().contains("whatever"));
        assertTrue(daemon.log().contains(file + " line 5"), daemon.log());
        assertEquals("auto", daemon.status().mode());
    }

    @Test
    void controlSocket_isForOwnerAndGroupAlone() throws Exception {
        assertEquals(
                "rw-rw----",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(DaemonProcess.RUNTIME.resolve("control.sock"))));
    }

    @Test
    void statistics_thatWereOffAreSwitchedOnAndBecomeFresh() throws Exception {
        Eventually.await(
                "the guest's usable memory is known",
                SOON,
                () -> Cycles.domain(daemon.status(), guest.domain())
                        .filter(domain -> domain.usable().isPresent())
                        .isPresent());
    }

    @Test
    void command_showsTheGuestAndExplainsIt() throws Exception {
        String command = tree.path("packaging/bin/virt-ballast").toString();
        String socket = DaemonProcess.RUNTIME.resolve("control.sock").toString();
        Eventually.await(
                "the guest is seen",
                SOON,
                () -> Cycles.domain(daemon.status(), guest.domain()).isPresent());

        assertTrue(Program.check(command, "--socket", socket, "status").contains(guest.domain()));
        assertTrue(Program.check(command, "--socket", socket, "explain", guest.domain())
                .contains("200MiB"));
    }
}
