/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/** The policies beside hit-ratio: what each is known for. */
final class YardsticksTest {
    private static final Eligibility PAUSED = Eligibility.none("it is paused");

    @Test
    void staticPolicy_movesNothing() {
        Proposal proposal = BuiltInPolicies.create("static")
                .propose(PolicyView.host(
                        -500,
                        PolicyView.of(1, 1000).hits(0.1),
                        PolicyView.of(2, 1000).hits(1)));

        assertTrue(proposal.targets().isEmpty());
    }

    /** Proxmox's own cases: two guests of 1000 to 2000 MB, with shares of 2000 and 1000. */
    @ParameterizedTest
    @CsvSource({"90, 1060, 1030", "150, 1100, 1050", "900, 1600, 1300", "1900, 2000, 1900"})
    void proportional_sharesWhatIsFreeByWeight(long free, double heavy, double light) {
        PolicyView first = PolicyView.of(1, 1000).bounds(1000, 2000).weighs(2000);
        PolicyView second = PolicyView.of(2, 1000).bounds(1000, 2000).weighs(1000);

        Proposal proposal = BuiltInPolicies.create("proportional").propose(PolicyView.host(free, first, second));

        assertEquals(heavy, mib(proposal, first), 0.01);
        assertEquals(light, mib(proposal, second), 0.01);
        assertEquals(
                Math.min(2000.0 + free, 3900),
                mib(proposal, first) + mib(proposal, second),
                0.001,
                "nothing is lost to rounding but a page");
    }

    @Test
    void proportional_takesFromWhoHasMoreAndGivesWhatIsFreeInProportion() {
        PolicyView rich = PolicyView.of(1, 3000).bounds(1, 10_000);
        PolicyView poor = PolicyView.of(2, 500).bounds(1, 10_000);
        PolicyView poorer = PolicyView.of(3, 0).bounds(1, 10_000);

        Proposal proposal = BuiltInPolicies.create("proportional").propose(PolicyView.host(100, rich, poor, poorer));

        assertEquals(1200, mib(proposal, rich), 0.5);
        // They lack 700 and 1200 of their shares of 1200: 100 are free now.
        assertEquals(500 + 100 * 700 / 1900.0, mib(proposal, poor), 0.5);
        assertEquals(100 * 1200 / 1900.0, mib(proposal, poorer), 0.5);
    }

    @Test
    void proportional_leavesTheShareOfAGuestThatIsLeftAlone() {
        PolicyView paused = PolicyView.of(1, 2000).bounds(1, 10_000).eligible(PAUSED);
        PolicyView other = PolicyView.of(2, 1000).bounds(1, 10_000);

        Proposal proposal = BuiltInPolicies.create("proportional").propose(PolicyView.host(500, paused, other));

        assertEquals(1500, mib(proposal, other), 0.01);
        assertEquals("it is paused", proposal.notes().get(paused.id()));
    }

    @Test
    void idleTax_letsWhoMissesHaveFourTimesAsMuch() {
        PolicyView idle = PolicyView.of(1, 2500).hits(1);
        PolicyView busy = PolicyView.of(2, 2500).hits(0.9);
        Policy policy = BuiltInPolicies.create("idle-tax");

        Proposal proposal = settled(policy, idle, busy);

        assertEquals(1000, mib(proposal, idle), 10);
        assertEquals(4000, mib(proposal, busy), 10);
    }

    @Test
    void idleTax_believesMoreUseAtOnceAndLessSlowly() {
        Policy policy = BuiltInPolicies.create("idle-tax");
        PolicyView busy = PolicyView.of(1, 2500).hits(0.9);
        PolicyView idle = PolicyView.of(2, 2500).hits(1);
        settled(policy, busy, idle);

        // The roles are switched.
        Proposal soon = policy.propose(PolicyView.host(0, busy.hits(1), idle.hits(0.9)));

        assertTrue(mib(soon, busy) > 2000, "it is not idle yet: " + mib(soon, busy));
        Proposal later = settled(policy, busy.hits(1), idle.hits(0.9));
        assertEquals(1000, mib(later, busy), 10);
    }

