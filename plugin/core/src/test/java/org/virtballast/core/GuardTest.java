/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

final class GuardTest {
    private static final long MIB = ByteSize.MIB;
    private static final Duration NOW = Duration.ofMinutes(10);

    private final BudgetLedger ledger = new BudgetLedger();
    private final Convergence convergence = new Convergence();
    private final Map<UUID, Target> targets = new LinkedHashMap<>();
    private final Map<UUID, Target> relief = new LinkedHashMap<>();
    private HostPressure pressure = HostPressure.HIGH;

    @Test
    void take_passesAsProposedWithThePolicysReason() {
        DomainView donor = TestDomain.of(1, 1000).view();
        want(donor, 900);

        assertEquals(List.of(move(donor, 900, "wanted")), check(1000, donor).moves());
    }

    @Test
    void take_isLimitedToAStepOfTheSize() {
        DomainView donor = TestDomain.of(1, 1000).view();
        want(donor, 100);

        assertEquals(
                List.of(move(donor, 750, "wanted; limited to a step of 250MiB")),
                check(1000, donor).moves());
    }

    @ParameterizedTest
    @CsvSource({"SWAP, 200", "HOST, 200", "CELL, 750"})
    void take_isNotLimitedInWhatIsPlainlyUnused(FarTier farTier, long left) {
        // 900 MiB are usable and 100 MiB of them headroom; with a far cell usable says nothing of the near tier.
        DomainView donor = TestDomain.of(1, 1000).far(farTier).usableMib(900).view();
        want(donor, 200);

        assertEquals(left * MIB, check(1000, donor).moves().get(0).to());
    }

    @Test
    void donor_isNotShrunkBelowItsFloor() {
        // 850 MiB are used and 100 MiB headroom.
        DomainView donor = TestDomain.of(1, 1000).usableMib(150).view();
        want(donor, 800);

        assertEquals(
                List.of(move(donor, 950, "wanted; limited to its floor")),
                check(1000, donor).moves());
    }

    @Test
    void donor_isNotShrunkBelowItsMinimum() {
        DomainView donor = TestDomain.of(1, 1000).boundsMib(900, 2000).view();
        want(donor, 800);

        assertEquals(
                List.of(move(donor, 900, "wanted; limited to its minimum")),
                check(1000, donor).moves());
    }

    @Test
    void donorAtItsFloor_keepsItsHeadroom() {
        DomainView donor = TestDomain.of(1, 1000).usableMib(100).view();
        want(donor, 900);

        assertRefused(donor, "it needs 1000MiB to keep its headroom", check(1000, donor));
    }

    @Test
    void donorBelowItsHeadroom_isNotShrunk() {
        DomainView donor = TestDomain.of(1, 1000).usableMib(20).view();
        want(donor, 900);

        assertRefused(donor, "it needs 1.05GiB to keep its headroom", check(1000, donor));
    }

    @Test
    void donorAtItsMinimum_isToldSo() {
        DomainView donor = TestDomain.of(1, 1000).boundsMib(1000, 2000).view();
        want(donor, 900);

        assertRefused(donor, "its minimum is 1000MiB", check(1000, donor));
    }

    @Test
    void smallGuest_keepsTheLeastHeadroom() {
        DomainView donor = TestDomain.of(1, 100).usableMib(70).view();
        want(donor, 50);

        assertEquals(94 * MIB, check(100, donor).moves().get(0).to());
    }

    @Test
    void guestThatClaimsMoreUsableThanItHas_keepsItsHeadroom() {
        DomainView liar =
                TestDomain.of(1, 1000).far(FarTier.SWAP).usableMib(50_000).view();
        want(liar, 1);

        assertEquals(
                List.of(move(liar, 100, "wanted; limited to its floor")),
                check(1000, liar).moves());
    }

    @Test
    void take_needsFreshStatistics() {
        DomainView silent = TestDomain.of(1, 1000).silent().view();
        want(silent, 900);

        assertRefused(silent, "nothing is taken without fresh statistics", check(1000, silent));
    }

