/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.spi.ByteSize;

/**
 * Guests fail or change beside others that go on, under one daemon. It counts the time until a guest is known to have no
 * driver, so that one comes last.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class GuestFaultIT {
    private static final int LARGE = 2048;
    private static final int MIDDLE = 1024;
    private static final int SMALL = 512;
    private static final int TINY = 256;

    /** Three minutes until a guest that says nothing counts as driverless, and as much for a busy machine. */
    private static final Duration BOOT_IS_OVER = Duration.ofMinutes(6);

    private static ScriptedHost host;
    private static Guest driverless;
    private static Guest balloonless;
    private static Guest steady;

    @BeforeAll
    static void startGuests() throws Exception {
        host = new ScriptedHost(LARGE + TINY + TINY);
        host.startDaemon();
        driverless = host.start("fault-driverless", "--near", Integer.toString(TINY), "--no-balloon-driver");
        balloonless = host.start("fault-balloonless", "--near", Integer.toString(TINY), "--no-balloon");
        steady = host.start("fault-steady", "--near", Integer.toString(LARGE), "--balloon", Integer.toString(SMALL));
        steady.booted().settled();
        host.awaitCondition(steady, "normal");
    }

    @AfterAll
    static void removeGuests() throws Exception {
        host.close();
    }

    @Test
    @Order(1)
    void guestWithoutABalloon_isLeftAloneAndTheReasonIsTold() throws Exception {
        host.want(balloonless, SMALL / 4);

        DomainReport report = host.awaitCondition(balloonless, "left-alone");

        assertTrue(report.decision().contains("no balloon"), report.decision());
        assertFalse(report.eligible());
        assertFalse(host.asked(balloonless, SMALL / 4));
    }

    @Test
    @Order(2)
    void guestDestroyedInTheMidstOfAMove_isForgottenAndItsMemoryGoesToAnother() throws Exception {
        resize(steady, SMALL);
        Guest mortal = host.start("fault-mortal", "--near", Integer.toString(LARGE - SMALL));
        mortal.booted();
        host.awaitCondition(mortal, "normal");

        host.want(Map.of(mortal, SMALL, steady, LARGE));
        host.awaitAsked(mortal, SMALL);
        mortal.virsh("destroy");

        host.daemon()
                .await(
                        "the guest is forgotten",
                        ScriptedHost.SOON,
                        () -> host.report(mortal).isEmpty());
        host.awaitSize(steady, LARGE);
        StatusReport status = host.daemon().status();
        assertEquals(LARGE * ByteSize.MIB + 2 * TINY * ByteSize.MIB, status.committed());
        mortal.close();
    }

    @Test
    @Order(3)
    void guestSuspendedInTheMidstOfAMove_isLeftAloneAndGoesOnWhenItIsResumed() throws Exception {
        resize(steady, LARGE);
        host.want(steady, SMALL);
        host.awaitAsked(steady, SMALL);
        steady.virsh("suspend");
        DomainReport suspended = host.awaitCondition(steady, "left-alone");
        assertEquals(SMALL * ByteSize.MIB, suspended.target());
        assertTrue(suspended.current() > suspended.target(), "the move was over before the guest was suspended");

        host.awaitCycles((int) ScriptedHost.MOVE_DEADLINE.toSeconds() + 3);

        DomainReport still = host.awaitCondition(steady, "left-alone");
        assertEquals(SMALL * ByteSize.MIB, still.target(), "withdrawn");
        assertEquals(suspended.lastMove(), still.lastMove(), "asked again");
        steady.letRun();
        host.awaitSize(steady, SMALL);
        host.awaitCondition(steady, "normal");
        assertFalse(host.wasHeld(steady));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "reboot"})
    @Order(4)
    void guestThatBootsAgain_isLeftAloneMeanwhileAndHasTheSizeThatWasAsked(String verb) throws Exception {
        resize(steady, SMALL);

        steady.virsh(verb);

        host.awaitCondition(steady, "booting");
        steady.booted();
        host.awaitCondition(steady, "normal");
        host.awaitSize(steady, SMALL);
        resize(steady, MIDDLE);
        assertFalse(host.wasHeld(steady), host.daemon().log());
    }

    @Test
    @Order(5)
    void guestThatIsSavedAndRestored_isAnotherRunAndHasTheSizeThatWasAsked() throws Exception {
        resize(steady, SMALL);
        Path file = Path.of("/var/lib/vbtest/fault-steady.save");
        try {
            steady.virsh("save", file.toString());
            host.daemon()
                    .await(
                            "the guest is forgotten",
                            ScriptedHost.SOON,
                            () -> host.report(steady).isEmpty());
            Program.check("virsh", "--quiet", "--connect", "qemu:///system", "restore", file.toString());
        } finally {
            Files.deleteIfExists(file);
        }

        host.awaitCondition(steady, "normal");
        assertEquals(0, host.awaitSize(steady, SMALL).owed(), "owed by another run");
        resize(steady, MIDDLE);
        assertFalse(host.wasHeld(steady), host.daemon().log());
    }

    @Test
    @Order(6)
    void guestWhoseStatisticsAreOff_isGivenAPeriodAndResized() throws Exception {
        resize(steady, SMALL);
        Guest silent = host.start("fault-silent", "--near", Integer.toString(SMALL), "--stats-period", "0");
        silent.booted();
        host.await("reports", silent, report -> report.usable().isPresent());

        host.want(silent, TINY);

        host.awaitSize(silent, TINY);
        assertTrue(silent.virsh("dumpxml").contains("<stats period='1'/>"), silent.virsh("dumpxml"));
        silent.close();
    }

    @Test
    @Order(7)
    void guestWithoutABalloonDriver_isNeverAskedAndCalledDriverless() throws Exception {
        driverless.booted();
        host.want(driverless, SMALL / 4);
        host.awaitCycles(2);
        DomainReport report = host.report(driverless).orElseThrow();
        assertFalse(report.eligible());

        Eventually.await(
                "the guest is known to have no driver",
                BOOT_IS_OVER,
                () -> host.report(driverless).orElseThrow().condition().equals("driverless"));

        assertEquals(TINY * ByteSize.MIB, host.report(driverless).orElseThrow().target());
        assertFalse(host.asked(driverless, SMALL / 4));
        assertTrue(
                host.daemon().log().contains("load virtio_balloon in it"),
                host.daemon().log());
    }

    private static void resize(Guest guest, int mib) throws Exception {
        host.want(guest, mib);
        host.awaitSize(guest, mib);
    }
}
