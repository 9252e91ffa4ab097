/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.spi.ByteSize;

/** A guest with a memory device on its near cell, resized by hand: what the near lever builds on. */
final class NearDeviceIT {
    private static final int CELL = 192;
    private static final int DEVICE = 256;
    private static final int RESIDENT = 300;
    private static final int HOT = 100;
    private static final int PINNED = 64;
    private static final Duration MOVE = Duration.ofSeconds(30);

    private Guest guest;

    @BeforeEach
    void startGuest() {
        guest = Guest.start(
                        Tree.find(),
                        "near-device",
                        "--plain",
                        "--near",
                        Integer.toString(CELL),
                        "--far",
                        "384",
                        "--near-device",
                        Integer.toString(DEVICE))
                .booted()
                .settled();
    }

    @AfterEach
    void removeGuest() {
        guest.close();
    }

    @Test
    void residentMemory_isMovedAndComesBack() {
        guest.workload(RESIDENT, HOT);

        guest.resizeNear(CELL);
        assertEquals(CELL * ByteSize.MIB, guest.near());

        guest.resizeNear(CELL + DEVICE);
        assertEquals((CELL + DEVICE) * ByteSize.MIB, guest.near());
    }

    @Test
    void pinnedMemory_isNotGivenUp() {
        guest.pin(PINNED);

        guest.virsh("update-memory-device", "--alias", "ua-near0", "--requested-size", "0");
        Eventually.await(
                "the device gives up all but what is pinned",
                MOVE,
                () -> guest.near() < (CELL + 2 * PINNED) * ByteSize.MIB);
        assertTrue(guest.near() >= (CELL + PINNED) * ByteSize.MIB, guest.near() + " bytes are near");

        guest.pin(0);
        guest.resizeNear(CELL + DEVICE);
        guest.resizeNear(CELL);
        assertEquals(CELL * ByteSize.MIB, guest.near());
    }
}
