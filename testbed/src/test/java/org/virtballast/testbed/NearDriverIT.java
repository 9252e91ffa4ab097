/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.core.report.DomainReport;

/** Guests that have a memory device on their near cell and do not use it. */
final class NearDriverIT {
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
    void guestWithoutTheDriver_isLeftAloneAndSaidWhatItLacks() throws Exception {
        Guest bare = host.start("bare", "--near-device", "256", "--stats-period", "1", "--no-near-driver");

        leftAlone(bare, "load virtio_mem in it");
    }

    @Test
    void guestThatLeavesItsDeviceOffline_isLeftAloneAndSaidWhatItLacks() throws Exception {
        Guest idle = host.start("idle", "--near-device", "256", "--stats-period", "1", "--memhp", "offline");

        leftAlone(idle, "memhp_default_state=online_movable");
    }

    private void leftAlone(Guest guest, String advice) throws Exception {
        guest.booted();
        DomainReport found = host.awaitCondition(guest, "driverless");
        assertTrue(found.decision().contains(advice), found.decision());
        host.want(guest, 320);
        host.awaitCycles(3);
        assertFalse(host.asked(guest, 320));
    }
}
