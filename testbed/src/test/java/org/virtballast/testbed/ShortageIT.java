/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.spi.ByteSize;

/** Guests come to need, from one moment to the next, the memory that was or is taken from them. */
final class ShortageIT {
    private static final int LARGE = 1024;
    private static final int MIDDLE = 768;
    private static final int SMALL = 320;

    /** A guest that reports this seldom is believed for as long at least: time enough to change behind our back. */
    private static final Duration SELDOM = Duration.ofSeconds(15);

    /** What a guest in distress has left, in MiB: less than half of the least headroom of 64 MiB. */
    private static final int SPARE = 20;

    private ScriptedHost host;

    @BeforeEach
    void makeHost() throws Exception {
        host = new ScriptedHost(LARGE + SMALL);
        host.startDaemon();
    }

    @AfterEach
    void removeHost() throws Exception {
        host.close();
    }

    @Test
    void takeThatTheGuestCannotFinish_isWithdrawnWhereItStoppedAndThenGivenBack() throws Exception {
        Guest greedy = host.start(
                "shortage-greedy",
                "--near",
                Integer.toString(LARGE),
                "--stats-period",
                Long.toString(SELDOM.toSeconds()));
        greedy.booted();
        host.awaitCondition(greedy, "normal");
        Eventually.await("it has just reported", SELDOM.multipliedBy(2), () -> reportedLessThan(greedy, 2));
        greedy.workload(600, 100);
        host.want(greedy, SMALL);
        host.awaitAsked(greedy, SMALL);

        DomainReport stopped = host.await(
                "stays where it stopped",
                greedy,
                report -> report.target() == report.current()
                        && report.current() > SMALL * ByteSize.MIB
                        && report.lastMove()
                                .filter(move -> move.reason().startsWith("it stopped there"))
                                .isPresent());
        System.out.println("the take stopped at " + ByteSize.format(stopped.current()));
        assertTrue(stopped.current() < LARGE * ByteSize.MIB, "it gave nothing: " + stopped.current());
        StatusReport status = host.daemon().status();
        assertEquals(stopped.current(), status.committed());

        host.awaitCondition(greedy, "distressed");
        host.awaitSize(greedy, LARGE);
        DomainReport spared = host.awaitCondition(greedy, "recovering");
        assertFalse(spared.eligible());
        assertTrue(spared.decision().contains("it ran short of what was taken from it"), spared.decision());
        greedy.booted();
        assertFalse(log(greedy).contains("out of memory"), "the guest's kernel ended its workload");
        assertFalse(host.wasHeld(greedy));
    }

    @Test
    void donorThatNeedsItsMemory_getsItBackWithinTwoCyclesOfTheNotice() throws Exception {
        Guest donor = host.start("shortage-donor", "--near", Integer.toString(LARGE));
        Guest borrower = host.start(
                "shortage-borrower", "--near", Integer.toString(LARGE), "--balloon", Integer.toString(SMALL));
        donor.booted();
        borrower.booted().settled();
        try (BudgetWatch watch = new BudgetWatch(host.budget())) {
            host.awaitCondition(donor, "normal");
            host.awaitCondition(borrower, "normal");
            // A part of what the donor gave is free still, the other has to come from the borrower.
            host.want(Map.of(donor, SMALL, borrower, MIDDLE));
            host.awaitSize(donor, SMALL);
            host.awaitSize(borrower, MIDDLE);
            DomainReport poor =
                    host.await("reports", donor, report -> report.usable().isPresent());

            long asked =
                    host.report(donor).orElseThrow().lastMove().orElseThrow().cycle();
            // All but a little: more, and the guest's kernel would end the workload before anybody could help.
            donor.workload((int) (poor.usable().getAsLong() / ByteSize.MIB) - SPARE, 100);
            host.awaitCondition(donor, "distressed");
            long noticed = host.daemon().status().cycle();
            DomainReport back = host.await(
                    "is given its memory back",
                    donor,
                    report -> report.lastMove().orElseThrow().cycle() > asked);
            long given = back.lastMove().orElseThrow().cycle();
            host.awaitSize(donor, LARGE);
            long arrived = host.daemon().status().cycle();
            System.out.println(
                    "distress was noticed in cycle " + noticed + ", the first memory was given back in cycle " + given
                            + ", all of it had arrived in cycle " + arrived);
            assertTrue(given - noticed <= 2, "noticed in cycle " + noticed + ", given back in cycle " + given);
            donor.workload(LARGE / 2, 100);
            assertTrue(watch.most() <= host.budget(), "over the budget: " + ByteSize.format(watch.most()));
            assertFalse(log(donor).contains("out of memory"), "the guest's kernel ended its workload");
        }
    }

    private static boolean reportedLessThan(Guest guest, int seconds) {
        return guest.virsh("domstats", "--balloon")
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("balloon.last-update="))
                .mapToLong(line -> Long.parseLong(line.substring("balloon.last-update=".length())))
                .anyMatch(stamp -> Instant.now().getEpochSecond() - stamp < seconds);
    }

    private String log(Guest guest) {
        return Program.check(host.tree().script("guest"), "log", guest.shortName());
    }
}
