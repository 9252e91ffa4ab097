/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.cli.ControlException;

/** What happens to real guests reaches the registry, through the hook and through libvirt's events. */
final class RegistrationIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Tree tree = Tree.find();
    private final Guest guest = new Guest(tree, "registered");
    private DaemonProcess daemon;

    @BeforeEach
    void start() throws Exception {
        guest.close();
        Program.check(tree.script("hook"), "install");
        daemon = DaemonProcess.start(tree, Map.of("daemon", "rebalance-interval = 1s"), Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        guest.close();
        daemon.close();
        Program.check(tree.script("hook"), "remove");
    }

    @Test
    void startedGuest_isRegisteredAndTheHookToldOfIt() {
        startGuest();

        awaitRegistered(true);
        // libvirt's own event may come first, and then the hook's word changes nothing.
        Eventually.await(
                "the hook has told of the start",
                SOON,
                () -> daemon.status()
                        .hook()
                        .filter(heard -> heard.operation().equals("started")
                                && heard.domain().equals(guest.domain()))
                        .isPresent());
    }

    @Test
    void destroyedGuest_isForgotten() throws Exception {
        startGuest();
        awaitRegistered(true);

        guest.virsh("destroy");

        awaitRegistered(false);
        // A cycle may find out before libvirt's event comes.
        String log = daemon.log();
        assertTrue(log.matches("(?s).*vbtest-registered: (gone without a word; )?forgotten.*"), log);
    }

    @Test
    void rebootedGuest_staysRegistered() throws Exception {
        startGuest();
        awaitRegistered(true);

        guest.virsh("reset");
        guest.booted();

        awaitRegistered(true);
        assertEquals(false, daemon.log().contains("forgotten"), daemon.log());
    }

    @Test
    void savedGuest_isForgottenAndRegisteredAgainWhenRestored() throws Exception {
        startGuest();
        awaitRegistered(true);
        Path file = Path.of("/var/lib/vbtest/registered.save");
        try {
            guest.virsh("save", file.toString());
            awaitRegistered(false);

            Program.check("virsh", "--quiet", "--connect", "qemu:///system", "restore", file.toString());
            awaitRegistered(true);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    void restartOfLibvirtd_isSurvivedWithTheGuestRegistered() throws Exception {
        startGuest();
        awaitRegistered(true);

        Program.check(tree.script("libvirtd"), "restart");

        Eventually.await("the daemon is connected again", SOON, () -> {
            String log = daemon.log();
            int lost = log.indexOf("is lost");
            return lost >= 0 && log.indexOf("connected to qemu:///system", lost) >= 0;
        });
        long cycle = daemon.status().cycle();
        Eventually.await(
                "cycles go on",
                SOON,
                () -> daemon.status().cycle() > cycle + 1
                        && daemon.status().connected()
                        && daemon.status().problems().isEmpty());
        awaitRegistered(true);
    }

    @Test
    void guest_isRegisteredWithoutTheHookToo() throws Exception {
        Program.check(tree.script("hook"), "remove");
        startGuest();

        awaitRegistered(true);
        guest.virsh("destroy");
        awaitRegistered(false);
        assertEquals(false, daemon.log().contains("hook:"), daemon.log());
    }

    @Test
    void guest_thatRanBeforeTheDaemonIsFoundAtConnect() throws Exception {
        daemon.close();
        startGuest();

        daemon = DaemonProcess.start(tree, Map.of("daemon", "rebalance-interval = 1s"), Map.of());

        awaitRegistered(true);
        assertTrue(daemon.log().contains("vbtest-registered: registered (found running"), daemon.log());
    }

    @Test
    void metadata_thatIsSetOnARunningGuestIsTakenOver() throws Exception {
        startGuest();
        awaitRegistered(true);

        guest.settings("<ballast mode='off' target-hit-ratio='0.8' weight='200'/>");

        Eventually.await(
                "the metadata is in force",
                SOON,
                () -> Cycles.domain(daemon.status(), guest.domain())
                        .filter(domain ->
                                domain.mode().equals("off") && domain.targetHitRatio() == 0.8 && domain.weight() == 200)
                        .isPresent());
    }

    @Test
    void mistakeInMetadata_isToldAndLeavesTheOldSettingsInForce() throws Exception {
        startGuest("--metadata", "<ballast weight='200'/>");
        awaitRegistered(true);

        guest.settings("<ballast weight='heavy'/>");

        Eventually.await(
                "the mistake is told",
                SOON,
                () -> Cycles.domain(daemon.status(), guest.domain())
                        .filter(domain -> domain.problems().stream().anyMatch(problem -> problem.contains("heavy"))
                                && domain.weight() == 200)
                        .isPresent());
    }

    private void startGuest(String... more) {
        String[] options = new String[more.length + 5];
        System.arraycopy(new String[] {"--plain", "--near", "128", "--balloon", "128"}, 0, options, 0, 5);
        System.arraycopy(more, 0, options, 5, more.length);
        Guest unused = Guest.start(tree, "registered", options);
    }

    private void awaitRegistered(boolean wanted) {
        Eventually.await(
                guest.domain() + (wanted ? " is registered" : " is forgotten"), SOON, () -> registered() == wanted);
    }

    private boolean registered() throws ControlException {
        return Cycles.domain(daemon.status(), guest.domain()).isPresent();
    }
}
