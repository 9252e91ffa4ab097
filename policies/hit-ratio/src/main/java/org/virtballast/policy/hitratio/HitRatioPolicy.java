/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/**
 * Keeps every domain at its desired hit ratio, or as near to it as there is memory for: finds out what each one needs, what
 * of all targets can be had together, where each one stands, and lets memory flow from those that surely have more than that
 * to those that surely have less.
 */
final class HitRatioPolicy implements Policy {
    /** What a domain that misses nothing is taken to have to spare, until it was tried: a share of its size. */
    private static final double SPARE = 0.6;

    private final Tuning tuning;
    private final Map<UUID, DomainMemory> memories = new HashMap<>();
    private Attainable before = Attainable.EVERYTHING;

    HitRatioPolicy(Tuning tuning) {
        this.tuning = tuning;
    }

    @Override
    public Proposal propose(HostView host) {
        List<Demand> demands = new ArrayList<>(host.domains().size());
        Set<UUID> seen = new HashSet<>();
        long capacity = host.freeBudget();
        boolean counted = host.domains().stream().anyMatch(HitRatioPolicy::counted);
        for (DomainView view : host.domains()) {
            DomainMemory memory = memories.computeIfAbsent(view.id(), id -> new DomainMemory(tuning));
            memory.see(view, before.target(view), host.time());
            demands.add(Demand.of(view, memory, tuning, host.time(), counted));
            seen.add(view.id());
            capacity += Math.max(view.current(), view.target());
        }
        memories.keySet().retainAll(seen);
        Attainable attainable = Attainable.of(demands, capacity, SPARE).after(before);
        before = attainable;
        Exchange exchange = new Exchange(host, attainable);
        Classifier classifier = new Classifier(tuning, attainable, exchange.overBudget(), host.time());
        List<Standing> standings = new ArrayList<>(demands.size());
        for (Demand demand : demands) {
            standings.add(classifier.classify(demand));
        }
        Proposal proposal = exchange.propose(standings);
        for (DomainView view : host.domains()) {
            Target target = proposal.targets().get(view.id());
            memories.get(view.id()).asked(target == null ? view.target() : target.bytes());
        }
        return proposal;
    }

    private static boolean counted(DomainView view) {
        return view.accesses()
                .filter(accesses -> accesses.nearEvents() + accesses.farEvents() > 0)
                .isPresent();
    }
}
