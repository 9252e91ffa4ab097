/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.virtballast.policy.hitratio.Standing.Role;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/**
 * Moves what borrowers need and donors can give, the smaller of the two. What is free is given first, then what is already
 * on its way, and only the rest is asked of donors: first those whose memory lies unused, then those that lose the fewest
 * accesses a byte.
 */
final class HitRatioPolicy implements Policy {
    private final Tuning tuning;
    private final Classifier classifier;
    private final Map<UUID, DomainMemory> memories = new HashMap<>();

    HitRatioPolicy(Tuning tuning) {
        this.tuning = tuning;
        this.classifier = new Classifier(tuning);
    }

    @Override
    public Proposal propose(HostView host) {
        List<Standing> standings = new ArrayList<>();
        for (DomainView view : host.domains()) {
            DomainMemory memory = memories.computeIfAbsent(view.id(), id -> new DomainMemory(tuning));
            memory.see(view);
            standings.add(classifier.classify(view, memory));
        }
        memories.keySet().retainAll(host.domains().stream().map(DomainView::id).collect(Collectors.toSet()));
        return propose(host, standings);
    }

    private static Proposal propose(HostView host, List<Standing> standings) {
        long arriving = host.domains().stream()
                .mapToLong(view -> Math.max(0, view.current() - view.target()))
                .sum();
        long available = host.freeBudget() + arriving;
        boolean overBudget = available < 0;
        // While the domains hold more than the budget nobody borrows: all that is taken brings the sum down.
        List<Standing> borrowers = standings.stream()
                .filter(standing -> standing.role() == Role.BORROWER && !overBudget)
                .sorted(Comparator.comparingDouble((Standing standing) -> -standing.pull() * standing.density()))
                .toList();
        long needed = borrowers.stream().mapToLong(Standing::need).sum();
        Map<UUID, Target> targets = new LinkedHashMap<>();
        long given = take(standings, needed - available, overBudget, borrowers, targets);
        long sum = Math.max(0, Math.min(needed, available + given));
        long onItsWay = arriving + given;
        if (worthWaiting(host.freeBudget(), onItsWay, sum)) {
            String outlook = "; it waits for the " + ByteSize.format(onItsWay) + " on their way";
            return new Proposal(targets, notes(standings, targets, borrower -> outlook));
        }
        give(borrowers, sum, targets);
        return new Proposal(
                targets,
                notes(
                        standings,
                        targets,
                        borrower ->
                                "; it needs " + ByteSize.format(borrower.need()) + ", and nobody has memory to give"));
    }

    /**
     * Whether what is free is a small part of what is to be given and more is to come. Each resize costs its domain a
     * window that cannot be judged, so a few large ones are better than many small ones.
     */
    private static boolean worthWaiting(long free, long onItsWay, long sum) {
        return free > 0 && onItsWay > 0 && free < sum / 2;
    }

    /** Asks domains to give a sum, in order; returns what they are asked for in total. */
    private static long take(
            List<Standing> standings,
            long wanted,
            boolean overBudget,
            List<Standing> borrowers,
            Map<UUID, Target> targets) {
        String cause = overBudget
                ? "the domains hold more than the budget"
                : borrowers.stream().map(standing -> standing.view().name()).collect(Collectors.joining(", "))
                        + (borrowers.size() == 1 ? " needs memory" : " need memory");
        List<Standing> givers = standings.stream()
                .filter(standing -> standing.give() > 0)
                .filter(standing -> overBudget || standing.role().compareTo(Role.DONOR) <= 0)
                .sorted(Comparator.comparing(Standing::role).thenComparingDouble(Standing::density))
                .toList();
        long given = 0;
        for (Standing giver : givers) {
            long share = Math.min(giver.give(), wanted - given);
            if (share <= 0) {
                break;
            }
            DomainView view = giver.view();
            targets.put(view.id(), new Target(view.current() - share, giver.note() + ", and " + cause));
            given += share;
        }
        return given;
    }

    /** Shares a sum among borrowers in proportion to their pull, none above its need. */
    private static void give(List<Standing> borrowers, long sum, Map<UUID, Target> targets) {
        List<Standing> open = new ArrayList<>(borrowers);
        Map<UUID, Long> shares = new HashMap<>();
        long left = sum;
        // Each round serves at least one borrower in full or is the last: what it leaves over the others share again.
        while (!open.isEmpty() && left > 0) {
            double pulls = open.stream().mapToDouble(Standing::pull).sum();
            long round = left;
            List<Standing> full = open.stream()
                    .filter(standing -> standing.need() <= round * (standing.pull() / pulls))
                    .toList();
            for (Standing standing : full.isEmpty() ? open : full) {
                long share = full.isEmpty() ? (long) (round * (standing.pull() / pulls)) : standing.need();
                shares.put(standing.view().id(), share);
                left -= share;
            }
            if (full.isEmpty()) {
                break;
            }
            open.removeAll(full);
        }
        for (Standing borrower : borrowers) {
            long share = shares.getOrDefault(borrower.view().id(), 0L);
            if (share > 0) {
                DomainView view = borrower.view();
                targets.put(view.id(), new Target(view.current() + share, borrower.note()));
            }
        }
    }

    /** Why those keep their size that no target is named for; what a borrower can hope for is added to its note. */
    private static Map<UUID, String> notes(
            List<Standing> standings, Map<UUID, Target> targets, Function<Standing, String> outlook) {
        Map<UUID, String> notes = new HashMap<>();
        for (Standing standing : standings) {
            if (!targets.containsKey(standing.view().id())) {
                String hope = standing.role() == Role.BORROWER ? outlook.apply(standing) : "";
                notes.put(standing.view().id(), standing.note() + hope);
            }
        }
        return notes;
    }
}
