/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/**
 * Decides what of a proposal may happen. Every move that is made passed here, and whatever does not pass is refused here
 * with a reason, so that no policy can hurt a guest:
 *
 * <ul>
 *   <li>takes come before gives, and gives are covered by memory that is confirmed free;
 *   <li>what a guest in distress is owed comes before all else, and what is free waits for it;
 *   <li>no target lies outside a domain's bounds or below its floor;
 *   <li>nothing is taken from a guest whose statistics cannot be believed;
 *   <li>no more than a step is taken in a cycle beyond what is plainly unused, and no direction flips in the cooldown;
 *   <li>a domain that is being resized, or must be left alone, is left alone;
 *   <li>while the host itself is short of near memory, nobody is given more.
 * </ul>
 */
final class Guard {
    private static final String UNDER_WAY = "its last resize is still under way";

    private final Limits limits;
    private final BudgetLedger ledger;
    private final Convergence convergence;

    Guard(Limits limits, BudgetLedger ledger, Convergence convergence) {
        this.limits = limits;
        this.ledger = ledger;
        this.convergence = convergence;
    }

    /**
     * Makes a plan; gives are granted in the order in which they are named, those of the relief first.
     *
     * @param relief what cannot wait: it is bound by all but the cooldown and the host's pressure, and may turn round a move
     *     that is under way
     * @param proposal what the policy wants
     */
    Plan check(HostView host, Proposal relief, Proposal proposal, Duration now) {
        Map<UUID, DomainView> domains =
                host.domains().stream().collect(Collectors.toMap(DomainView::id, Function.identity()));
        List<Move> moves = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        List<Wish> wishes = new ArrayList<>();
        relief.targets().forEach((id, target) -> wishes.add(new Wish(domains.get(id), target, true)));
        for (Map.Entry<UUID, Target> entry : proposal.targets().entrySet()) {
            DomainView domain = domains.get(entry.getKey());
            if (domain == null) {
                refusals.add(new Refusal(
                        entry.getKey(),
                        entry.getKey().toString(),
                        entry.getValue().bytes(),
                        "no such domain runs here"));
            } else if (!relief.targets().containsKey(entry.getKey())) {
                wishes.add(new Wish(domain, entry.getValue(), false));
            }
        }
        for (Wish wish : wishes) {
            if (wish.takes()) {
                decide(wish, unresizable(wish).orElseGet(() -> take(wish, now)), moves, refusals);
            }
        }
        long free = ledger.free(host.budget());
        for (Wish wish : wishes) {
            if (!wish.takes()) {
                long known = ledger.beyondSize(wish.domain().id());
                // Even what is accounted to a domain already it gets only while nobody waits for memory.
                long room = wish.relief() || free >= 0 ? free + known : free;
                Verdict verdict = unresizable(wish).orElseGet(() -> give(wish, host, room, now));
                decide(wish, verdict, moves, refusals);
                // What a guest is owed and cannot have yet is kept for it.
                long spent = wish.relief() ? wish.target().bytes() : verdict.target();
                free -= Math.max(0, spent - wish.domain().current() - known);
            }
        }
        return new Plan(moves, refusals);
    }

    private static Optional<Verdict> unresizable(Wish wish) {
        if (wish.target().bytes() <= 0) {
            return Optional.of(Verdict.refuse("no guest can have that size"));
        }
        boolean turnsRound = wish.relief() && !wish.takes();
        return wish.domain().resizing() && !turnsRound ? Optional.of(Verdict.refuse(UNDER_WAY)) : Optional.empty();
    }

    private static void decide(Wish wish, Verdict verdict, List<Move> moves, List<Refusal> refusals) {
        DomainView domain = wish.domain();
        if (verdict.refused()) {
            refusals.add(new Refusal(domain.id(), domain.name(), wish.target().bytes(), verdict.reason()));
            return;
        }
        String wanted = wish.target().reason().isBlank()
                ? "the policy gave no reason"
                : wish.target().reason();
        String reason = verdict.reason().isEmpty() ? wanted : wanted + "; " + verdict.reason();
        moves.add(new Move(domain.id(), domain.name(), domain.current(), verdict.target(), reason));
    }

