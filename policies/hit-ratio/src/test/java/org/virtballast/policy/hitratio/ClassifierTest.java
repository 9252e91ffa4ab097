/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.policy.hitratio.Standing.Role;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.PolicySettings;

final class ClassifierTest {
    private static final long MIB = ByteSize.MIB;

    private final Tuning tuning = Tuning.of(PolicySettings.DEFAULTS);
    private DomainMemory memory = new DomainMemory(tuning);
    private Attainable attainable = Attainable.EVERYTHING;
    private boolean overBudget;
    private boolean counted;
    private Instant now = Instant.EPOCH;

    /** The dead band is 0.01 around a target of 0.95. */
    @ParameterizedTest
    @CsvSource({
        "0.10, 0.13, 0.16, BORROWER",
        "0.91, 0.92, 0.939, BORROWER",
        "0.91, 0.92, 0.94, CONTENT",
        "0.10, 0.50, 0.94, CONTENT",
        "0.94, 0.95, 0.96, CONTENT",
        "0.50, 0.98, 0.99, CONTENT",
        "0.96, 0.98, 0.99, CONTENT",
        "0.961, 0.98, 0.99, DONOR",
        "0.99, 1.00, 1.00, DONOR",
        "0.00, 0.00, 0.00, BORROWER"
    })
    void domain_actsOnlyWhenItsWholeIntervalIsOutsideTheDeadBand(double low, double estimate, double high, Role role) {
        assertEquals(
                role, classify(TestView.of(1, 1000).hits(low, estimate, high)).role());
    }

    @Test
    void unknownHitRatio_isNeitherGoodNorBad() {
        Standing standing = classify(TestView.of(1, 1000));

        assertEquals(Role.CONTENT, standing.role());
        assertEquals(0, standing.need());
        assertEquals("its hit ratio is not known yet", standing.note());
    }

    @ParameterizedTest
    @CsvSource({"0.98, 0.991, DONOR", "0.98, 0.989, CONTENT", "0.99, 0.996, DONOR", "0.999, 0.9996, DONOR"})
    void bandAboveAHighTarget_leavesRoomForDonors(double target, double low, Role role) {
        assertEquals(
                role,
                classify(TestView.of(1, 1000).wants(target).hits(low, 1, 1)).role());
    }

    @Test
    void targetOfOne_hasBorrowersAndNoDonors() {
        assertEquals(
                Role.CONTENT,
                classify(TestView.of(1, 1000).wants(1).hits(1, 1, 1)).role());
        Standing borrower = classify(TestView.of(1, 1000).wants(1).hits(0.9));
        assertEquals(Role.BORROWER, borrower.role());
        assertEquals(10 * 100, borrower.pull(), 1e-9);
    }

    @Test
    void idleDomain_givesWhateverItsHitRatio() {
        Standing idle = classify(TestView.of(1, 1000).hits(0.2).accesses(9_999));

        assertEquals(Role.DONOR, idle.role());
        assertEquals(250 * MIB, idle.give());
        assertEquals("it is idle", idle.note());
        assertEquals(
                Role.BORROWER,
                classify(TestView.of(1, 1000).hits(0.2).accesses(10_000)).role());
    }

    @Test
    void domainWithoutAnyCounts_isNotCalledIdle() {
        assertEquals(
                Role.BORROWER,
                classify(TestView.of(1, 1000).hits(0.2).accesses(0)).role());
        assertEquals(
                Role.BORROWER,
                classify(TestView.of(1, 1000).hits(0.2).uncounted()).role());
        assertEquals(Role.CONTENT, classify(TestView.of(1, 1000).accesses(0)).role());
    }

    @ParameterizedTest
    @CsvSource({"SWAP, UNUSED", "HOST, UNUSED", "CELL, CONTENT"})
    void usableMemory_isUnusedWhereThereIsNoFarCell(FarTier farTier, Role role) {
        assertEquals(
                role,
                classify(TestView.of(1, 1000).far(farTier).usable(600).hits(0.95))
                        .role());
    }

