/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.virtballast.spi.ByteSize;

/** What xapi's squeezed is tried with, a to h, and what is known to go wrong with it. */
final class SqueezedFailuresTest {
    private static final long MIB = ByteSize.MIB;

    /** When the newcomers come, for which memory is needed. */
    private static final long COMES = 30;

    /** The second from which on all fit the budget. */
    private static long served(PeerRun run) {
        return run.heldFrom(second -> run.sum(second) <= run.budget(second));
    }

    private static String problem(PeerRun run, long second) {
        List<String> problems = run.status(second).problems();
        assertEquals(1, problems.size(), problems::toString);
        return problems.get(0);
    }

    @Test
    void a_hiddenLimitAndLateAnswer_areServed() {
        PeerRun run = PeerRun.of("squeezed-a");

        assertEquals(6000 * MIB, run.sum(COMES));
        assertTrue(served(run) <= COMES + 90, "served at " + served(run));
        assertEquals(1250 * MIB, run.least("small", 0), "its hidden limit");
        assertTrue(run.least("large", 0) >= 2500 * MIB);
        assertTrue(run.resizes(0) <= 4, "resizes: " + run.resizes(0));
        assertTrue(run.explained("small").stream().anyMatch(word -> word.contains("it stopped there at the deadline")));
    }

    @Test
    void b_balloonsThatStickForSeconds_areServed() {
        PeerRun run = PeerRun.of("squeezed-b");

        assertTrue(served(run) <= COMES + 120, "served at " + served(run));
        assertTrue(run.least("slower", 0) >= 500 * MIB && run.least("slow", 0) >= 500 * MIB);
        assertFalse(run.wasEver("slower", "stuck") || run.wasEver("slow", "stuck"), "slow is not stuck");
    }

    @Test
    void c_minimumsThatAreTooHigh_failCleanly() {
        PeerRun run = PeerRun.of("squeezed-c");

        assertEquals(500 * MIB, run.sum(run.end()) - run.budget(run.end()));
        assertEquals(1000 * MIB, run.least("first", 0), "its minimum");
        assertEquals(2000 * MIB, run.least("second", 0), "its minimum");
        assertEquals(2, run.resizes(0));
        assertEquals(
                "The domains hold 500MiB more than the budget, and none of them gives: first: its minimum is 1000MiB; "
                        + "newcomer: its minimum is 1.46GiB; second: its minimum is 1.95GiB.",
                problem(run, run.end()));
    }

    @Test
    void d_guestStuckAboveItsMinimum_isNamed() {
        PeerRun run = PeerRun.of("squeezed-d");

        assertEquals(250 * MIB, run.sum(run.end()) - run.budget(run.end()));
        assertEquals(1000 * MIB, run.least("willing", 0), "its minimum");
        assertEquals(2250 * MIB, run.least("stubborn", 0), "where it sticks");
        assertEquals("stuck", run.report("stubborn", run.end()).condition());
        assertTrue(
                problem(run, run.end())
                        .matches(
                                ".*: stubborn: it did not shrink as far as it was asked to; asked again in \\d+ s; .*"),
                problem(run, run.end()));
        // Asked again after 60, 120, 240 and 480 s.
        assertTrue(run.resizes(0) <= 8, "resizes in 20 minutes: " + run.resizes(0));
    }

    @Test
    void e_stuckDonor_isGivenUpAndTheOtherOneServes() {
        PeerRun run = PeerRun.of("squeezed-e");

        assertTrue(served(run) <= COMES + 60, "served at " + served(run));
        assertEquals(7000 * MIB, run.least("stuck", 0));
        assertEquals(5000 * MIB, run.size("other", served(run)));
        assertTrue(run.wasEver("stuck", "stuck"));
        assertFalse(run.wasEver("other", "stuck"), "it waited for memory");
    }

    /** Nobody is ever asked to grow into memory that a guest was only asked for. */
    @Test
    void f_grantThatWaitsForTheTake_keepsEveryInstantWithinTheBudget() {
        PeerRun run = PeerRun.of("squeezed-f");

        for (long second = 0; second <= run.end(); second++) {
            assertTrue(run.committed(second) <= run.budget(second), "in second " + second);
        }
        assertTrue(run.most("hungry", 0) > 6000 * MIB, "it was served all the same");
    }

    /** The same run, had it been granted in each second what was free by the books of one phase, which believe a promise. */
    @Test
    void f_grantOfWhatWasOnlyPromised_wouldHaveExceededTheBudget() {
        PeerRun run = PeerRun.of("squeezed-f");

        long exceeded = LongStream.rangeClosed(0, run.end())
                .filter(second ->
                        run.sum(second) + Math.max(0, run.budget(second) - run.promised(second)) > run.budget(second))
                .count();

        assertTrue(exceeded >= 30, "the stuck guest's move alone was under way for 30 s, but only " + exceeded);
    }

    @Test
    void g_balloonsThatStopJustBeforeTheirSize_areNotTakenForStuck() {
        PeerRun run = PeerRun.of("squeezed-g");

        assertTrue(served(run) <= COMES + 60, "served at " + served(run));
        assertEquals(2504 * MIB, run.least("large", 0), "it stopped 4 MiB before");
        assertFalse(run.wasEver("small", "stuck") || run.wasEver("large", "stuck"));
        assertTrue(run.resizes(0) <= 4, "resizes: " + run.resizes(0));
    }

    @Test
    void h_guestThatRefusesToGrow_leavesTheRestFree() {
        PeerRun run = PeerRun.of("squeezed-h");

        assertEquals(1500 * MIB, run.most("refuser", 0));
        assertEquals(2000 * MIB, run.size("other", 620), "it came to need 500 MiB more at 600 s");
        assertEquals(2000 * MIB, run.least("other", 620));
        assertEquals(500 * MIB, run.budget(run.end()) - run.sum(run.end()), "free");
        assertTrue(run.wasEver("refuser", "stuck"));
        assertTrue(run.explained("refuser").stream()
                .anyMatch(word -> word.contains("it did not grow as far as it was asked to")));
        assertTrue(run.resizes("refuser", 0) <= 8, "asked in 20 minutes: " + run.resizes("refuser", 0));
    }

    @Test
    void sizes_followTheDemandAndNotTheRange() {
        PeerRun run = PeerRun.of("squeezed-demand");

        assertTrue(run.hitRatio("needy", run.end() - 1) >= 0.95);
        assertTrue(run.hitRatio("modest", run.end() - 1) >= 0.95);
        assertTrue(run.size("needy", run.end()) > 2 * run.size("modest", run.end()));
    }

    @Test
    void guestThatNeverMoves_isLeftOutAndNothingOscillates() {
        PeerRun run = PeerRun.of("squeezed-oscillation");

        assertEquals(0, run.flips("stuck"));
        assertTrue(run.resizes("stuck", 0) <= 8, "asked in 20 minutes: " + run.resizes("stuck", 0));
        // The need changes twice.
        assertTrue(run.flips("one") <= 4, "flips: " + run.flips("one"));
        assertTrue(run.flips("other") <= 4, "flips: " + run.flips("other"));
        assertTrue(run.hitRatio("other", 839) >= 0.93, "the one that needs memory in the second phase has it");
    }
}
