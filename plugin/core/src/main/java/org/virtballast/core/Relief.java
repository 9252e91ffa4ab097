/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/**
 * Wants, ahead of any policy, what cannot wait: a guest in distress gets back at once and in full what was taken from it, and
 * so does one from which the host gained nothing; and where the host is about to run out, what domains leave unused is taken.
 * What it wants passes the guard like all else.
 */
final class Relief {
    /** At the lowest level so much of the near tier is to become available again, which is where ease begins. */
    private static final double AVAILABLE_AGAIN = 0.06;

    private final Limits limits;
    private final BudgetLedger ledger;

    Relief(Limits limits, BudgetLedger ledger) {
        this.limits = limits;
        this.ledger = ledger;
    }

    /** What is wanted in this cycle; the domains that get memory back are named first. */
    Proposal propose(Observation seen) {
        List<ObservedDomain> owed = seen.domains().stream()
                .filter(this::getsBack)
                .sorted(Comparator.comparingInt(
                                (ObservedDomain domain) -> -domain.view().weight())
                        .thenComparing(domain -> domain.view().name()))
                .toList();
        Map<UUID, Target> targets = new LinkedHashMap<>();
        for (ObservedDomain domain : owed) {
            DomainView view = domain.view();
            long goal = view.current() + domain.owed();
            if (view.target() < goal) {
                targets.put(
                        view.id(), new Target(goal, view.eligibility().reason() + ", so it gets back what it gave"));
            }
        }
        long missing = missing(seen.view(), owed);
        String needy = owed.stream().map(domain -> domain.view().name()).collect(Collectors.joining(", "));
        long left = takeUnused(seen, Math.max(missing, shortfall(seen)), missing > 0 ? needy : "", targets);
        if (missing > 0) {
            takeGained(seen, Math.min(left, missing), needy, targets);
        }
        return new Proposal(targets, Map.of());
    }

    private boolean getsBack(ObservedDomain domain) {
        return domain.condition().getsBack() && domain.owed() >= limits.minChange();
    }

    /** What of that is neither free, nor accounted to those domains already, nor on its way, in bytes; at most 0 where none is. */
    private long missing(HostView host, List<ObservedDomain> owed) {
        long needed = owed.stream()
                .mapToLong(domain -> Math.max(
                        0, domain.owed() - ledger.beyondSize(domain.view().id())))
                .sum();
        Set<UUID> those = owed.stream().map(domain -> domain.view().id()).collect(Collectors.toSet());
        // What is being taken from themselves is turned round.
        long arriving = host.domains().stream()
                .filter(view -> !those.contains(view.id()))
                .mapToLong(view -> Math.max(0, view.current() - view.target()))
                .sum();
        return needed == 0 ? 0 : needed - host.freeBudget() - arriving;
    }

    /** What the host lacks while it is about to run out, in bytes. */
    private static long shortfall(Observation seen) {
        if (seen.view().pressure() != HostPressure.LOW || seen.host().isEmpty()) {
            return 0;
        }
        return (long) (AVAILABLE_AGAIN * seen.host().get().total())
                - seen.host().get().available();
    }

    private long takeUnused(Observation seen, long wanted, String needy, Map<UUID, Target> targets) {
        String cause = needy.isEmpty() ? "the host is about to run out of near memory" : needy + " needs memory back";
        long left = wanted;
        List<DomainView> givers = givers(seen, targets).stream()
                .map(ObservedDomain::view)
                .sorted(Comparator.comparingLong((DomainView view) -> -Floor.plainlyUnused(view, limits)))
                .toList();
        for (DomainView view : givers) {
            long unused = Floor.plainlyUnused(view, limits);
            left -= take(
                    view, Math.min(unused, left), "it leaves " + ByteSize.format(unused) + " unused", cause, targets);
        }
        return left;
    }

    /** Those who got the most give first. */
    private void takeGained(Observation seen, long wanted, String needy, Map<UUID, Target> targets) {
        long left = wanted;
        List<ObservedDomain> givers = givers(seen, targets).stream()
                .sorted(Comparator.comparingLong(domain -> -domain.gained()))
                .toList();
        for (ObservedDomain domain : givers) {
            String why = "it had got " + ByteSize.format(domain.gained());
            left -= take(domain.view(), Math.min(domain.gained(), left), why, needy + " needs memory back", targets);
        }
    }

    private static List<ObservedDomain> givers(Observation seen, Map<UUID, Target> targets) {
        return seen.domains().stream()
                .filter(domain -> domain.view().eligibility().mayGive()
                        && !domain.view().resizing()
                        && !targets.containsKey(domain.view().id()))
                .toList();
    }

    private long take(DomainView view, long share, String why, String cause, Map<UUID, Target> targets) {
        if (share < limits.minChange()) {
            return 0;
        }
        targets.put(view.id(), new Target(view.current() - share, why + ", and " + cause));
        return share;
    }
}