    @Test
    void headroom_takesFromAGuestThatLeavesMoreThanItsBufferForOneThatLacksIt() {
        PolicyView roomy = PolicyView.of(1, 2000).swap(1400);
        PolicyView tight = PolicyView.of(2, 1000).swap(0);
        PolicyView twoCells = PolicyView.of(3, 1000).hits(0.2);

        Proposal proposal = BuiltInPolicies.create("headroom").propose(PolicyView.host(0, roomy, tight, twoCells));

        assertEquals(720, mib(proposal, roomy), 0.5);
        assertEquals(1200, mib(proposal, tight), 0.5);
        assertTrue(proposal.notes().containsKey(twoCells.id()), "nothing is known of its near tier");
    }

    @Test
    void headroom_givesToAGuestThatReadsBackFromItsSwap() {
        Policy policy = BuiltInPolicies.create("headroom");
        PolicyView thrashing = PolicyView.of(1, 1000).swap(300);

        Proposal before = policy.propose(PolicyView.host(1000, thrashing));
        Proposal after = policy.propose(PolicyView.host(1000, thrashing.faults(5000)));

        assertTrue(before.targets().isEmpty(), "it has its buffer");
        assertEquals(1200, mib(after, thrashing), 0.5);
    }

    @Test
    void headroom_sharesBuffersByWeightWhereThereIsNotEnough() {
        PolicyView heavy = PolicyView.of(1, 1000).swap(0).weighs(300);
        PolicyView light = PolicyView.of(2, 1000).swap(0).weighs(100);

        Proposal proposal = BuiltInPolicies.create("headroom").propose(PolicyView.host(100, heavy, light));

        assertEquals(1075, mib(proposal, heavy), 0.5);
        assertEquals(1025, mib(proposal, light), 0.5);
    }

    @Test
    void maxmem_movesInProportionToHowFarEachIsFromWhatItMayMiss() {
        PolicyView needy = PolicyView.of(1, 1000).hits(0.85);
        PolicyView giver = PolicyView.of(2, 1000).hits(0.975);

        Proposal proposal = BuiltInPolicies.create("maxmem").propose(PolicyView.host(0, needy, giver));

        // It misses three times what it may: 0.1 * (3 - 1) of its size. The other gives 0.1 * (1 - 0.5) of its own.
        assertEquals(1200, mib(proposal, needy), 0.5);
        assertEquals(950, mib(proposal, giver), 0.5);
        assertEquals(giver.id(), proposal.targets().keySet().iterator().next(), "takes come first");
    }

    @Test
    void maxmem_averagesWindowsAndClipsAtTen() {
        Policy policy = BuiltInPolicies.create("maxmem");
        PolicyView guest = PolicyView.of(1, 1000).hits(0);
        assertEquals(1900, mib(policy.propose(PolicyView.host(5000, guest)), guest), 0.5);

        // Half of 1 and half of 0.05: 10.5 times what it may miss, still clipped; then half of that and so on.
        assertEquals(1900, mib(policy.propose(PolicyView.host(5000, guest.hits(0.95))), guest), 0.5);
        Proposal third = policy.propose(PolicyView.host(5000, guest.hits(0.95)));
        assertEquals(1000 + 100 * (0.2875 / 0.05 - 1), mib(third, guest), 0.5);
    }

    /** After so many windows all averages are at rest. */
    private static Proposal settled(Policy policy, PolicyView... views) {
        Proposal last = Proposal.NOTHING;
        for (int window = 0; window < 200; window++) {
            last = policy.propose(PolicyView.host(0, views));
        }
        return last;
    }

    private static double mib(Proposal proposal, PolicyView view) {
        Target target = proposal.targets().get(view.id());
        return target == null ? view.size() : (double) target.bytes() / ByteSize.MIB;
    }
}
