/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;

/** Says who is in the way where the domains hold more than the budget and nothing is under way that changes it. */
final class Excess {
    /** So many domains are named. */
    static final int NAMED = 8;

    private final CycleRecord cycle;
    private final Observation seen;
    private final Limits limits;

    private Excess(CycleRecord cycle, Observation seen, Limits limits) {
        this.cycle = cycle;
        this.seen = seen;
        this.limits = limits;
    }

    /** The excess after a cycle and why each domain does not give, as a sentence; empty where there is none, or some give. */
    static Optional<String> of(CycleRecord cycle, Limits limits) {
        return cycle.observation()
                .map(seen -> new Excess(cycle, seen, limits))
                .filter(Excess::stands)
                .map(Excess::sentence);
    }

    private boolean stands() {
        boolean taken = cycle.outcomes().stream()
                .anyMatch(outcome -> outcome.result() == Outcome.Result.APPLIED
                        && outcome.move().takes());
        boolean arriving =
                seen.domains().stream().anyMatch(domain -> domain.view().target() < current(domain));
        return seen.view().freeBudget() < 0 && !taken && !arriving;
    }

    /** Those who have the most above their minimum are named first. */
    private String sentence() {
        List<ObservedDomain> all = seen.domains().stream()
                .sorted(Comparator.comparingLong(
                        domain -> domain.view().bounds().min() - current(domain)))
                .toList();
        String named = all.stream()
                .limit(NAMED)
                .map(domain -> domain.view().name() + ": " + reason(domain))
                .collect(Collectors.joining("; "));
        String others = all.size() > NAMED ? "; and " + (all.size() - NAMED) + " more" : "";
        return "The domains hold " + ByteSize.format(-seen.view().freeBudget())
                + " more than the budget, and none of them gives: " + named + others + ".";
    }

    private String reason(ObservedDomain domain) {
        DomainView view = domain.view();
        if (domain.mode() != Mode.AUTO) {
            return "its mode is " + domain.mode().label();
        }
        if (!view.eligibility().mayGive()) {
            return view.eligibility().reason();
        }
        if (view.bounds().min() > view.current() - limits.minChange()) {
            return "its minimum is " + ByteSize.format(view.bounds().min());
        }
        return refused(view.id())
                .or(() -> Floor.of(view, limits).stream()
                        .filter(floor -> floor > view.current() - limits.minChange())
                        .mapToObj(floor -> "it needs " + ByteSize.format(floor) + " to keep its headroom")
                        .findFirst())
                .orElse("nothing is asked of it");
    }

    /** Why what was to be taken from a domain was not: the guard's word, or the hypervisor's. */
    private Optional<String> refused(UUID id) {
        return cycle.plan().refusals().stream()
                .filter(refusal -> refusal.id().equals(id))
                .map(Refusal::reason)
                .findFirst()
                .or(() -> cycle.outcomes().stream()
                        .filter(outcome -> outcome.result() == Outcome.Result.FAILED
                                && outcome.move().id().equals(id))
                        .map(outcome -> "libvirt said no")
                        .findFirst());
    }

    private static long current(ObservedDomain domain) {
        return domain.view().current();
    }
}
