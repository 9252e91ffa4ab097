/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.maxmem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/**
 * MaxMem's division of the near tier (Raybuck, Zhang, Mattison, Peter and others, "MaxMem: Colocation and Performance for Big Data
 * Applications on Tiered Main Memory Servers", 2023): a domain's far share is averaged with a weight of one half for the last
 * window and divided by the share that it is allowed; above 1 it needs memory, below it can give some, the more the further
 * it is from 1, at most 10. Takes come first; needs and gives need not come to the same. It has no dead band and no damping.
 *
 * <p>MaxMem moves pages of its own heaps, at a rate in pages; here a rate is a share of a domain's size in a view.
 */
final class MaxMemPolicy implements Policy {
    private static final double AVERAGED = 0.5;
    private static final double MOST = 10;

    private final double rate;
    private final Map<UUID, Double> farShares = new HashMap<>();

    /**
     * Makes a policy.
     *
     * @param rate the share of its size that a domain moves by in a view for each 1 that it is away from what it is allowed
     */
    MaxMemPolicy(double rate) {
        this.rate = rate;
    }

    /** A domain and how it stands: its far share over the one that it is allowed. */
    private record Standing(DomainView view, double factor) {
        double change(double rate) {
            return rate * (factor - 1) * view.current();
        }

        long size(double change) {
            return view.towards(view.current() + (long) change);
        }

        String why() {
            return "it misses " + Math.round(factor * 100) + " % of what it may miss";
        }
    }

    @Override
    public Proposal propose(HostView host) {
        Map<UUID, String> notes = new HashMap<>();
        List<Standing> standings = new ArrayList<>();
        Set<UUID> seen = new HashSet<>();
        for (DomainView view : host.domains()) {
            seen.add(view.id());
            OptionalDouble factor = factor(view);
            if (view.resizing()) {
                notes.put(view.id(), "its last resize is still under way");
            } else if (!view.eligibility().mayGive() && !view.eligibility().mayGet()) {
                notes.put(view.id(), view.eligibility().reason());
            } else if (factor.isEmpty()) {
                notes.put(view.id(), "its accesses are not counted");
            } else {
                standings.add(new Standing(view, factor.getAsDouble()));
            }
        }
        farShares.keySet().retainAll(seen);
        return propose(host, standings, notes);
    }

    private OptionalDouble factor(DomainView view) {
        if (view.accesses().isPresent()) {
            Accesses accesses = view.accesses().get();
            double all = accesses.near() + accesses.far();
            if (all > 0) {
                double far = accesses.far() / all;
                farShares.merge(view.id(), far, (before, now) -> AVERAGED * now + (1 - AVERAGED) * before);
            }
        }
        Double far = farShares.get(view.id());
        if (far == null) {
            return OptionalDouble.empty();
        }
        double allowed = 1 - view.targetHitRatio();
        return OptionalDouble.of(allowed > 0 ? Math.min(MOST, far / allowed) : MOST);
    }

    private Proposal propose(HostView host, List<Standing> standings, Map<UUID, String> notes) {
        double needed = 0;
        double offered = 0;
        for (Standing standing : standings) {
            double change = standing.change(rate);
            needed += standing.view().eligibility().mayGet() ? Math.max(0, change) : 0;
            offered += standing.view().eligibility().mayGive() ? Math.max(0, -change) : 0;
        }
        double wanted = needed - host.freeBudget();
        double part = offered > 0 ? Math.min(1, Math.max(0, wanted) / offered) : 0;
        Map<UUID, Target> targets = new LinkedHashMap<>();
        List<Standing> gains = new ArrayList<>();
        for (Standing standing : standings) {
            DomainView view = standing.view();
            double change = standing.change(rate);
            long size = standing.size(change < 0 ? part * change : change);
            if (size < view.current()) {
                targets.put(view.id(), new Target(size, standing.why() + ", and others need memory"));
            } else if (size > view.current() && host.freeBudget() >= 0) {
                gains.add(standing);
            } else {
                notes.put(view.id(), whyKept(standing, size));
            }
        }
        // Where there is not enough for all, who is the furthest from what it is allowed comes first.
        gains.sort(Comparator.comparingDouble(Standing::factor).reversed());
        for (Standing gain : gains) {
            targets.put(gain.view().id(), new Target(gain.size(gain.change(rate)), gain.why()));
        }
        return new Proposal(targets, notes);
    }

    private static String whyKept(Standing standing, long size) {
        DomainView view = standing.view();
        boolean open = standing.factor() < 1
                ? view.eligibility().mayGive()
                : view.eligibility().mayGet();
        if (!open) {
            return view.eligibility().reason();
        }
        return size == view.current()
                ? standing.why()
                : standing.why() + ", but nothing is given while the guests hold more than the budget";
    }
}
