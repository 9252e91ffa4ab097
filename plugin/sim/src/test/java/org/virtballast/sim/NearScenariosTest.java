/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.spi.ByteSize;

/** The near lever, and what becomes of the same guests without it, with the whole engine and the hit-ratio policy. */
final class NearScenariosTest {
    private static final long MIB = ByteSize.MIB;
    private static final long GIB = ByteSize.GIB;

    @ParameterizedTest
    @ValueSource(strings = {"near-cold", "balloon-cold", "near-beside-balloon", "near-obstacles"})
    void everyPromise_isKept(String name) {
        PeerRun run = PeerRun.ours(name);

        assertEquals(new Violations(0, 0, 0, 0, 0, 0), run.violations());
        for (long second = 0; second <= run.end(); second++) {
            assertTrue(run.committed(second) <= run.budget(second), "in second " + second);
        }
    }

    @Test
    void donorFullOfColdPages_feedsAStarvedGuestByTheNearLever() {
        PeerRun run = PeerRun.ours("near-cold");

        assertTrue(run.hitRatio("web", 0) < 0.6);
        assertTrue(run.hitRatio("web", 120) >= 0.95, "after two minutes: " + run.hitRatio("web", 120));
        assertTrue(run.size("archive", run.end()) < 3 * GIB, "it gave what web lacked");
        assertTrue(run.hitRatio("archive", run.end() - 1) >= 0.95);
        assertEquals(0, run.flips("archive"));
    }

    @Test
    void donorFullOfColdPages_yieldsNothingByTheBalloon() {
        PeerRun run = PeerRun.ours("balloon-cold");

        assertTrue(run.wasEver("archive", "no-near-yield"));
        assertEquals(4 * GIB, run.size("archive", run.end()), "it got back what the host did not gain");
        assertEquals(2 * GIB, run.most("web", 0), "nothing is granted that did not come");
        assertTrue(run.resizes("archive", 0) <= 4, "resizes: " + run.resizes("archive", 0));
    }

    @Test
    void bothLevers_serveEachOtherInOneBudget() {
        PeerRun run = PeerRun.ours("near-beside-balloon");

        assertTrue(run.hitRatio("web", 500) >= 0.95, "from db, while it needs more: " + run.hitRatio("web", 500));
        assertTrue(run.size("db", 500) <= 4 * GIB);
        assertTrue(run.size("db", run.end()) > 4 * GIB, "from web, when it needs more again");
        for (DomainPlan domain : run.scenario().domains()) {
            double hitRatio = run.hitRatio(domain.name(), run.end() - 1);
            assertTrue(hitRatio >= 0.95, domain.name() + ": " + hitRatio);
        }
        for (long second = 0; second <= run.end(); second++) {
            assertEquals(0, run.size("db", second) % (128 * MIB), "whole blocks");
        }
    }

    @Test
    void pagesThatCannotBeMoved_stopATakePartWay() {
        PeerRun run = PeerRun.ours("near-obstacles");

        assertEquals(2560 * MIB, run.least("pinned", 0));
        assertTrue(run.wasEver("pinned", "stuck"));
        assertEquals(
                2560 * MIB,
                run.report("pinned", run.end()).target(),
                "the request is withdrawn, so that the guest does not go on trying");
        assertTrue(run.resizes("pinned", 0) <= 14, "resizes: " + run.resizes("pinned", 0));
    }

    @Test
    void fullFarTier_endsTheTakesBeforeTheGuestRunsOut() {
        PeerRun run = PeerRun.ours("near-obstacles");

        assertTrue(run.least("full", 0) >= 3 * GIB + 512 * MIB, "3 GiB have no room, and it keeps headroom");
        assertFalse(run.wasEver("full", "stuck"), "it is not asked for what it cannot give");
    }

    @Test
    void guestWithoutADriver_costsOthersNothing() {
        PeerRun run = PeerRun.ours("near-obstacles");

        assertEquals(4 * GIB, run.least("driverless", 0));
        assertTrue(run.wasEver("driverless", "stuck"));
        assertTrue(run.size("starved", 120) >= 3 * GIB, "what the others gave: " + run.size("starved", 120));
    }
}
