/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;

/** The policies beside hit-ratio where there is not enough for all, or nothing may be given. */
final class YardsticksInNeedTest {
    @Test
    void proportional_waitsWithASayingWhereNothingIsFree() {
        PolicyView rich = PolicyView.of(1, 3000).bounds(1, 10_000);
        PolicyView poor = PolicyView.of(2, 1000).bounds(1, 10_000);

        Proposal proposal = BuiltInPolicies.create("proportional").propose(PolicyView.host(0, rich, poor));

        assertEquals(List.of(rich.id()), List.copyOf(proposal.targets().keySet()));
        assertEquals(
                "it has less than its share by weight, and waits until memory is free",
                proposal.notes().get(poor.id()));
    }

    @Test
    void proportional_onlyTakesWhileGuestsHoldTooMuch() {
        PolicyView rich = PolicyView.of(1, 3000).bounds(1, 10_000);
        PolicyView poor = PolicyView.of(2, 1000).bounds(1, 10_000);

        Proposal proposal = BuiltInPolicies.create("proportional").propose(PolicyView.host(-1000, rich, poor));

        assertEquals(List.of(rich.id()), List.copyOf(proposal.targets().keySet()));
        assertEquals(1500, mib(proposal, rich), 0.01);
    }

    @Test
    void idleTax_countsAMinimumIntoWhatTheOthersCanHave() {
        PolicyView kept = PolicyView.of(1, 3000).bounds(3000, 10_000).hits(1);
        PolicyView first = PolicyView.of(2, 2000).hits(0.9);
        PolicyView second = PolicyView.of(3, 1000).hits(0.9);

        Proposal proposal = settled(BuiltInPolicies.create("idle-tax"), 0, kept, first, second);

        assertEquals(1500, mib(proposal, first), 0.01);
        assertEquals(1500, mib(proposal, second), 0.01);
        assertTrue(proposal.notes().containsKey(kept.id()), "it has its minimum");
    }

    @Test
    void idleTax_leavesNothingFreeThatFitsIntoTheBand() {
        PolicyView first = PolicyView.of(1, 1000).hits(0.9);
        PolicyView second = PolicyView.of(2, 1000).hits(0.9);
        Policy policy = BuiltInPolicies.create("idle-tax");

        Proposal proposal = policy.propose(PolicyView.host(100, first, second));

        assertEquals(1050, mib(proposal, first), 0.01);
        assertEquals(1050, mib(proposal, second), 0.01);
        assertTrue(policy.propose(PolicyView.host(0, first, second)).targets().isEmpty());
    }

    @Test
    void idleTax_servesWhoPaysTheMostForAPageFirst() {
        PolicyView rich = PolicyView.of(1, 9000).hits(0.9);
        PolicyView poor = PolicyView.of(2, 2000).hits(0.9);
        PolicyView poorer = PolicyView.of(3, 1000).hits(0.9);

        Proposal proposal = BuiltInPolicies.create("idle-tax").propose(PolicyView.host(0, rich, poor, poorer));

        assertEquals(order(rich, poorer, poor), List.copyOf(proposal.targets().keySet()));
    }

    @Test
    void idleTax_onlyTakesWhileGuestsHoldTooMuch() {
        PolicyView rich = PolicyView.of(1, 3000).hits(0.9);
        PolicyView poor = PolicyView.of(2, 1000).hits(0.9);

        Proposal proposal = BuiltInPolicies.create("idle-tax").propose(PolicyView.host(-100, rich, poor));

        assertEquals(order(rich), List.copyOf(proposal.targets().keySet()));
        assertEquals(
                "it is taken to use 100 % of its memory, and nothing is given while the guests hold more than the budget",
                proposal.notes().get(poor.id()));
    }

    @Test
    void headroom_servesWhoLacksTheMostFirst() {
        PolicyView tight = PolicyView.of(1, 1000).swap(100);
        PolicyView tighter = PolicyView.of(2, 1000).swap(0);

        Proposal proposal = BuiltInPolicies.create("headroom").propose(PolicyView.host(500, tight, tighter));

        assertEquals(order(tighter, tight), List.copyOf(proposal.targets().keySet()));
    }

    @Test
    void headroom_onlyTakesWhileGuestsHoldTooMuch() {
        PolicyView roomy = PolicyView.of(1, 2000).swap(1000);
        PolicyView tight = PolicyView.of(2, 1000).swap(0);

        Proposal proposal = BuiltInPolicies.create("headroom").propose(PolicyView.host(-100, roomy, tight));

        assertEquals(order(roomy), List.copyOf(proposal.targets().keySet()));
        assertTrue(proposal.notes().get(tight.id()).endsWith("while the guests hold more than the budget"));
    }

    @Test
    void maxmem_servesWhoIsTheFurthestOffFirst() {
        PolicyView needy = PolicyView.of(1, 1000).hits(0.9);
        PolicyView needier = PolicyView.of(2, 1000).hits(0.8);

        Proposal proposal = BuiltInPolicies.create("maxmem").propose(PolicyView.host(100, needy, needier));

        assertEquals(order(needier, needy), List.copyOf(proposal.targets().keySet()));
    }

    @Test
    void maxmem_onlyTakesWhileGuestsHoldTooMuch() {
        PolicyView needy = PolicyView.of(1, 1000).hits(0.8);
        PolicyView giver = PolicyView.of(2, 1000).hits(0.975);

        Proposal proposal = BuiltInPolicies.create("maxmem").propose(PolicyView.host(-100, needy, giver));

        assertEquals(order(giver), List.copyOf(proposal.targets().keySet()));
        assertTrue(proposal.notes().get(needy.id()).endsWith("while the guests hold more than the budget"));
    }

    private static List<UUID> order(PolicyView... views) {
        return List.of(views).stream().map(PolicyView::id).toList();
    }

    /** After so many windows all averages are at rest. */
    private static Proposal settled(Policy policy, long free, PolicyView... views) {
        Proposal last = Proposal.NOTHING;
        for (int window = 0; window < 200; window++) {
            last = policy.propose(PolicyView.host(free, views));
        }
        return last;
    }

    private static double mib(Proposal proposal, PolicyView view) {
        return (double) proposal.targets().get(view.id()).bytes() / ByteSize.MIB;
    }
}
