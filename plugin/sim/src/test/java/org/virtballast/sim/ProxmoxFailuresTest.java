/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.spi.ByteSize;

/** Where the balancing of Proxmox VE fails, and what it shares well. */
final class ProxmoxFailuresTest {
    private static final long MIB = ByteSize.MIB;

    /** Proxmox's own cases: two guests of 1000 MiB with shares of 2000 and 1000. */
    @ParameterizedTest
    @CsvSource({"90, 1060, 1030", "150, 1100, 1050", "900, 1600, 1300"})
    void whatIsFree_isSharedByWeight(int free, int heavy, int light) {
        PeerRun run = PeerRun.of("proxmox-shares-" + free);

        // Hit ratios are counted with noise, and balloons move in whole pages.
        assertEquals(heavy, run.size("double", run.end()) / (double) MIB, 0.5);
        assertEquals(light, run.size("single", run.end()) / (double) MIB, 0.5);
        assertEquals(2, run.resizes(0), "one each");
    }

    @Test
    void stepCap_doesNotBreakTheShares() {
        PeerRun run = PeerRun.of("proxmox-steps");

        assertTrue(run.resizes("idle", 0) > 1, "it came in steps");
        assertEquals(1600, run.size("double", run.end()) / (double) MIB, 32);
        assertEquals(1300, run.size("single", run.end()) / (double) MIB, 26);
    }

    @Test
    void starvingBesideIdle_isServedThoughTheHostIsOnTarget() {
        PeerRun run = PeerRun.of("proxmox-on-target");

        assertTrue(run.hitRatio("starving", 0) < 0.8);
        long onTarget = run.heldFrom(second -> second == run.end() || run.hitRatio("starving", second) >= 0.95);
        assertTrue(onTarget <= 60, "on target from " + onTarget);
        assertTrue(run.size("idle", run.end()) < run.size("idle", 0), "it gave");
        assertEquals(1, run.hitRatio("idle", run.end() - 1), 1e-9);
    }

    @Test
    void hostWithOnlyStarvingGuests_cutsNobodyBelowItsFloor() {
        PeerRun run = PeerRun.of("proxmox-all-starving");

        assertTrue(run.sum(run.end()) > run.budget(run.end()), "there is a need to shrink");
        assertEquals(0, run.resizes(0));
        String problem = run.status(run.end()).problems().get(0);
        assertTrue(
                problem.matches("The domains hold 1GiB more than the budget, and none of them gives: .*"
                        + "first: it needs 2\\.2GiB to keep its headroom; .*"),
                problem);
    }

    @Test
    void guestsWithoutStatistics_areNotShrunkBlind() {
        PeerRun run = PeerRun.of("proxmox-blind");

        assertTrue(run.sum(run.end()) > run.budget(run.end()), "there is a need to shrink");
        assertEquals(2048 * MIB, run.least("silent", 0));
        assertEquals(3072 * MIB, run.least("frozen", 0));
        assertEquals("driverless", run.report("silent", run.end()).condition());
        assertEquals("unknown", run.report("frozen", run.end()).condition());
        String problem = run.status(run.end()).problems().get(0);
        assertTrue(
                problem.matches(
                        ".*frozen: its statistics are stale: .*silent: its guest has not been heard of since.*"),
                problem);
    }

    @Test
    void shortfallOfTenGibibytes_isServedWithinAMinute() {
        PeerRun run = PeerRun.of("proxmox-shortfall");

        // Of the 14 GiB that it comes to use so many hold it on its target of 0.95, to the 0.02 that a score allows.
        long enough = (long) (0.93 * 14 * ByteSize.GIB);
        long served = run.heldFrom(second -> run.size("short", second) >= enough);
        assertEquals(4 * ByteSize.GIB, run.size("short", 60));
        assertTrue(served <= 60 + 60, "served at " + served);
    }
}
