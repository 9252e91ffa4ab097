/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.core.report.DomainReport;
import org.virtballast.spi.ByteSize;

/** Guests with a memory device on their near cell, beside one that is resized by its balloon. */
final class NearLeverIT {
    private static final long MIB = ByteSize.MIB;

    /** Near memory, in MiB: what a guest boots with, and with all that its device has. */
    private static final int BOOT = 192;

    private static final int ALL = 448;
    private static final int MIDDLE = 320;

    /** Sizes of the guest with the balloon, in MiB. */
    private static final int LARGE = 448;

    private static final int SMALL = 256;

    private static final Pattern REQUESTED = Pattern.compile("<requested unit='KiB'>(\\d+)</requested>");

    private static ScriptedHost host;
    private static Guest near;
    private static Guest flat;

    @BeforeAll
    static void startGuests() {
        host = new ScriptedHost(ALL + SMALL);
        near = startNear("near");
        flat = host.start("flat", "--near", Integer.toString(LARGE), "--balloon", Integer.toString(SMALL));
        near.booted();
        flat.booted().settled();
    }

    @AfterAll
    static void removeGuests() throws Exception {
        host.close();
    }

    @BeforeEach
    void startDaemon() throws Exception {
        host.stopDaemon();
        near.workload(0, 0);
        near.pin(0);
        // Where a request is stuck, the same again would say nothing to the guest.
        near.resizeNear(ALL - 2);
        near.resizeNear(ALL);
        flat.resize(SMALL);
        host.startDaemon();
        host.awaitCondition(near, "normal");
        host.awaitCondition(flat, "normal");
    }

    @Test
    void nearMemory_isTakenAndGivenToTheBlockAndWhatItYieldsIsTold() throws Exception {
        near.workload(400, 100);
        host.want(near, MIDDLE);
        DomainReport taken = host.awaitSize(near, MIDDLE);

        assertEquals("near", taken.lever().kind());
        assertEquals(2 * MIB, taken.lever().step());
        assertEquals(BOOT * MIB, taken.min());
        assertEquals(ALL * MIB, taken.max());
        assertEquals(640 * MIB, taken.lever().far());
        assertTrue(
                taken.lever().reason().contains("cell 0 is near: it has CPUs"),
                taken.lever().reason());
        long gained = taken.lever().lastYield().orElseThrow().gained();
        System.out.println("a take of 128MiB yielded " + ByteSize.format(gained));
        assertTrue(gained > 100 * MIB, "the host gained " + ByteSize.format(gained));
        assertEquals(MIDDLE * MIB, near.near());

        host.want(near, ALL - 1);
        host.awaitSize(near, ALL - 2);
        assertTrue(host.command("explain", near.domain()).contains("lever near: "));
        assertFalse(host.wasHeld(near));
    }

    @Test
    void nearAndBalloonGuests_shareOneBudget() throws Exception {
        host.want(Map.of(near, MIDDLE, flat, SMALL + 128));
        host.awaitSize(flat, SMALL + 128);
        host.awaitSize(near, MIDDLE);
        assertEquals(host.budget(), host.daemon().status().committed() + heldByOthers());

        host.want(Map.of(near, ALL, flat, SMALL));
        host.awaitSize(near, ALL);
        host.awaitSize(flat, SMALL);
        assertTrue(host.daemon().status().committed() <= host.budget());
        assertFalse(host.wasHeld(near) || host.wasHeld(flat));
    }

    @Test
    void guestThatCannotReleaseABlock_isAskedToStayAndAskedAgainLater() throws Exception {
        near.pin(128);
        host.want(near, BOOT);
        host.awaitAsked(near, BOOT);

        DomainReport stopped = host.awaitCondition(near, "stuck");
        assertEquals(MIDDLE * MIB, stopped.current());
        assertEquals(stopped.current(), stopped.target());
        assertEquals(128 * MIB, requested(), "what was asked for is withdrawn");
        assertTrue(stopped.decision().contains("cannot move some pages off its near device"), stopped.decision());

        near.pin(0);
        host.awaitSize(near, BOOT);
        assertFalse(host.wasHeld(near));
    }