    @Test
    void domainThatMayNotGive_isRefusedForItsOwnReason() {
        DomainView donor = TestDomain.of(1, 1000)
                .eligible(Eligibility.growOnly("its statistics are stale"))
                .view();
        want(donor, 900);

        assertRefused(donor, "its statistics are stale", check(1000, donor));
    }

    @Test
    void domainThatMayNotGet_isRefusedForItsOwnReason() {
        DomainView paused = TestDomain.of(1, 1000)
                .eligible(Eligibility.none("it is paused"))
                .view();
        want(paused, 1100);

        assertRefused(paused, "it is paused", check(2000, paused));
    }

    @Test
    void domainThatIsBeingResized_isLeftAlone() {
        DomainView moving = TestDomain.of(1, 1000).movingToMib(900).view();
        want(moving, 800);
        assertRefused(moving, "its last resize is still under way", check(2000, moving));

        want(moving, 1200);
        assertRefused(moving, "its last resize is still under way", check(2000, moving));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void sizeThatNoGuestCanHave_isRefused(long bytes) {
        DomainView domain = TestDomain.of(1, 1000).view();
        targets.put(domain.id(), new Target(bytes, "mad"));

        Plan plan = check(2000, domain);

        assertTrue(plan.moves().isEmpty());
        assertEquals(
                List.of(new Refusal(domain.id(), "guest1", bytes, "no guest can have that size")), plan.refusals());
    }

    @Test
    void unknownDomain_isRefusedByItsIdentity() {
        UUID unknown = new UUID(7, 7);
        targets.put(unknown, new Target(5 * MIB, "mad"));

        assertEquals(
                List.of(new Refusal(unknown, unknown.toString(), 5 * MIB, "no such domain runs here")),
                check(2000).refusals());
    }

    @Test
    void badTargetOfOneDomain_doesNotStopTheOthers() {
        DomainView mad = TestDomain.of(1, 1000).view();
        DomainView sane = TestDomain.of(2, 1000).view();
        targets.put(new UUID(7, 7), new Target(5 * MIB, "mad"));
        targets.put(mad.id(), new Target(-5, "mad"));
        want(sane, 900);

        assertEquals(List.of(move(sane, 900, "wanted")), check(2000, mad, sane).moves());
    }

    @Test
    void changeBelowTheLeast_isNotWorthAResize() {
        DomainView domain = TestDomain.of(1, 1000).view();
        want(domain, 997);
        assertRefused(domain, "a change of 3MiB is below min-change, 4MiB", check(2000, domain));

        want(domain, 1003);
        assertRefused(domain, "a change of 3MiB is below min-change, 4MiB", check(2000, domain));

        want(domain, 1000);
        assertRefused(domain, "a change of 0B is below min-change, 4MiB", check(2000, domain));
    }

    @Test
    void changeOfTheLeast_passes() {
        DomainView domain = TestDomain.of(1, 1000).view();
        want(domain, 996);
        assertEquals(996 * MIB, check(2000, domain).moves().get(0).to());

        want(domain, 1004);
        assertEquals(1004 * MIB, check(2000, domain).moves().get(0).to());
    }

    @Test
    void give_passesWhileTheBudgetHasRoom() {
        DomainView borrower = TestDomain.of(1, 1000).view();
        want(borrower, 1500);

        assertEquals(
                List.of(move(borrower, 1500, "wanted")), check(1500, borrower).moves());
    }

    @Test
    void give_needsNoStatistics() {
        DomainView silent = TestDomain.of(1, 1000)
                .silent()
                .eligible(Eligibility.growOnly("its statistics are stale"))
                .view();
        want(silent, 1500);

        assertEquals(1500 * MIB, check(1500, silent).moves().get(0).to());
    }

    @Test
    void give_isLimitedToWhatIsConfirmedFree() {
        DomainView borrower = TestDomain.of(1, 1000).view();
        want(borrower, 1500);

        assertEquals(
                List.of(move(borrower, 1200, "wanted; limited to what is confirmed free")),
                check(1200, borrower).moves());
    }

    @Test
    void give_isLimitedToTheMaximum() {
        DomainView borrower = TestDomain.of(1, 1000).boundsMib(1, 1300).view();
        targets.put(borrower.id(), new Target(Long.MAX_VALUE, "wanted"));

        assertEquals(
                List.of(move(borrower, 1300, "wanted; limited to its maximum")),
                check(5000, borrower).moves());
    }

    @Test
    void borrowerAtItsMaximum_isToldSo() {
        DomainView borrower = TestDomain.of(1, 1000).boundsMib(1, 1000).view();
        want(borrower, 1500);

        assertRefused(borrower, "it has all that its maximum of 1000MiB allows", check(5000, borrower));
    }

    @Test
    void domainAboveItsMaximum_isNotGrown() {
        DomainView borrower = TestDomain.of(1, 1000).boundsMib(1, 500).view();
        want(borrower, 1500);

        assertRefused(borrower, "it has all that its maximum of 500MiB allows", check(5000, borrower));
    }

    @Test
    void give_waitsUntilMemoryIsConfirmedFree() {
        DomainView borrower = TestDomain.of(1, 1000).view();
        want(borrower, 1500);

        assertRefused(borrower, "it waits until 500MiB of the budget are confirmed free", check(1003, borrower));
    }

    @Test
    void donorsTake_isNotGrantedInTheSameCycle() {
        DomainView borrower = TestDomain.of(1, 1000).view();
        DomainView donor = TestDomain.of(2, 1000).view();
        want(borrower, 1200);
        want(donor, 800);

        Plan plan = check(2000, borrower, donor);

        assertEquals(List.of(move(donor, 800, "wanted")), plan.moves());
        assertRefused(borrower, "it waits until 200MiB of the budget are confirmed free", plan);
    }

    @Test
    void takes_comeBeforeGives() {
        DomainView borrower = TestDomain.of(1, 1000).view();
        DomainView donor = TestDomain.of(2, 1000).view();
        want(borrower, 1200);
        want(donor, 800);

        assertEquals(
                List.of(move(donor, 800, "wanted"), move(borrower, 1200, "wanted")),
                check(2300, borrower, donor).moves());
    }

    @Test
    void gives_areServedInTheOrderOfTheProposal() {
        DomainView first = TestDomain.of(2, 1000).view();
        DomainView second = TestDomain.of(1, 1000).view();
        DomainView third = TestDomain.of(3, 1000).view();
        want(first, 1300);
        want(second, 1300);
        want(third, 1300);

        Plan plan = check(3400, third, second, first);

        assertEquals(
                List.of(move(first, 1300, "wanted"), move(second, 1100, "wanted; limited to what is confirmed free")),
                plan.moves());
        assertRefused(third, "it waits until 300MiB of the budget are confirmed free", plan);
    }

    @Test
    void whileTheBudgetIsExceeded_onlyTakesAreMade() {
        DomainView borrower = TestDomain.of(1, 1000).view();
        DomainView donor = TestDomain.of(2, 1000).view();
        want(borrower, 1200);
        want(donor, 800);

        Plan plan = check(1500, borrower, donor);

        assertEquals(List.of(move(donor, 800, "wanted")), plan.moves());
        assertEquals(1, plan.refusals().size());
    }

    @Test
    void take_doesNotFlipAGiveWithinTheCooldown() {
        DomainView domain = TestDomain.of(1, 1000).view();
        convergence.follow(new Move(domain.id(), "guest1", 900, 1000, "earlier"), NOW.minusSeconds(14));
        want(domain, 900);
        assertRefused(domain, "it got memory within the cooldown of 15 s", check(2000, domain));

        convergence.follow(new Move(domain.id(), "guest1", 900, 1000, "earlier"), NOW.minusSeconds(15));
        assertEquals(900 * MIB, check(2000, domain).moves().get(0).to());
    }

    @Test
    void give_doesNotFlipATakeWithinTheCooldown() {
        DomainView domain = TestDomain.of(1, 1000).view();
        convergence.follow(new Move(domain.id(), "guest1", 1100, 1000, "earlier"), NOW.minusSeconds(14));
        want(domain, 1100);

        assertRefused(domain, "it gave memory within the cooldown of 15 s", check(2000, domain));
    }

    @Test
    void repeatedDirection_needsNoCooldown() {
        DomainView domain = TestDomain.of(1, 1000).view();
        convergence.follow(new Move(domain.id(), "guest1", 1100, 1000, "earlier"), NOW);
        want(domain, 900);

        assertEquals(900 * MIB, check(2000, domain).moves().get(0).to());
    }

    @Test
    void sizes_areRoundedToPagesOnTheCarefulSide() {
        DomainView domain = TestDomain.of(1, 1000).view();
        targets.put(domain.id(), new Target(900 * MIB + 1, "wanted"));
        assertEquals(900 * MIB + 4096, check(2000, domain).moves().get(0).to());

        targets.put(domain.id(), new Target(1100 * MIB + 4095, "wanted"));
        assertEquals(1100 * MIB, check(2000, domain).moves().get(0).to());
    }

    @Test
    void giveOfLessThanAPage_doesNotTurnIntoATake() {
        Limits fine = new Limits(0.25, 1, Duration.ZERO, 0.1, 0, Duration.ofSeconds(30));
        DomainView unaligned = TestDomain.ofBytes(1, 10_000_000).view();
        for (long more = 1; more < 5000; more += 7) {
            targets.put(unaligned.id(), new Target(unaligned.current() + more, "wanted"));
            ledger.confirm(unaligned.id(), unaligned.current(), OptionalLong.empty());

            Plan plan = new Guard(fine, ledger, convergence)
                    .check(TestDomain.host(100, unaligned), Proposal.NOTHING, new Proposal(targets, Map.of()), NOW);

            for (Move move : plan.moves()) {
                assertTrue(move.to() > unaligned.current() && move.to() <= unaligned.current() + more, move::toString);
            }
            assertEquals(1, plan.moves().size() + plan.refusals().size());
        }
    }

    @Test
    void freeMemoryOfLessThanAPage_isNotGranted() {
        Limits fine = new Limits(0.25, 1, Duration.ZERO, 0.1, 0, Duration.ofSeconds(30));
        DomainView borrower = TestDomain.ofBytes(1, MIB - 5000).view();
        ledger.confirm(borrower.id(), borrower.current(), OptionalLong.empty());
        ledger.confirm(new UUID(0, 2), 4950, OptionalLong.empty());
        want(borrower, 2);

        Plan plan = new Guard(fine, ledger, convergence)
                .check(TestDomain.host(1, borrower), Proposal.NOTHING, new Proposal(targets, Map.of()), NOW);

        assertRefused(borrower, "it waits until 1MiB of the budget are confirmed free", plan);
    }

    private Plan check(long budgetMib, DomainView... domains) {
        Arrays.stream(domains).forEach(domain -> ledger.confirm(domain.id(), domain.current(), OptionalLong.empty()));
        HostView host = TestDomain.host(budgetMib, pressure, domains);
        return new Guard(Engine.LIMITS, ledger, convergence)
                .check(host, new Proposal(relief, Map.of()), new Proposal(targets, Map.of()), NOW);
    }

    private void want(DomainView domain, long mib) {
        targets.put(domain.id(), new Target(mib * MIB, "wanted"));
    }

    private static Move move(DomainView domain, long mib, String reason) {
        return new Move(domain.id(), domain.name(), domain.current(), mib * MIB, reason);
    }

    private static void assertRefused(DomainView domain, String reason, Plan plan) {
        assertEquals(
                List.of(reason),
                plan.refusals().stream()
                        .filter(refusal -> refusal.id().equals(domain.id()))
                        .map(Refusal::reason)
                        .toList());
        assertTrue(plan.moves().stream().noneMatch(move -> move.id().equals(domain.id())));
    }

    @Test
    void relief_comesBeforeThePolicyAndOverridesIt() {
        DomainView needy = TestDomain.of(1, 1000).view();
        DomainView greedy = TestDomain.of(2, 1000).view();
        want(greedy, 1500);
        want(needy, 800);
        relieve(needy, 1300);

        assertEquals(
                List.of(move(needy, 1300, "relief"), move(greedy, 1100, "wanted; limited to what is confirmed free")),
                check(2400, greedy, needy).moves());
    }

    @Test
    void whatReliefCannotHaveYet_isKeptForIt() {
        DomainView needy = TestDomain.of(1, 1000).view();
        DomainView greedy = TestDomain.of(2, 1000).view();
        want(greedy, 1100);
        relieve(needy, 1300);

        Plan plan = check(2200, greedy, needy);

        assertEquals(List.of(move(needy, 1200, "relief; limited to what is confirmed free")), plan.moves());
        assertRefused(greedy, "it waits until 100MiB of the budget are confirmed free", plan);
    }

    @Test
    void relief_needsNoCooldown() {
        DomainView needy = TestDomain.of(1, 1000).view();
        DomainView donor = TestDomain.of(2, 1000).view();
        convergence.follow(new Move(needy.id(), "guest1", 1100, 1000, "earlier"), NOW);
        convergence.follow(new Move(donor.id(), "guest2", 900, 1000, "earlier"), NOW);
        relieve(needy, 1100);
        relieve(donor, 900);

        assertEquals(
                List.of(move(donor, 900, "relief"), move(needy, 1100, "relief")),
                check(2100, needy, donor).moves());
    }

    @Test
    void relief_turnsRoundATakeUnderWay() {
        DomainView needy = TestDomain.of(1, 1000).movingToMib(800).view();
        relieve(needy, 1200);

        assertEquals(List.of(move(needy, 1200, "relief")), check(1200, needy).moves());
    }

    @Test
    void reliefThatGetsNoMoreThanIsUnderWay_leavesItUnderWay() {
        DomainView growing = TestDomain.of(1, 1000).movingToMib(1100).view();
        relieve(growing, 1300);

        assertRefused(growing, "its last resize is still under way", check(1100, growing));
        assertEquals(
                List.of(move(growing, 1200, "relief; limited to what is confirmed free")),
                check(1200, growing).moves());
    }

    @Test
    void relief_doesNotTakeFromADomainThatIsBeingResized() {
        DomainView moving = TestDomain.of(1, 1000).movingToMib(1100).view();
        relieve(moving, 900);

        assertRefused(moving, "its last resize is still under way", check(2000, moving));
    }

    @Test
    void relief_isBoundByAllElse() {
        DomainView held =
                TestDomain.of(1, 1000).eligible(Eligibility.none("it is held")).view();
        DomainView low = TestDomain.of(2, 1000).usableMib(150).view();
        relieve(held, 1100);
        relieve(low, 1);

        Plan plan = check(3000, held, low);

        assertRefused(held, "it is held", plan);
        assertEquals(List.of(move(low, 950, "relief; limited to its floor")), plan.moves());
    }

    @Test
    void whatIsAccountedToADomain_itGetsThoughNothingIsFree() {
        DomainView pinned = TestDomain.of(1, 700).view();
        DomainView other = TestDomain.of(2, 1000).view();
        ledger.confirm(pinned.id(), pinned.current(), OptionalLong.empty());
        ledger.keep(pinned.id(), 1000 * MIB);
        relieve(pinned, 1000);
        want(other, 1100);

        Plan plan = check(2000, pinned, other);

        assertEquals(List.of(move(pinned, 1000, "relief")), plan.moves());
        assertRefused(other, "it waits until 100MiB of the budget are confirmed free", plan);
    }

    @Test
    void whatIsAccountedToADomain_isNotSpentTwice() {
        DomainView pinned = TestDomain.of(1, 700).view();
        DomainView other = TestDomain.of(2, 1000).view();
        ledger.confirm(pinned.id(), pinned.current(), OptionalLong.empty());
        ledger.keep(pinned.id(), 1000 * MIB);
        want(pinned, 1000);
        want(other, 1200);

        assertEquals(
                List.of(move(pinned, 1000, "wanted"), move(other, 1100, "wanted; limited to what is confirmed free")),
                check(2100, pinned, other).moves());
    }

    @ParameterizedTest
    @CsvSource({"HIGH, true", "SOFT, true", "HARD, false", "LOW, false"})
    void hostThatIsShortOfMemory_givesNoneButWhatIsOwed(HostPressure pressure, boolean gives) {
        DomainView greedy = TestDomain.of(1, 1000).view();
        DomainView needy = TestDomain.of(2, 1000).view();
        DomainView donor = TestDomain.of(3, 1000).view();
        want(greedy, 1100);
        want(donor, 900);
        relieve(needy, 1100);
        this.pressure = pressure;

        Plan plan = check(4000, greedy, needy, donor);

        assertEquals(gives, plan.moves().contains(move(greedy, 1100, "wanted")));
        assertTrue(plan.moves().contains(move(needy, 1100, "relief")));
        assertTrue(plan.moves().contains(move(donor, 900, "wanted")));
        if (!gives) {
            assertRefused(greedy, "the host itself is short of near memory", plan);
        }
    }

    @Test
    void moveForNoReason_isGivenOne() {
        DomainView domain = TestDomain.of(1, 1000).view();
        targets.put(domain.id(), new Target(900 * MIB, " "));

        assertEquals(
                "the policy gave no reason", check(2000, domain).moves().get(0).reason());
    }

    private void relieve(DomainView domain, long mib) {
        relief.put(domain.id(), new Target(mib * MIB, "relief"));
    }

    @Test
    void wishBeyondTheMaximum_takesNothingFromOthers() {
        DomainView greedy = TestDomain.of(1, 1000).boundsMib(1, 1100).view();
        DomainView modest = TestDomain.of(2, 1000).view();
        targets.put(greedy.id(), new Target(Long.MAX_VALUE, "wanted"));
        want(modest, 1100);

        assertEquals(
                List.of(move(greedy, 1100, "wanted; limited to its maximum"), move(modest, 1100, "wanted")),
                check(2200, greedy, modest).moves());
    }

    @Test
    void smallWishThatTheBoundsWouldAllow_isRefusedForItsSize() {
        DomainView donor = TestDomain.of(1, 1000).usableMib(104).view();
        want(donor, 998);
        assertRefused(donor, "a change of 2MiB is below min-change, 4MiB", check(2000, donor));

        DomainView borrower = TestDomain.of(1, 1000).boundsMib(1, 1002).view();
        want(borrower, 1002);
        assertRefused(borrower, "a change of 2MiB is below min-change, 4MiB", check(2000, borrower));
    }

    @Test
    void whatIsFreeButNotWorthAResizeYet_isKeptToo() {
        DomainView needy = TestDomain.of(1, 1000).view();
        DomainView pinned = TestDomain.of(2, 1000).view();
        ledger.confirm(pinned.id(), pinned.current(), OptionalLong.empty());
        ledger.keep(pinned.id(), 1100 * MIB);
        relieve(needy, 1300);
        want(pinned, 1300);

        Plan plan = check(2103, needy, pinned);

        assertRefused(needy, "it waits until 300MiB of the budget are confirmed free", plan);
        assertRefused(pinned, "it waits until 300MiB of the budget are confirmed free", plan);
    }

    @Test
    void whatIsAccountedToADomain_itDoesNotGetWhileTheBudgetIsExceeded() {
        DomainView pinned = TestDomain.of(1, 700).view();
        ledger.confirm(pinned.id(), pinned.current(), OptionalLong.empty());
        ledger.keep(pinned.id(), 1000 * MIB);
        want(pinned, 1000);
        assertRefused(pinned, "it waits until 300MiB of the budget are confirmed free", check(999, pinned));

        assertEquals(List.of(move(pinned, 1000, "wanted")), check(1000, pinned).moves());
    }
}
