/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.virtballast.spi.ByteSize;

/** Where Qubes' qmemman, libvirt-autoballoon, balloond and MaxMem fail. */
final class BalloonersFailuresTest {
    private static final long MIB = ByteSize.MIB;

    @ParameterizedTest
    @EnumSource(
            value = FaultyWay.Fault.class,
            names = {"HANGS", "REFUSES"})
    void stuckConnectionOfOneGuest_doesNotBlockTheOthers(FaultyWay.Fault fault) {
        PeerRun run = PeerRun.of("qmemman-mute", hypervisor -> new FaultyWay(hypervisor, "mute", fault));

        assertEquals(4096 * MIB, run.least("mute", 0));
        assertTrue(run.size("starving", 60) >= 3072 * MIB, "served by the other");
        assertTrue(run.hitRatio("starving", run.end() - 1) >= 0.95);
        assertEquals(new Violations(0, 0, 0, 0, 0, 0), run.violations(), "what it holds stays counted");
    }

    @Test
    void pausedGuest_isNotFedAndServedOnceItRunsOn() {
        PeerRun run = PeerRun.of("qmemman-paused");

        assertTrue(run.hitRatio("paused", 55) < 0.7, "it starves when it is paused");
        assertEquals(2048 * MIB, run.size("paused", 240));
        assertEquals("left-alone", run.report("paused", 240).condition());
        assertTrue(run.size("other", 150) >= 3072 * MIB, "who runs is served meanwhile");
        assertTrue(run.size("paused", 270) >= 3072 * MIB);
    }

    @Test
    void statsPeriodThatNobodySet_isSetAndFrozenStatisticsAreNotActedOn() {
        PeerRun run = PeerRun.of("autoballoon-frozen");

        assertTrue(run.report("frozen", 1).usable().isEmpty(), "nothing is known before a period is set");
        assertTrue(run.report("frozen", 50).usable().isPresent(), "it reports, and leaves memory unused");
        assertTrue(run.hitRatio("starving", 300) < 0.7, "somebody wants it");
        assertEquals(4096 * MIB, run.size("frozen", 480), "frozen until then");
        assertTrue(run.report("frozen", 300).decision().contains("its statistics are stale"));
        assertTrue(run.least("frozen", 0) >= 3500 * MIB, "what it uses by then");
    }

    /** The donor comes to need its memory at 120 s, which is first seen in the cycle at 125 s. */
    @Test
    void nothingUsable_isDistressAndAllComesBack() {
        PeerRun run = PeerRun.of("autoballoon-nothing-usable");

        assertTrue(run.size("donor", 120) < 3072 * MIB, "it gave");
        assertTrue(run.wasEver("donor", "distressed"));
        assertFalse(run.wasEver("donor", "driverless"));
        assertTrue(run.explained("donor").stream().anyMatch(word -> word.contains("only 0B are usable")));
        long back = run.heldFrom(second -> second >= 170 || run.size("donor", second) == 5120 * MIB);
        assertTrue(back <= 125 + 6 * 5, "all is back at " + back);
        assertTrue(run.size("donor", 180) == 5120 * MIB, "and nothing taken again for a minute");
    }

    @Test
    void countersThatAreHighAndStandStill_areNoDistress() {
        PeerRun run = PeerRun.of("autoballoon-counters");

        assertFalse(run.wasEver("calm", "distressed") || run.wasEver("calm", "recovering"));
        assertTrue(run.size("calm", run.end()) < 2048 * MIB, "it gives like any other");
        assertTrue(run.hitRatio("borrower", run.end() - 1) >= 0.95);
    }

    @Test
    void needsAndGives_balance() {
        PeerRun run = PeerRun.of("maxmem-balance");

        assertEquals(run.budget(0), run.sum(0));
        assertTrue(run.budget(0) - run.sum(run.end()) < 4 * MIB, "what was taken was given");
        assertTrue(run.size("needy", run.end()) > 7000 * MIB);
        assertTrue(run.hitRatio("giver", run.end() - 1) >= 0.95);
    }

    @Test
    void shortage_isSharedAndNothingSwings() {
        PeerRun run = PeerRun.of("maxmem-balance");

        for (String guest : List.of("needy", "above", "below")) {
            assertEquals(0.7, run.hitRatio(guest, run.end() - 1), 0.05, guest + " has what all can have");
            assertTrue(run.flips(guest) <= 4, "flips of " + guest + ": " + run.flips(guest));
        }
        assertEquals(0, run.flips("giver"));
        assertTrue(run.resizes(300) <= 4, "resizes in the second half: " + run.resizes(300));
    }
}