    @Test
    void unusedMemory_isGivenAndNoMore() {
        Standing little =
                classify(TestView.of(1, 1000).far(FarTier.SWAP).usable(120).hits(0.5));
        assertEquals(Role.UNUSED, little.role());
        assertEquals(20 * MIB, little.give());
        assertEquals("it leaves 20MiB unused", little.note());

        Standing much = classify(TestView.of(1, 1000).far(FarTier.SWAP).usable(900));
        assertEquals(800 * MIB, much.give(), "what lies unused needs no steps");
    }

    @Test
    void whatAGuestWithoutAFarCellUses_isNotAskedFor() {
        Standing donor =
                classify(TestView.of(1, 1000).far(FarTier.SWAP).usable(120).hits(0.99));
        assertEquals(Role.UNUSED, donor.role());
        assertEquals(20 * MIB, donor.give());
        assertEquals(
                0,
                classify(TestView.of(2, 1000).far(FarTier.SWAP).usable(100).hits(0.99))
                        .give());
    }

    @Test
    void unusedMemory_endsAtTheMinimum() {
        Standing standing =
                classify(TestView.of(1, 1000).far(FarTier.SWAP).usable(900).bounds(700, 2000));
        assertEquals(300 * MIB, standing.give());

        assertEquals(
                Role.CONTENT,
                classify(TestView.of(1, 1000).far(FarTier.SWAP).usable(900).bounds(1000, 2000))
                        .role());
    }

    @Test
    void domainThatKeepsItsSpare_hasNothingUnused() {
        assertEquals(
                Role.CONTENT,
                classify(TestView.of(1, 1000).far(FarTier.SWAP).usable(100)).role());
    }

    @Test
    void need_isWhatALineFromNothingNeeds() {
        // To 0.955 half as much again as 1000 * (0.955 / hit - 1), for the curve is worth less further on.
        assertNear(92 * MIB, classify(TestView.of(1, 1000).hits(0.9)).need());
        memory = new DomainMemory(tuning);
        assertNear(864 * MIB, classify(TestView.of(1, 1000).hits(0.606)).need());
        memory = new DomainMemory(tuning);
        assertNear(2000 * MIB, classify(TestView.of(1, 1000).hits(0.1)).need());
        memory = new DomainMemory(tuning);
        assertNear(2000 * MIB, classify(TestView.of(1, 1000).hits(0.0)).need());
    }

    @Test
    void need_followsTheCurveThatWasSeen() {
        classify(TestView.of(1, 1000).hits(0.7));
        move(2000);
        see(TestView.of(1, 2000).hits(0.8));
        // 0.1 for 1000 MiB: 1550 for the rest, and half as much again.
        assertNear(2325 * MIB, classify(TestView.of(1, 2000).hits(0.8)).need());
    }

    @Test
    void needOfAllThatThereIs_isNoMoreThanThatLowersIt() {
        attainable = new Attainable(0.9, 5000 * MIB);

        Standing borrower = classify(TestView.of(1, 1000).hits(0.6));

        assertNear(425 * MIB, borrower.need());
        assertEquals("hit ratio 0.600 ± 0.001, below its target 0.950, of which 0.855 can be had", borrower.note());
    }

    @Test
    void domainAboveWhatCanBeHad_gives() {
        attainable = new Attainable(0.8, 5000 * MIB);

        Standing donor = classify(TestView.of(1, 1000).hits(0.9));

        assertEquals(Role.DONOR, donor.role());
        // To 0.765 on the line from nothing.
        assertNear(150 * MIB, donor.give());
    }

    @Test
    void pull_isWeighted() {
        assertEquals(200, classify(TestView.of(1, 1000).hits(0.9)).pull(), 1e-6);
        memory = new DomainMemory(tuning);
        assertEquals(600, classify(TestView.of(1, 1000).hits(0.9).weight(300)).pull(), 1e-6);
    }

