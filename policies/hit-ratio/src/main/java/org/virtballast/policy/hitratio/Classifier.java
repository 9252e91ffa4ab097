/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.time.Instant;
import java.util.Optional;
import org.virtballast.policy.hitratio.Damper.Direction;
import org.virtballast.policy.hitratio.Standing.Role;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.FarTier;

/**
 * Finds out where a domain stands. It acts only when sure: a domain borrows where the whole interval of its hit ratio lies
 * below the dead band around what it can have of its target, and gives where it lies above. Unknown is neither.
 */
final class Classifier {
    /** MaxMem's clip: no domain is more than ten times as far from its target as it may be. */
    private static final double MOST_PULL = 10;

    /** What is worth a resize, as a share of the size. */
    private static final double LEAST_STEP = 0.02;

    /** No domain is given more than so many times what it has at once, however little it hits. */
    private static final double MOST_GROWTH = 2;

    /** What a curve says of sizes that were never seen is too little; where there is enough, so much more is given at once. */
    private static final double GENEROSITY = 1.5;

    private final Tuning tuning;
    private final Attainable attainable;
    private final boolean overBudget;
    private final Instant now;

    Classifier(Tuning tuning, Attainable attainable, boolean overBudget, Instant now) {
        this.tuning = tuning;
        this.attainable = attainable;
        this.overBudget = overBudget;
        this.now = now;
    }

    Standing classify(Demand demand) {
        DomainView view = demand.view();
        if (view.resizing()) {
            return Standing.fixed(demand, "its last resize is still under way");
        }
        if (demand.fixed()) {
            return Standing.fixed(demand, view.eligibility().reason());
        }
        double target = attainable.target(view);
        DomainMemory memory = demand.memory();
        if (memory.lever().failed(now) && memory.lever().undo().isPresent()) {
            long surplus = view.current() - memory.lever().undo().getAsLong();
            if (surplus > 0 && demand.mayGive()) {
                return new Standing(
                        demand, Role.UNDOING, surplus, 0, 0, "what it was given lately did not change its hit ratio");
            }
        }
        if (demand.unused() > 0 && demand.mayGive()) {
            return new Standing(
                    demand,
                    Role.UNUSED,
                    view.current() - demand.sizeFor(target, demand.stepDown(tuning)),
                    0,
                    0,
                    "it leaves " + ByteSize.format(demand.unused()) + " unused");
        }
        if (demand.idle() && demand.mayGive()) {
            return new Standing(demand, Role.DONOR, give(demand, target), 0, 0, "it is idle");
        }
        long rest = Math.min(memory.lacking(), view.bounds().max() - view.current());
        if (rest > LEAST_STEP * view.current() && view.eligibility().mayGet()) {
            double strength = pull(memory.lastHit().orElse(0.0), view.targetHitRatio()) * view.weight();
            return new Standing(demand, Role.BORROWER, 0, rest, strength, "it was given a part of what it needs");
        }
        if (memory.reading().isEmpty()) {
            return uncounted(demand);
        }
        return classify(demand, memory.reading().get(), target);
    }

    /** Without counts what a guest reads back from a disk tells that it is short, but not by how much. */
    private Standing uncounted(Demand demand) {
        DomainView view = demand.view();
        double rate = demand.memory().faults().perSecond();
        boolean counted = view.accesses().isPresent() || demand.memory().everRead();
        if (view.farTier() == FarTier.CELL
                || counted
                || rate < tuning.faultRate()
                || !view.eligibility().mayGet()) {
            return Standing.content(demand, squeeze(demand, 0), "its hit ratio is not known yet");
        }
        double step = tuning.maxStep() * demand.memory().damper().share(Direction.UP) * view.current();
        long need = Math.min(view.bounds().max() - view.current(), (long) step);
        String note = "its accesses are not counted, and it reads back " + Math.round(rate) + " pages a second";
        return need > 0
                ? new Standing(demand, Role.BORROWER, 0, need, view.weight(), note)
                : Standing.content(demand, squeeze(demand, 0), note + ", and it has all that it may have");
    }

