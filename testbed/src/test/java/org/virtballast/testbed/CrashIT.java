/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.core.report.StatusReport;
import org.virtballast.spi.ByteSize;

/** The daemon is killed in the midst of moves between two guests whose sizes are all of the budget. */
final class CrashIT {
    private static final int LARGE = 2048;
    private static final int SMALL = 256;
    private static final int MIDDLE = 512;

    private static ScriptedHost host;
    private static Guest one;
    private static Guest other;

    @BeforeAll
    static void startGuests() {
        host = new ScriptedHost(LARGE + SMALL);
        one = host.start("crash-one", "--near", Integer.toString(LARGE));
        other = host.start("crash-other", "--near", Integer.toString(LARGE), "--balloon", Integer.toString(SMALL));
        one.booted();
        other.booted().settled();
    }

    @AfterAll
    static void removeGuests() throws Exception {
        host.close();
    }

    @BeforeEach
    void startDaemon() throws Exception {
        host.stopDaemon();
        one.letRun();
        other.resize(SMALL);
        one.resize(LARGE);
        host.startDaemon();
    }

    @Test
    void killedDaemon_isFollowedByOneThatCountsTheMoveUnderWay() throws Exception {
        try (BudgetWatch watch = new BudgetWatch(host.budget())) {
            host.want(Map.of(one, MIDDLE, other, LARGE + SMALL - MIDDLE));
            host.awaitAsked(one, MIDDLE);
            // A guest that does not run keeps the move under way for as long as the test looks.
            one.virsh("suspend");
            host.daemon().kill();
            host.restartDaemon();

            assertEquals(
                    MIDDLE * ByteSize.MIB,
                    host.awaitCondition(one, "left-alone").target());
            // What a cycle promises shows in the sum of the next.
            Eventually.await(
                    "the move under way is counted",
                    ScriptedHost.SOON,
                    () -> heldOrPromised(host.daemon().status())
                            == host.daemon().status().committed());
            assertTrue(heldOrPromised(host.daemon().status()) <= host.budget());
            assertFalse(host.asked(other, LARGE + SMALL - MIDDLE), "granted before it is free");

            one.letRun();
            host.awaitSize(one, MIDDLE);
            host.awaitSize(other, LARGE + SMALL - MIDDLE);
            assertNeverHeld();
            assertTrue(watch.samples() > 10, "too few samples: " + watch.samples());
            assertTrue(watch.most() <= host.budget(), "over the budget: " + ByteSize.format(watch.most()));
        }
    }

    @Test
    void daemonKilledAtEachOfManyMoves_staysWithinTheBudgetAndBringsThemToTheirEnd() throws Exception {
        try (BudgetWatch watch = new BudgetWatch(host.budget())) {
            exchange(one, SMALL, other, LARGE);
            exchange(other, SMALL, one, LARGE);
            assertTrue(watch.most() <= host.budget(), "over the budget: " + ByteSize.format(watch.most()));
        }
    }

    private static long heldOrPromised(StatusReport status) {
        return status.domains().stream()
                .mapToLong(domain -> Math.max(domain.current(), domain.target()))
                .sum();
    }

    /** Has one guest give and the other get, and kills the daemon once it asked the one, and once it asked the other. */
    private static void exchange(Guest donor, int less, Guest borrower, int more) throws Exception {
        host.want(Map.of(donor, less, borrower, more));
        host.awaitAsked(donor, less);
        host.daemon().kill();
        host.restartDaemon();
        host.awaitAsked(borrower, more);
        assertNeverHeld();
        host.daemon().kill();
        host.restartDaemon();

        host.awaitSize(donor, less);
        host.awaitSize(borrower, more);
        assertNeverHeld();
    }

    private static void assertNeverHeld() throws Exception {
        assertFalse(
                host.daemon().log().contains("somebody else resized it"),
                host.daemon().log());
    }
}
