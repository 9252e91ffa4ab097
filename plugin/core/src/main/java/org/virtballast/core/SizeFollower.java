/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.virtballast.core.DomainObserver.Look;
import org.virtballast.core.Observation.OverdueMove;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/** Follows the size of each domain: finds out who changed it, how far our move has come, and what the host gained. */
final class SizeFollower {
    private static final System.Logger LOG = System.getLogger(SizeFollower.class.getName());

    private final BudgetLedger ledger;
    private final Convergence convergence;
    private final OperatorHolds holds;
    private final NearYields yields;

    SizeFollower(BudgetLedger ledger, Convergence convergence, OperatorHolds holds, NearYields yields) {
        this.ledger = ledger;
        this.convergence = convergence;
        this.holds = holds;
        this.yields = yields;
    }

    /**
     * Feeds the ledger and the domain's track with the size that was seen.
     *
     * @return its move, where that did not arrive by its deadline
     */
    Optional<OverdueMove> follow(DomainDescription domain, DomainSample sample, DomainTrack track, Look look) {
        UUID id = domain.id();
        boolean others = resizedByOthers(domain, sample, track, look);
        boolean moving = convergence.moving(id).isPresent();
        Optional<Move> followed = convergence.following(id);
        boolean runs = sample.state() == DomainSample.State.RUNNING;
        track.sized(sample.current(), moving, runs, look.uptime());
        track.asleep(asleep(domain, sample));
        if (others) {
            track.resizedByOthers();
        }
        if (!runs
                || track.booting()
                || holds.pausedAnyhow(id)
                || holds.left(id, look.uptime()).isPresent()
                || look.settings().defaults().mode(domain) != Mode.AUTO) {
            // It cannot move now, or is not to be asked: that is no reason to withdraw what it will do later.
            convergence.postpone(id, look.uptime());
        }
        Convergence.Progress progress = convergence.observe(
                id, sample.current(), look.uptime(), look.settings().limits().moveDeadline());
        ledger.confirm(id, sample.current(), sample.requested());
        switch (progress) {
            case ARRIVED -> {
                checkYield(domain, sample, track);
                yields.arrived(domain, sample.current(), look.uptime()).ifPresent(kept -> ledger.keep(id, kept));
                ledger.settle(id);
            }
            case SETTLED -> {
                ledger.release(id);
                checkYield(domain, sample, track);
                track.reclaim().still(sample.current(), all(domain, sample));
            }
            case OVERDUE -> {
                return followed.map(late -> OverdueMove.late(late, sample.current()));
            }
            case MOVING -> {}
        }
        return Optional.empty();
    }

    /**
     * Whether somebody else resized a domain: then it is held. A guest that boots, takes memory back by itself, or finds the
     * driver of its near device, is nobody else.
     */
    private boolean resizedByOthers(DomainDescription domain, DomainSample sample, DomainTrack track, Look look) {
        UUID id = domain.id();
        long now = sample.current();
        if (track.explained().isEmpty()) {
            track.explained(now);
            return false;
        }
        long before = track.explained().getAsLong();
        if (Math.abs(now - before) < Convergence.LEAST_CHANGE) {
            return false;
        }
        track.explained(now);
        convergence.progressed(id, now < before ? Direction.TAKE : Direction.GIVE);
        if (track.booting() || (domain.growsByItself() && now > before) || convergence.explains(id, before, now)) {
            return false;
        }
        if (track.asleep() && now > before) {
            track.wokeUp(look.uptime());
            return false;
        }
        convergence.supersede(id);
        holds.hold(id, look.uptime(), look.settings().operatorHold());
        LOG.log(
                Level.INFO,
                "{0}: somebody else resized it from {1} to {2}; left alone for {3} s",
                domain.name(),
                ByteSize.format(before),
                ByteSize.format(now),
                look.settings().operatorHold().toSeconds());
        return true;
    }

    /** Devices that have nothing of what they were asked to have. */
    private static boolean asleep(DomainDescription domain, DomainSample sample) {
        long least = domain.layout().least();
        return domain.layout().lever() == LeverKind.NEAR
                && sample.current() <= least
                && sample.requested().orElse(least) > least;
    }

    private void checkYield(DomainDescription domain, DomainSample sample, DomainTrack track) {
        OptionalLong kept = track.reclaim().arrived(sample.current(), all(domain, sample));
        // Of a guest with a far cell it is known better what came back: its near memory is measured by itself.
        if (domain.layout().farTier() != FarTier.CELL || track.reclaim().pinned()) {
            kept.ifPresent(bytes -> ledger.keep(domain.id(), bytes));
        }
    }

    /** What the host holds of all that the lever moves; absent where it moves a part, whose pages may go to the other. */
    private static OptionalLong all(DomainDescription domain, DomainSample sample) {
        return domain.layout().lever() == LeverKind.BALLOON ? sample.resident() : OptionalLong.empty();
    }
}