    private Verdict take(Wish wish, Duration now) {
        DomainView domain = wish.domain();
        if (!domain.eligibility().mayGive()) {
            return Verdict.refuse(domain.eligibility().reason());
        }
        OptionalLong floor = Floor.of(domain, limits);
        if (floor.isEmpty()) {
            return Verdict.refuse("nothing is taken without fresh statistics");
        }
        if (!wish.relief() && convergence.flips(domain.id(), Direction.TAKE, now, limits.cooldown())) {
            return Verdict.refuse(
                    "it got memory within the cooldown of " + limits.cooldown().toSeconds() + " s");
        }
        long step = (long) (limits.maxStep() * domain.current());
        long mostTaken = Math.max(step, Floor.plainlyUnused(domain, limits));
        long stepFloor = domain.current() - mostTaken;
        long least = Math.max(
                wish.target().bytes(),
                Math.max(floor.getAsLong(), Math.max(domain.bounds().min(), stepFloor)));
        long target = domain.bounds().up(least);
        if (domain.current() - target < limits.minChange()) {
            return Verdict.refuse(
                    floor.getAsLong() > domain.current() - limits.minChange()
                            ? noLess(domain, floor.getAsLong())
                            : tooSmall(domain, domain.current() - target, domain.current() - least));
        }
        if (target == domain.bounds().up(wish.target().bytes())) {
            return Verdict.allow(target, "");
        }
        return Verdict.allow(
                target,
                target == domain.bounds().up(floor.getAsLong())
                        ? "limited to its "
                                + (floor.getAsLong() == domain.bounds().min() ? "minimum" : "floor")
                        : "limited to a step of " + ByteSize.format(mostTaken));
    }

    private Verdict give(Wish wish, HostView host, long room, Duration now) {
        DomainView domain = wish.domain();
        if (!domain.eligibility().mayGet()) {
            return Verdict.refuse(domain.eligibility().reason());
        }
        if (!wish.relief() && host.pressure().atLeast(HostPressure.HARD)) {
            return Verdict.refuse("the host itself is short of near memory");
        }
        if (!wish.relief() && convergence.flips(domain.id(), Direction.GIVE, now, limits.cooldown())) {
            return Verdict.refuse(
                    "it gave memory within the cooldown of " + limits.cooldown().toSeconds() + " s");
        }
        // Rounded before it is compared: else a change of less than a page could turn round.
        long most = Math.min(wish.target().bytes(), domain.bounds().max());
        long wanted = domain.bounds().down(most);
        if (wanted - domain.current() < limits.minChange()) {
            return Verdict.refuse(
                    wish.target().bytes() > domain.bounds().max()
                            ? "it has all that its maximum of "
                                    + ByteSize.format(domain.bounds().max()) + " allows"
                            : tooSmall(domain, wanted - domain.current(), most - domain.current()));
        }
        long target = domain.bounds().down(Math.min(wanted, domain.current() + room));
        if (domain.resizing() && target <= domain.target()) {
            return Verdict.refuse(UNDER_WAY);
        }
        if (target - domain.current() < limits.minChange()) {
            return Verdict.refuse("it waits until " + ByteSize.format(wanted - domain.current())
                    + " of the budget are confirmed free");
        }
        if (target == domain.bounds().down(wish.target().bytes())) {
            return Verdict.allow(target, "");
        }
        return Verdict.allow(target, target < wanted ? "limited to what is confirmed free" : "limited to its maximum");
    }

    private static String noLess(DomainView domain, long floor) {
        return floor == domain.bounds().min()
                ? "its minimum is " + ByteSize.format(floor)
                : domain.far() > 0
                        ? "its far cells have no room for more than leaves it " + ByteSize.format(floor)
                                + " of near memory and its headroom"
                        : "it needs " + ByteSize.format(floor) + " to keep its headroom";
    }

    /** @param exact what the change were if the lever could make any */
    private String tooSmall(DomainView domain, long change, long exact) {
        if (exact >= limits.minChange()) {
            return "a change of " + ByteSize.format(exact) + " is less than its lever moves at once, "
                    + ByteSize.format(domain.bounds().step());
        }
        return "a change of " + ByteSize.format(change) + " is below min-change, "
                + ByteSize.format(limits.minChange());
    }

    /** A target beside the domain it is for; the relief's, or the policy's. */
    private record Wish(DomainView domain, Target target, boolean relief) {
        boolean takes() {
            return target.bytes() < domain.current();
        }
    }

    /**
     * What becomes of a wish.
     *
     * @param target the size that is allowed; 0 where it is refused
     * @param reason why it is refused, or what limited it; may be empty where it is allowed
     */
    private record Verdict(long target, String reason) {
        static Verdict refuse(String reason) {
            return new Verdict(0, reason);
        }

        static Verdict allow(long target, String reason) {
            return new Verdict(target, reason);
        }

        boolean refused() {
            return target == 0;
        }
    }
}
