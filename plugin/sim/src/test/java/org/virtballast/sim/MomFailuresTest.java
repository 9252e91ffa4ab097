/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.virtballast.spi.ByteSize;

/** Where oVirt's MOM fails. */
final class MomFailuresTest {
    private static final long MIB = ByteSize.MIB;
    private static final long GIB = ByteSize.GIB;

    @Test
    void guestWithFiftyOneMebibytesLeft_getsWhatItNeedsThoughTheHostIsShort() {
        PeerRun run = PeerRun.of("mom-starving");

        assertEquals(51 * MIB, run.size("starving", 0) + GIB - 5069 * MIB, "what it has left");
        assertEquals(0.15, (20 * GIB - 2 * GIB - run.sum(0)) / (20.0 * GIB), 1e-9, "of the host are free");
        assertTrue(run.size("starving", 30) >= 5069 * MIB, "all that it uses is near");
        assertTrue(run.hitRatio("starving", run.end() - 1) >= 0.95);
        assertTrue(run.hitRatio("steady", run.end() - 1) >= 0.93, "not at the cost of the other one's target");
    }

    @Test
    void guestThatSwaps_isNotCutFurtherInTheHostsLastPercent() {
        PeerRun run = PeerRun.of("mom-last-percent");

        assertEquals("low", run.status(61).pressure());
        assertEquals(4096 * MIB, run.least("starving", 0));
        assertTrue(
                run.explained("ample").stream().anyMatch(word -> word.contains("the host is about to run out")),
                "the host gets it from who leaves it unused");
        assertTrue(run.sum(70) <= run.budget(70));
    }

    @Test
    void badValueOfOneGuest_stopsNobodyElse() {
        PeerRun run = PeerRun.of("mom-bad-value");

        assertEquals(3072 * MIB, run.least("bad", 0));
        assertEquals("unknown", run.report("bad", run.end()).condition());
        assertTrue(run.size("starving", 30) >= 3072 * MIB, "served");
        assertTrue(run.hitRatio("starving", run.end() - 1) >= 0.95);
    }

    @Test
    void guestsThatVanishWhileTheyMove_endNothing() {
        PeerRun run = PeerRun.of("mom-vanishing");

        assertEquals(0, run.size("giver", 6));
        assertEquals(0, run.size("getter", 20));
        assertTrue(run.hitRatio("stays", run.end() - 1) >= 0.95);
        assertEquals(run.sum(run.end()), run.status(run.end()).committed(), "nothing is kept for who is gone");
    }

    @Test
    void guestThatVanishesInTheMidstOfACall_endsNothing() {
        PeerRun run =
                PeerRun.of("mom-vanishing", hypervisor -> new FaultyWay(hypervisor, "giver", FaultyWay.Fault.VANISHES));

        assertTrue(
                run.explained("giver").stream().anyMatch(word -> word.contains("The domain does not run any more.")));
        assertTrue(run.hitRatio("stays", run.end() - 1) >= 0.95);
        assertEquals(run.sum(run.end()), run.status(run.end()).committed(), "nothing is kept for who is gone");
    }

    @Test
    void guestThatDoesNotComply_isNoticedAndAskedAgain() {
        PeerRun run = PeerRun.of("mom-disobedient");

        assertTrue(run.wasEver("disobedient", "stuck"));
        assertTrue(run.explained("disobedient").stream()
                .anyMatch(word -> word.contains("it did not shrink as far as it was asked to")));
        assertEquals(2048 * MIB, run.size("starving", 300), "nothing is granted that did not come");
        assertTrue(run.size("disobedient", run.end()) < 4096 * MIB, "it moves again from 300 s on");
        assertTrue(run.hitRatio("starving", run.end() - 1) >= 0.95);
    }
}