    @Test
    void need_endsAtTheMaximum() {
        assertEquals(
                100 * MIB,
                classify(TestView.of(1, 1000).hits(0.5).bounds(64, 1100)).need());
        Standing full = classify(TestView.of(1, 1000).hits(0.5).bounds(64, 1000));
        assertEquals(Role.CONTENT, full.role());
        assertTrue(full.note().endsWith(", and it has all that it may have"), full.note());
        assertEquals(0, full.give());
        overBudget = true;
        assertEquals(
                250 * MIB,
                classify(TestView.of(1, 1000).hits(0.5).bounds(64, 1000)).give(),
                "it gives where the domains hold more than the budget");
    }

    @Test
    void satedDomain_givesAStepAndEndsAtTheMinimum() {
        assertEquals(250 * MIB, classify(TestView.of(1, 1000).hits(1)).give());
        assertEquals(
                100 * MIB,
                classify(TestView.of(1, 1000).hits(1).bounds(900, 2000)).give());
        assertEquals(
                0,
                classify(TestView.of(1, 1000).hits(1).bounds(1100, 2000)).give(),
                "below its minimum it gives nothing");
    }

    @Test
    void domainThatMisses_givesWhatItCanSpareForSure() {
        // To 0.955 on the line from nothing.
        assertNear(25 * MIB, classify(TestView.of(1, 1000).hits(0.98)).give());
    }

    @Test
    void domainThatRanShortBefore_givesNoMoreThanItHadThen() {
        classify(TestView.of(1, 1000).hits(1));
        move(750);
        see(TestView.of(1, 750).hits(0.9));
        move(1000);
        now = now.plusSeconds(600);

        Standing donor = classify(TestView.of(1, 1000).hits(1));

        // Halfway between 0.9 at 750 and 1 at 1000 it should have 0.955.
        assertNear(112 * MIB, donor.give());
    }

    @Test
    void domainThatRanShortOfATake_isSpared() {
        classify(TestView.of(1, 1000).hits(1));
        move(750);
        see(TestView.of(1, 750).hits(0.9));
        move(1000);

        Standing spared = classify(TestView.of(1, 1000).hits(1));

        assertEquals(Role.CONTENT, spared.role());
        assertEquals(0, spared.give());
        assertTrue(spared.note().endsWith("and is left alone for a while"), spared.note());
    }

    @Test
    void domainThatGrantsDoNotHelp_givesThemBackAndGetsNoMore() {
        see(TestView.of(1, 1000).hits(0.5));
        for (long mib : new long[] {1200, 1400, 1600}) {
            move(mib);
            see(TestView.of(1, mib).hits(0.5));
            see(TestView.of(1, mib).hits(0.5));
        }

        Standing undoing = classify(TestView.of(1, 1600).hits(0.5));
        assertEquals(Role.UNDOING, undoing.role());
        assertEquals(600 * MIB, undoing.give());

        Standing left = classify(TestView.of(1, 1000).hits(0.5));
        assertEquals(Role.CONTENT, left.role(), left.note());
        assertEquals(0, left.need());
    }

    @Test
    void uncountedDomainThatReadsBack_borrows() {
        see(TestView.of(1, 1000).far(FarTier.SWAP).uncounted().usable(0, 1000));
        Standing borrower =
                classify(TestView.of(1, 1000).far(FarTier.SWAP).uncounted().usable(0, 1500));

        assertEquals(Role.BORROWER, borrower.role());
        assertEquals(250 * MIB, borrower.need());
        assertEquals("its accesses are not counted, and it reads back 100 pages a second", borrower.note());

        Standing calm =
                classify(TestView.of(1, 1000).far(FarTier.SWAP).uncounted().usable(0, 1600));
        assertEquals(Role.CONTENT, calm.role());
    }