    private Standing classify(Demand demand, Reading reading, double target) {
        DomainView view = demand.view();
        DomainMemory memory = demand.memory();
        if (reading.low() > target + bandAbove(target)) {
            return demand.mayGive()
                    ? new Standing(demand, Role.DONOR, give(demand, target), 0, 0, seen(reading, view))
                    : Standing.content(demand, 0, seen(reading, view) + spared(demand));
        }
        if (reading.high() >= target - tuning.deadBand()) {
            return Standing.content(demand, squeeze(demand, target), seen(reading, view));
        }
        if (memory.lever().failed(now)) {
            return Standing.content(
                    demand,
                    squeeze(demand, target),
                    seen(reading, view) + ", and what it was given lately did not change that");
        }
        Optional<Double> outlook = memory.outlook();
        if (outlook.isEmpty() || outlook.get() >= target - tuning.deadBand() / 2) {
            return Standing.content(demand, squeeze(demand, target), seen(reading, view) + ", and rising");
        }
        long need = need(demand, target);
        if (need <= 0) {
            return Standing.content(
                    demand, squeeze(demand, target), seen(reading, view) + ", and it has all that it may have");
        }
        return new Standing(
                demand,
                Role.BORROWER,
                squeeze(demand, target),
                need,
                pull(reading.hit(), view.targetHitRatio()) * view.weight(),
                seen(reading, view));
    }

    /** The share of far accesses beside the share that is allowed: (1 - hit) / (1 - target), as MaxMem weighs it. */
    private static double pull(double hit, double target) {
        return target >= 1 ? MOST_PULL : Math.min(MOST_PULL, (1 - hit) / (1 - target));
    }

    /** A target near 1 leaves no room above it: the band shrinks so that there still are donors. */
    private double bandAbove(double target) {
        return Math.min(tuning.deadBand(), (1 - target) / 2);
    }

    private long need(Demand demand, double target) {
        DomainView view = demand.view();
        if (!view.eligibility().mayGet()) {
            return 0;
        }
        double aim = attainable.all() ? target + bandAbove(target) / 2 : target;
        double share = demand.memory().damper().share(Direction.UP);
        double missing = demand.sizeFor(aim, 0) - view.current();
        long wanted = (long) (attainable.all() ? GENEROSITY * missing : missing);
        long least = (long) (LEAST_STEP * view.current());
        long most = (long) (MOST_GROWTH * share * view.current());
        return Math.min(view.bounds().max() - view.current(), Math.max(least, Math.min(most, wanted)));
    }

    private long give(Demand demand, double target) {
        double kept = target + bandAbove(target) / 2;
        return Math.max(0, demand.view().current() - demand.sizeFor(kept, demand.stepDown(tuning)));
    }

    /** What a domain gives that is on its target, while the domains hold more than the budget. */
    private long squeeze(Demand demand, double target) {
        if (!overBudget || !demand.mayGive()) {
            return 0;
        }
        DomainView view = demand.view();
        long step = (long) (tuning.maxStep() * view.current());
        long wanted = view.current() - demand.sizeFor(target, tuning.maxStep());
        return Math.max(0, Math.min(view.current() - view.bounds().min(), Math.max(step, wanted)));
    }

    private String spared(Demand demand) {
        return demand.spared() ? ", but it ran short after the last take and is left alone for a while" : "";
    }

    private String seen(Reading reading, DomainView view) {
        double target = view.targetHitRatio();
        StringBuilder text = new StringBuilder(96).append("hit ratio ");
        Share.append(text, reading.hit()).append(" ± ");
        Share.append(text, reading.doubt());
        // On target the side is chance: named, it would look like a new reason in each window.
        boolean on = reading.high() >= target - tuning.deadBand() && reading.low() <= target + bandAbove(target);
        Share.append(
                text.append(on ? ", on" : reading.hit() < target ? ", below" : ", above")
                        .append(" its target "),
                target);
        if (!attainable.all()) {
            Share.append(text.append(", of which "), attainable.target(view)).append(" can be had");
        }
        return text.toString();
    }
}