    @Test
    void takeThatTheFarCellsHaveNoRoomFor_isRefusedAndSaidWhy() throws Exception {
        near.workload(800, 100);
        host.await("reports", near, report -> report.usable().orElse(Long.MAX_VALUE) < 200 * MIB);
        host.want(near, BOOT);
        DomainReport full = host.await(
                "has no room", near, report -> report.decision().contains("its far cells have no room for more than"));
        System.out.println("with 800 MiB in use: " + full.decision());
        assertEquals(ALL * MIB, near.near());

        near.workload(620, 100);
        DomainReport less = host.await(
                "gave what there is room for",
                near,
                report -> report.current() < ALL * MIB
                        && report.target() == report.current()
                        && report.decision().contains("its far cells have no room for more than"));
        System.out.println("with 620 MiB in use: " + less.decision());
        assertTrue(near.near() >= less.floor().orElseThrow() - 4 * MIB, less::toString);
        assertTrue(near.near() > BOOT * MIB, less::toString);
        near.booted();
    }

    @Test
    void daemonKilledInTheMidstOfAMove_isFollowedByOneThatBringsItToItsEnd() throws Exception {
        near.pin(128);
        host.want(near, BOOT);
        host.awaitAsked(near, BOOT);
        host.daemon().kill();
        host.restartDaemon();

        DomainReport stopped = host.awaitSize(near, MIDDLE);
        assertEquals(128 * MIB, requested(), () -> "what was asked for is withdrawn: " + stopped);
        assertFalse(host.wasHeld(near));
    }

    @Test
    void libvirtdKilledInTheMidstOfAMove_isFollowedToTheMovesEnd() throws Exception {
        near.workload(400, 100);
        host.want(Map.of(near, MIDDLE, flat, SMALL + 100));
        host.awaitAsked(near, MIDDLE);
        Program.check(host.tree().script("libvirtd"), "kill");

        host.awaitSize(near, MIDDLE);
        host.awaitSize(flat, SMALL + 100);
        assertFalse(host.wasHeld(near) || host.wasHeld(flat), host.daemon().log());
        near.booted();
    }

    @Test
    void guestDestroyedInTheMidstOfAMove_isForgottenAndItsMemoryGoesToAnother() throws Exception {
        Guest doomed = startNear("doomed");
        doomed.booted();
        host.stopDaemon();
        try (ScriptedHost larger = new ScriptedHost(ALL)) {
            larger.startDaemon();
            larger.awaitCondition(doomed, "normal");
            doomed.pin(128);
            larger.want(Map.of(doomed, BOOT));
            larger.awaitAsked(doomed, BOOT);
            doomed.close();

            larger.daemon()
                    .await(
                            "the guest is forgotten",
                            ScriptedHost.SOON,
                            () -> larger.report(doomed).isEmpty());
            larger.want(flat, LARGE);
            larger.awaitSize(flat, LARGE);
        }
    }

    @Test
    void operatorsUpdateOfTheDevice_isRespected() throws Exception {
        near.virsh("update-memory-device", "--live", "--requested-size", "128M");

        // Held from the first block on that went; the others follow.
        host.await(
                "is held with the size that the operator wants",
                near,
                report -> report.condition().equals("held") && report.current() == MIDDLE * MIB);
    }

    @Test
    void balloonNamedInTheMetadata_movesAllMemoryInTheDevicesPlace() throws Exception {
        near.settings("<ballast mode='auto' lever='balloon'/>");
        try {
            DomainReport all = host.await(
                    "is on its balloon",
                    near,
                    report -> report.lever().kind().equals("balloon")
                            && report.condition().equals("normal"));
            assertEquals((ALL + 640) * MIB, all.current());
            host.want(near, ALL + 540);
            host.awaitSize(near, ALL + 540);
            near.settings("<ballast mode='auto' lever='near'/>");
            host.await(
                    "is on its near device",
                    near,
                    report -> report.lever().kind().equals("near") && report.current() == ALL * MIB);
        } finally {
            near.virsh("metadata", "urn:virt-ballast:domain:1", "--live", "--remove");
            near.virsh("setmem", (BOOT + 640) + "M");
        }
    }

    private static Guest startNear(String name) {
        return host.start(name, "--near-device", Integer.toString(ALL - BOOT), "--stats-period", "1");
    }

    /** What other domains than these hold. */
    private static long heldByOthers() {
        return host.budget() - (ALL + SMALL) * MIB;
    }

    /** What the guest's device is asked to have, in bytes. */
    private static long requested() {
        Matcher found = REQUESTED.matcher(near.virsh("dumpxml"));
        if (!found.find()) {
            throw new IllegalStateException("no near device");
        }
        return Long.parseLong(found.group(1)) * ByteSize.KIB;
    }
}