    @Test
    void silentDomain_isIdleWhereOthersAreCounted() {
        for (int window = 0; window < 6; window++) {
            see(TestView.of(1, 1000).accesses(0));
        }

        assertEquals(
                Role.CONTENT,
                classify(TestView.of(1, 1000).accesses(0)).role(),
                "where none are counted, that may be why");
        counted = true;
        assertEquals(Role.DONOR, classify(TestView.of(1, 1000).accesses(0)).role());
    }

    @Test
    void domainThatMayNotGive_givesNothing() {
        Eligibility growOnly = Eligibility.growOnly("its statistics are stale");

        Standing donor = classify(TestView.of(1, 1000).hits(0.99).eligible(growOnly));
        assertEquals(Role.CONTENT, donor.role());
        assertEquals(0, donor.give());
        assertTrue(classify(TestView.of(1, 1000).hits(0.5).eligible(growOnly)).need() > 0);
    }

    @Test
    void domainThatMayNotGet_needsNothing() {
        Eligibility shrinkOnly = new Eligibility(true, false, "it is full");

        assertEquals(
                0, classify(TestView.of(1, 1000).hits(0.5).eligible(shrinkOnly)).need());
    }

    @Test
    void domainThatIsLeftAlone_isFixedForItsReason() {
        Standing paused = classify(TestView.of(1, 1000).hits(0.5).eligible(Eligibility.none("it is paused")));
        assertEquals(Role.FIXED, paused.role());
        assertEquals("it is paused", paused.note());

        Standing moving = classify(TestView.of(1, 1000).hits(0.5).movingTo(900));
        assertEquals(Role.FIXED, moving.role());
        assertEquals("its last resize is still under way", moving.note());
        assertEquals(0, moving.give() + moving.need());
    }

    @Test
    void domainThatIsRising_isWaitedFor() {
        see(TestView.of(1, 800).hits(0.5));
        move(1000);
        Standing given = classify(TestView.of(1, 1000).hits(0.6));
        assertEquals(Role.CONTENT, given.role(), "too soon to tell");

        Standing rising = classify(TestView.of(1, 1000).hits(0.82));
        assertEquals(Role.CONTENT, rising.role());
        assertTrue(rising.note().endsWith(", and rising"), rising.note());

        Standing stalled = classify(TestView.of(1, 1000).hits(0.82));
        assertEquals(Role.BORROWER, stalled.role());
    }

    @Test
    void flip_isDamped() {
        see(TestView.of(1, 1000).hits(1));
        move(800);

        assertNear(800 * MIB / 4, classify(TestView.of(1, 800).hits(0.1)).need());
    }

    @Test
    void notes_haveTheFigures() {
        assertEquals(
                "hit ratio 0.130 ± 0.030, below its target 0.950",
                classify(TestView.of(1, 1000).hits(0.1, 0.13, 0.16)).note());
        assertEquals(
                "hit ratio 0.990 ± 0.001, above its target 0.950",
                classify(TestView.of(1, 1000).hits(0.99)).note());
        assertEquals(
                "hit ratio 0.951 ± 0.001, on its target 0.950",
                classify(TestView.of(1, 1000).hits(0.951)).note());
    }

    private void move(long mib) {
        memory.asked(mib * MIB);
        see(TestView.of(1, mib).uncounted());
    }

    private void see(TestView builder) {
        now = now.plusSeconds(5);
        memory.see(builder.view(), 0.95, now);
    }

    private Standing classify(TestView builder) {
        see(builder);
        Demand demand = Demand.of(builder.view(), memory, tuning, now, counted);
        return new Classifier(tuning, attainable, overBudget, now).classify(demand);
    }

    /** Hit ratios are no binary fractions: sizes that follow from them are off by some bytes. */
    private static void assertNear(long expected, long actual) {
        assertTrue(Math.abs(expected - actual) < MIB, expected + " expected, but " + actual);
    }
}
