/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.core.policy.LoadedPolicy;
import org.virtballast.core.report.CycleReport;
import org.virtballast.spi.HostView;

/**
 * The last cycles in full, so that who records them need not ask in the rhythm of the cycles, and has what came just before he
 * began. Bounded by what it holds, for a host may run thousands of domains. Not safe for use by several threads.
 */
final class RecentCycles {
    /** Cycles kept at most. */
    static final int CYCLES = 64;

    /** Domains kept at most, counted in each cycle: about 4 MiB. The last cycle is kept in any case. */
    static final int DOMAINS = 4000;

    /** Domains told of at once at most, so that an answer stays within 2 MiB; of one cycle in any case. */
    static final int TOLD = 1000;

    private final Deque<CycleRecord> cycles = new ArrayDeque<>();
    private int domains;

    void add(CycleRecord cycle) {
        cycles.addLast(cycle);
        domains += size(cycle);
        while (cycles.size() > CYCLES || (domains > DOMAINS && cycles.size() > 1)) {
            domains -= size(cycles.removeFirst());
        }
    }

    /** Those after a cycle, as many as may be told of at once; the oldest first. */
    List<CycleReport> after(long number) {
        List<CycleReport> reports = new ArrayList<>();
        int told = 0;
        for (CycleRecord cycle : cycles) {
            if (cycle.number() <= number) {
                continue;
            }
            told += size(cycle);
            if (told > TOLD && !reports.isEmpty()) {
                break;
            }
            reports.add(report(cycle));
        }
        return reports;
    }

    /** What the policy of a name was shown in those that it decided last, without a gap; the oldest first. */
    List<HostView> shown(String policy) {
        Deque<HostView> views = new ArrayDeque<>();
        Iterator<CycleRecord> youngestFirst = cycles.descendingIterator();
        while (youngestFirst.hasNext()) {
            CycleRecord cycle = youngestFirst.next();
            if (cycle.observation().isEmpty()) {
                // It failed before anybody was asked.
                continue;
            }
            if (cycle.policy().map(LoadedPolicy::name).filter(policy::equals).isEmpty()) {
                break;
            }
            views.addFirst(cycle.observation().get().view());
        }
        return new ArrayList<>(views);
    }

    private static int size(CycleRecord cycle) {
        return cycle.observation().map(seen -> seen.domains().size()).orElse(0);
    }

    private static CycleReport report(CycleRecord cycle) {
        List<CycleReport.Wish> wishes = new ArrayList<>();
        cycle.proposal()
                .targets()
                .forEach((id, target) ->
                        wishes.add(new CycleReport.Wish(id, OptionalLong.of(target.bytes()), target.reason())));
        // In the order of the view: a map of notes has none.
        cycle.observation().map(Observation::domains).orElse(List.of()).stream()
                .map(ObservedDomain::view)
                .filter(view -> cycle.proposal().notes().containsKey(view.id()))
                .forEach(view -> wishes.add(new CycleReport.Wish(
                        view.id(),
                        OptionalLong.empty(),
                        cycle.proposal().notes().get(view.id()))));
        return new CycleReport(
                cycle.number(),
                cycle.time(),
                cycle.took(),
                cycle.policy()
                        .map(policy -> new CycleReport.DecidingPolicy(
                                policy.name(), policy.settings().values())),
                cycle.observation().map(Observation::view),
                wishes,
                cycle.outcomes().stream().map(RecentCycles::move).toList(),
                cycle.plan().refusals().stream()
                        .map(refusal -> new CycleReport.Refused(refusal.id(), refusal.wanted(), refusal.reason()))
                        .toList(),
                cycle.failure());
    }

    private static CycleReport.MadeMove move(Outcome outcome) {
        Move move = outcome.move();
        return new CycleReport.MadeMove(
                move.id(), move.from(), move.to(), move.reason(), Decisions.label(outcome), outcome.detail());
    }
}
