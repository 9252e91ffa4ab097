/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.virtballast.spi.ByteSize;

/** What users of any ballooning report. */
final class UsersReportsTest {
    private static final long MIB = ByteSize.MIB;

    @Test
    void driverThatMovesAndNeverReports_isGivenMemoryAndNothingIsTaken() {
        PeerRun run = PeerRun.of("users-silent-driver");

        assertEquals(2048 * MIB, run.least("windows", 0), "its operator took that, and nobody took more");
        assertTrue(run.size("windows", 240) >= 3072 * MIB, "it is given what it needs");
        assertTrue(run.least("windows", 240) >= run.size("windows", 240), "and keeps it though another one starves");
        String word = run.explained("windows").get(run.explained("windows").size() - 1);
        assertTrue(word.endsWith(": its guest has a balloon driver that reports no statistics."), word);
    }

    /** Both donors come to need their memory at 180 s, which is first seen in the cycle at 185 s. */
    @Test
    void donorsInDistress_getAllBackFromTheBorrower() {
        PeerRun run = PeerRun.of("users-thrash");

        assertTrue(run.most("borrower", 0) > 9 * ByteSize.GIB);
        assertTrue(run.wasEver("first", "distressed") && run.wasEver("second", "distressed"));
        long first = run.heldFrom(second -> second >= 240 || run.size("first", second) == 4096 * MIB);
        long both = run.heldFrom(second -> second >= 240 || run.size("second", second) == 4096 * MIB);
        assertTrue(first <= 185 + 4 * 5, "all of the first is back at " + first);
        assertTrue(both <= 185 + 8 * 5, "all of both is back at " + both);
        assertEquals(0, run.violations().oom());
    }

    /** It runs short in each of 19 minutes; left alone for 60, 120, 240, 480 s, it can do so because of us five times. */
    @Test
    void shrinkFailRepeat_happensEverMoreRarely() {
        PeerRun run = PeerRun.of("users-oscillation");

        assertTrue(run.wasEver("bursty", "distressed"));
        assertTrue(run.flips("bursty") <= 2 * 5, "flips: " + run.flips("bursty"));
        assertTrue(run.least("bursty", 381) < 2048 * MIB, "it is not left alone for ever");
        assertEquals(4096 * MIB, run.size("bursty", 600), "and longer each time");
        assertEquals(4096 * MIB, run.size("bursty", 1140), "and longer each time");
    }

    @Test
    void pinnedGuestThatNothingTellsOf_isFoundOutByItsFirstTake() {
        PeerRun run = PeerRun.of("users-pinned");

        assertEquals("not-reclaimable", run.report("pinned", run.end()).condition());
        assertEquals(1, run.flips("pinned"), "once");
        assertEquals(6144 * MIB, run.least("pinned", 30), "it got back what it gave");
        for (long second = 0; second <= run.end(); second++) {
            assertTrue(run.committed(second) <= run.budget(second), "in second " + second);
        }
        assertTrue(run.hitRatio("starving", run.end() - 1) >= 0.95, "served by the other one");
    }

    @Test
    void smallIdleGuests_keepRoomForACrashKernel() {
        PeerRun run = PeerRun.of("users-crash-kernel");

        assertTrue(run.hitRatio("hungry", run.end() - 1) < 0.5, "all is wanted");
        assertEquals(65 * MIB, run.least("tiny", 0), "what it uses and 64 MiB");
        assertEquals(164 * MIB, run.least("small", 0), "what it uses and 64 MiB");
        assertEquals(320 * MIB, run.least("kdump", 0), "its minimum");
    }
}
