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
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/**
 * Moves what borrowers need and donors can give, the smaller of the two. What is free is given first, then what is already
 * on its way, and only the rest is asked of donors: first those whose memory lies unused, then those that lose the fewest
 * hits a byte. What is left when nobody needs more goes where it gains the most.
 */
final class Exchange {
    /** What is left is given away only where that raises a hit ratio by so much. */
    private static final double LEAST_GAIN = 0.005;

    /** A smaller share of a size is not worth a resize, which costs a window that cannot be judged. */
    private static final double LEAST_STEP = 0.01;

    /** Less than that share of what is to be given waits for the rest. */
    private static final double LEAST_PART = 0.125;

    /** The core makes no move for less: a budget that is exceeded by a page would stay so. */
    private static final long LEAST_MOVE = 4 * ByteSize.MIB;

    private static final int MOST_NAMES = 3;

    /** And only to a domain of which so many windows were judged since its last resize. */
    private static final int LEAST_WINDOWS = 3;

    private final HostView host;
    private final Attainable attainable;
    private final long arriving;
    private final long available;
    private final Map<UUID, Target> targets = new LinkedHashMap<>();

    Exchange(HostView host, Attainable attainable) {
        this.host = host;
        this.attainable = attainable;
        this.arriving = host.domains().stream()
                .mapToLong(view -> Math.max(0, view.current() - view.target()))
                .sum();
        this.available = host.freeBudget() + arriving;
    }

    /** Whether the domains hold more than the budget, what they are about to give not counted. */
    boolean overBudget() {
        return available < 0;
    }

    Proposal propose(List<Standing> standings) {
        // While the domains hold more than the budget nobody borrows: all that is taken brings the sum down.
        List<Standing> borrowers = standings.stream()
                .filter(standing -> standing.role() == Role.BORROWER && !overBudget())
                .sorted(Comparator.comparingDouble((Standing standing) ->
                        -standing.pull() * standing.demand().gain()))
                .toList();
        long needed = borrowers.stream().mapToLong(Standing::need).sum();
        long given = take(standings, needed - available, borrowers);
        long sum = Math.max(0, Math.min(needed, available + given));
        long onItsWay = arriving + given;
        if (worthWaiting(host.freeBudget(), onItsWay, sum)) {
            String outlook = "; it waits for the " + ByteSize.format(onItsWay) + " on their way";
            return new Proposal(targets, notes(standings, borrower -> outlook));
        }
        give(borrowers, sum);
        if (borrowers.isEmpty() && !overBudget()) {
            spend(standings);
        }
        return new Proposal(targets, notes(standings, this::hope));
    }

    /**
     * Whether what is free is a small part of what is to be given and more is to come: each resize costs its domain a window
     * that cannot be judged.
     */
    private static boolean worthWaiting(long free, long onItsWay, long sum) {
        return free > 0 && onItsWay > 0 && free < LEAST_PART * sum;
    }

    /** Asks domains to give a sum, in order; returns what can be expected of that. */
    private long take(List<Standing> standings, long wanted, List<Standing> borrowers) {
        String cause = overBudget() ? "the domains hold more than the budget" : needy(borrowers);
        List<Standing> givers = standings.stream()
                .filter(standing -> standing.give() > 0)
                .filter(standing -> overBudget() || standing.role().compareTo(Role.DONOR) <= 0)
                .sorted(Comparator.comparing(Standing::role)
                        .thenComparing(standing -> standing.demand().memory().denied())
                        .thenComparingDouble(standing -> standing.demand().loss()))
                .toList();
        long given = 0;
        for (Standing giver : givers) {
            if (given >= wanted && giver.role() != Role.UNDOING) {
                break;
            }
            DomainView view = giver.view();
            boolean undoes = giver.role() == Role.UNDOING;
            // Rounded up to what is worth a resize: what is left over is free for the next.
            long least = overBudget() ? LEAST_MOVE : (long) (LEAST_STEP * view.current());
            long share = undoes ? giver.give() : Math.min(giver.give(), Math.max(wanted - given, least));
            targets.put(
                    view.id(),
                    new Target(view.current() - share, undoes ? giver.note() : giver.note() + ", and " + cause));
            // Who was not taken from when that was asked for is asked again, and nobody counts on it.
            given += giver.demand().memory().denied() ? 0 : share;
        }
        return given;
    }

    /** A host may run hundreds of domains: a few are named. */
    private static String needy(List<Standing> borrowers) {
        String names = borrowers.stream()
                .limit(MOST_NAMES)
                .map(standing -> standing.view().name())
                .collect(Collectors.joining(", "));
        String more = borrowers.size() > MOST_NAMES ? " and " + (borrowers.size() - MOST_NAMES) + " more" : "";
        return names + more + (borrowers.size() == 1 ? " needs memory" : " need memory");
    }

    /** Shares a sum among borrowers in proportion to their pull, none above its need. */
    private void give(List<Standing> borrowers, long sum) {
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

    /** Gives what is free, and needed by nobody, to those whom it gains the most. */
    private void spend(List<Standing> standings) {
        long left = host.freeBudget();
        if (left <= 0 || host.pressure().atLeast(HostPressure.HARD)) {
            return;
        }
        List<Standing> gainers = standings.stream()
                .filter(Exchange::gains)
                .sorted(Comparator.comparingDouble(
                        standing -> -standing.demand().gain()))
                .toList();
        for (Standing gainer : gainers) {
            Demand demand = gainer.demand();
            DomainView view = gainer.view();
            long share =
                    Math.min(left, Math.min(demand.sizeFor(1, 0), view.bounds().max()) - view.current());
            if (share >= LEAST_STEP * view.current()
                    && share * demand.memory().curve().slopeAbove() >= LEAST_GAIN) {
                targets.put(
                        view.id(),
                        new Target(view.current() + share, gainer.note() + ", and nobody needs what is free"));
                left -= share;
            }
        }
    }

    private static boolean gains(Standing standing) {
        DomainMemory memory = standing.demand().memory();
        return standing.role() != Role.FIXED
                && standing.view().eligibility().mayGet()
                && memory.windows() >= LEAST_WINDOWS
                && memory.settled()
                && memory.reading()
                        .filter(reading -> reading.high() < 1 - LEAST_GAIN)
                        .isPresent();
    }

    private String hope(Standing borrower) {
        String needs = "; it needs " + ByteSize.format(borrower.need()) + ", and nobody has memory to give";
        return attainable.all()
                ? needs
                : needs + ": all targets need a budget of " + ByteSize.format(attainable.needed());
    }

    /** Why those keep their size that no target is named for; what a borrower can hope for is added to its note. */
    private Map<UUID, String> notes(List<Standing> standings, Function<Standing, String> outlook) {
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
