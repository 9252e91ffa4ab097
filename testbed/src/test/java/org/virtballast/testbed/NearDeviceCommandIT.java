/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.core.report.DomainReport;
import org.virtballast.spi.ByteSize;

/** The way of an operator who gives a guest a near device. */
final class NearDeviceCommandIT {
    private ScriptedHost host;

    @BeforeEach
    void makeHost() throws Exception {
        host = new ScriptedHost(1024);
        host.startDaemon();
    }

    @AfterEach
    void removeHost() throws Exception {
        host.close();
    }

    @Test
    void deviceThatTheCommandAdds_isThereAtTheNextStartAndMovesNearMemory() throws Exception {
        Guest guest = host.start(
                "added", "--near", "192", "--far", "640", "--stats-period", "1", "--memhp", "online_movable");
        guest.booted();
        assertEquals("balloon", host.awaitCondition(guest, "normal").lever().kind());

        String said = host.command("near-device", "add", guest.domain(), "--max", "256MiB");
        assertTrue(said.contains("memhp_default_state=online_movable"), said);
        assertEquals("balloon", host.report(guest).orElseThrow().lever().kind(), "it runs without the device still");

        guest.virsh("destroy");
        guest.virsh("start");
        guest.booted();
        DomainReport near = host.await(
                "is resized by its near device",
                guest,
                report -> report.lever().kind().equals("near")
                        && report.condition().equals("normal")
                        && report.current() == 448 * ByteSize.MIB);
        assertEquals(192 * ByteSize.MIB, near.min());
        String listed = host.command("near-device", "list", guest.domain());
        assertTrue(listed.contains("256MiB"), listed);

        host.want(guest, 320);
        host.awaitSize(guest, 320);
        assertEquals(320 * ByteSize.MIB, guest.near());
    }
}
