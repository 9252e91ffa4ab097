/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.policy.hitratio.Standing.Role;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.PolicySettings;

final class ClassifierTest {
    private static final long MIB = ByteSize.MIB;

    private final Tuning tuning = Tuning.of(PolicySettings.DEFAULTS);
    private final Classifier classifier = new Classifier(tuning);
    private DomainMemory memory = new DomainMemory(tuning);

    /** The dead band is 0.02 around a target of 0.95. */
    @ParameterizedTest
    @CsvSource({
        "0.10, 0.13, 0.16, BORROWER",
        "0.91, 0.92, 0.929, BORROWER",
        "0.91, 0.92, 0.93, CONTENT",
        "0.10, 0.50, 0.94, CONTENT",
        "0.94, 0.95, 0.96, CONTENT",
        "0.50, 0.98, 0.99, CONTENT",
        "0.97, 0.98, 0.99, CONTENT",
        "0.971, 0.98, 0.99, DONOR",
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
    @CsvSource({"0.98, 0.991, DONOR", "0.98, 0.990, CONTENT", "0.99, 0.996, DONOR", "0.999, 0.9996, DONOR"})
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
    void unusedMemoryOfADonor_comesWithItsStep() {
        Standing donor =
                classify(TestView.of(1, 1000).far(FarTier.SWAP).usable(120).hits(0.99));
        assertEquals(Role.UNUSED, donor.role());
        assertEquals(250 * MIB, donor.give());

        assertEquals(
                250 * MIB,
                classify(TestView.of(1, 1000)
                                .far(FarTier.SWAP)
                                .usable(120)
                                .hits(0.5)
                                .accesses(5))
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
    void need_growsWithTheDistanceFromTheTarget() {
        // (1 - hit) / (1 - target), less 1, times a quarter of the size.
        assertNear(250 * MIB, classify(TestView.of(1, 1000).hits(0.9)).need());
        assertNear(500 * MIB, classify(TestView.of(1, 1000).hits(0.85)).need());
        assertNear(2250 * MIB, classify(TestView.of(1, 1000).hits(0.1)).need());
        assertNear(2250 * MIB, classify(TestView.of(1, 1000).hits(0.0)).need());
    }

    @Test
    void pull_isWeighted() {
        assertEquals(200, classify(TestView.of(1, 1000).hits(0.9)).pull(), 1e-6);
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
        assertEquals(250 * MIB, full.give(), "it gives where the domains hold more than the budget");
    }

    @Test
    void give_isAStepAndEndsAtTheMinimum() {
        assertEquals(250 * MIB, classify(TestView.of(1, 1000).hits(0.99)).give());
        assertEquals(
                100 * MIB,
                classify(TestView.of(1, 1000).hits(0.99).bounds(900, 2000)).give());
        assertEquals(
                0,
                classify(TestView.of(1, 1000).hits(0.99).bounds(1100, 2000)).give(),
                "below its minimum it gives nothing");
    }

    @Test
    void domainThatMayNotGive_givesNothing() {
        Eligibility growOnly = Eligibility.growOnly("its statistics are stale");

        Standing donor = classify(TestView.of(1, 1000).hits(0.99).eligible(growOnly));
        assertEquals(Role.DONOR, donor.role());
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
        memory.see(TestView.of(1, 1000).hits(0.6).view());
        Standing rising = classify(TestView.of(1, 1000).hits(0.75));

        assertEquals(Role.CONTENT, rising.role());
        assertTrue(rising.note().endsWith(", and rising"), rising.note());

        Standing stalled = classify(TestView.of(1, 1000).hits(0.75));
        assertEquals(Role.BORROWER, stalled.role());
    }

    @Test
    void flip_isDamped() {
        memory.see(TestView.of(1, 1000).view());
        memory.see(TestView.of(1, 1200).view());

        assertEquals(1200 * MIB / 32, classify(TestView.of(1, 1200).hits(0.99)).give());
        memory = new DomainMemory(tuning);
        memory.see(TestView.of(1, 1000).view());
        memory.see(TestView.of(1, 800).view());
        assertNear(800 * MIB / 32, classify(TestView.of(1, 800).hits(0.9)).need());
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

    @Test
    void density_isAccessesASecondAndByte() {
        DomainView busy = TestView.of(1, 1000).accesses(2_000 * MIB).view();
        DomainView unknown = TestView.of(1, 1000).uncounted().view();

        assertEquals(2, Standing.fixed(busy, "test").density(), 1e-12);
        assertEquals(0, Standing.fixed(unknown, "test").density());
    }

    private Standing classify(TestView builder) {
        DomainView view = builder.view();
        memory.see(view);
        return classifier.classify(view, memory);
    }

    /** Hit ratios are no binary fractions: sizes that follow from them are off by some bytes. */
    private static void assertNear(long expected, long actual) {
        assertTrue(Math.abs(expected - actual) < MIB, expected + " expected, but " + actual);
    }
}
