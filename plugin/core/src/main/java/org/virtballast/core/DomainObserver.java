/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.core.Observation.OverdueMove;
import org.virtballast.core.port.AccessReading;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;

/**
 * Looks at one domain: finds out who resized it and how far its move has come, what its guest's reports are worth, and what may
 * be done with it.
 */
final class DomainObserver {
    private static final System.Logger LOG = System.getLogger(DomainObserver.class.getName());

    /** The last pages of a move come late by its deadline at most. */
    private static final int LATENESS_DEADLINES = 2;

    private final BudgetLedger ledger;
    private final Convergence convergence;
    private final OperatorHolds holds;
    private final StateKeeper keeper;
    private final EligibilityRules rules;
    private final Map<UUID, DomainTrack> tracks = new HashMap<>();
    private final Map<UUID, Condition> conditions = new HashMap<>();

    DomainObserver(BudgetLedger ledger, Convergence convergence, OperatorHolds holds, StateKeeper keeper) {
        this.ledger = ledger;
        this.convergence = convergence;
        this.holds = holds;
        this.keeper = keeper;
        this.rules = new EligibilityRules(holds, convergence);
    }

    /**
     * What holds for all domains of a cycle.
     *
     * @param anyAuto whether any domain is resized
     * @param wall the time of day
     * @param uptime the clock that deadlines are measured by
     */
    record Look(EngineSettings settings, boolean anyAuto, Instant wall, Duration uptime) {}

    /** Looks at a domain; a move whose deadline passed is added to the overdue ones. */
    ObservedDomain observe(
            DomainDescription domain,
            DomainSample sample,
            Optional<AccessReading> reading,
            Look look,
            List<OverdueMove> overdue) {
        UUID id = domain.id();
        DomainTrack track = tracks.computeIfAbsent(id, key -> begin(domain, sample, look));
        follow(domain, sample, track, look, overdue);
        GuestStatistics statistics = GuestStatistics.check(
                sample, domain.statsPeriod(), track.sinceResize(look.uptime()), track.counters(), look.wall());
        if (statistics.heard().isPresent()) {
            track.heardFromGuest();
        }
        noticeDistress(domain, sample, track, statistics, look);
        Mode mode = look.settings().defaults().mode(domain);
        EligibilityRules.Verdict verdict =
                rules.of(domain, mode, look.anyAuto(), sample, track, statistics, look.uptime());
        report(domain, verdict);
        List<String> problems = new ArrayList<>();
        domain.settingsMistake().ifPresent(problems::add);
        Optional<Accesses> counted = counted(reading, problems);
        DomainView view = new DomainView(
                id,
                domain.name(),
                Defaults.bounds(domain, sample.maximum()),
                sample.current(),
                convergence.moving(id).map(Move::to).orElse(sample.current()),
                domain.farTier(),
                statistics.memory(),
                track.hitRatio().judged(counted),
                track.hitRatio().estimate(),
                look.settings().defaults().targetHitRatio(domain),
                Defaults.weight(domain),
                verdict.eligibility());
        return new ObservedDomain(
                view,
                domain.run(),
                sample.state(),
                mode,
                verdict.condition(),
                track.stake(),
                holds.left(id, look.uptime()),
                counted.map(DomainObserver::perSecond).orElse(-1.0),
                problems);
    }

    /** The guest of a domain was reset. */
    void rebooted(UUID id, Duration now) {
        DomainTrack track = tracks.get(id);
        if (track != null) {
            track.rebooted(now);
            convergence.postpone(id, now);
        }
    }

    /** What is remembered of a domain ends with its run, even where it is started again before anybody looks. */
    void forget(UUID id) {
        tracks.remove(id);
        conditions.remove(id);
        ledger.close(id);
        convergence.forget(id);
        holds.forget(id);
    }

    /** Forgets all other domains: they do not run any more. */
    void retain(Set<UUID> running) {
        tracks.keySet().retainAll(running);
        conditions.keySet().retainAll(running);
        ledger.retain(running);
        convergence.retain(running);
    }

    /** A domain that an earlier life of the daemon knew goes on as it was, the move that was under way included. */
    private DomainTrack begin(DomainDescription domain, DomainSample sample, Look look) {
        DomainTrack track = new DomainTrack(look.uptime());
        keeper.saved(domain).ifPresent(saved -> {
            track.restore(saved);
            ledger.confirm(domain.id(), sample.current());
            OptionalLong target = saved.target();
            if (target.isPresent() && target.getAsLong() != saved.size()) {
                Move move = new Move(
                        domain.id(),
                        domain.name(),
                        saved.size(),
                        target.getAsLong(),
                        "it was under way when virt-ballastd ended");
                convergence.follow(move, look.uptime());
                ledger.promise(domain.id(), move.to());
            }
            saved.heldUntil()
                    .map(until -> Duration.between(look.wall(), until))
                    .filter(left -> !left.isNegative())
                    .ifPresent(left -> holds.hold(domain.id(), look.uptime(), left));
        });
        return track;
    }

    /** Feeds the ledger and the domain's track with the size that was seen, and finds out how far its move has come. */
    private void follow(
            DomainDescription domain, DomainSample sample, DomainTrack track, Look look, List<OverdueMove> overdue) {
        UUID id = domain.id();
        boolean others = resizedByOthers(domain, sample, track, look);
        Optional<Move> moving = convergence.moving(id);
        track.sized(sample.current(), moving.isPresent(), look.uptime());
        if (others) {
            track.resizedByOthers();
        }
        if (sample.state() != DomainSample.State.RUNNING) {
            // It cannot move now: that is no reason to withdraw what it will do later.
            convergence.postpone(id, look.uptime());
        }
        Convergence.Progress progress = convergence.observe(
                id, sample.current(), look.uptime(), look.settings().limits().moveDeadline());
        ledger.confirm(id, sample.current());
        switch (progress) {
            case ARRIVED -> {
                moving.filter(Move::takes).ifPresent(take -> checkYield(domain, sample, track));
                ledger.settle(id);
            }
            case OVERDUE -> overdue.add(new OverdueMove(moving.orElseThrow(), sample.current()));
            case SETTLED -> track.reclaim().still(sample.current(), sample.resident());
            case MOVING -> {}
        }
    }

    /**
     * Whether somebody else resized a domain: then it is held. A guest that boots, or takes memory back by itself, is nobody
     * else.
     */
    private boolean resizedByOthers(DomainDescription domain, DomainSample sample, DomainTrack track, Look look) {
        UUID id = domain.id();
        if (track.lastSize().isEmpty()) {
            return false;
        }
        long before = track.lastSize().getAsLong();
        long now = sample.current();
        if (Math.abs(now - before) < Convergence.LEAST_CHANGE) {
            return false;
        }
        convergence.progressed(id, now < before ? Direction.TAKE : Direction.GIVE);
        Duration lateness = look.settings().limits().moveDeadline().multipliedBy(LATENESS_DEADLINES);
        if (track.booting()
                || (domain.growsByItself() && now > before)
                || convergence.explains(id, before, now, look.uptime(), lateness)) {
            return false;
        }
        convergence.supersede(id);
        ledger.settle(id);
        holds.hold(id, look.uptime(), look.settings().operatorHold());
        LOG.log(
                Level.INFO,
                "{0}: somebody else resized it from {1} to {2}; held for {3} s",
                domain.name(),
                ByteSize.format(before),
                ByteSize.format(now),
                look.settings().operatorHold().toSeconds());
        return true;
    }

    private void checkYield(DomainDescription domain, DomainSample sample, DomainTrack track) {
        track.reclaim().arrived(sample.current(), sample.resident()).ifPresent(kept -> ledger.keep(domain.id(), kept));
    }

    /** A guest that is owed less than a resize is worth has what it had. */
    private void noticeDistress(
            DomainDescription domain, DomainSample sample, DomainTrack track, GuestStatistics statistics, Look look) {
        Limits limits = look.settings().limits();
        long owed =
                Defaults.bounds(domain, sample.maximum()).clamp(track.stake().entitlement()) - sample.current();
        track.distress()
                .notice(
                        statistics.heard(),
                        track.counters().growth(),
                        limits.headroom(sample.current()),
                        owed < limits.minChange() ? 0 : owed,
                        look.uptime());
    }

    /** A condition that an operator should know of is said once, when it begins. */
    private void report(DomainDescription domain, EligibilityRules.Verdict verdict) {
        Condition before = conditions.put(domain.id(), verdict.condition());
        boolean worth = switch (verdict.condition()) {
            case DRIVERLESS, DISTRESSED, NOT_RECLAIMABLE, STUCK -> true;
            default -> false;
        };
        if (worth && before != verdict.condition()) {
            LOG.log(
                    Level.WARNING,
                    "{0}: {1}",
                    domain.name(),
                    verdict.eligibility().reason());
        }
    }

    private static Optional<Accesses> counted(Optional<AccessReading> reading, List<String> problems) {
        if (reading.isPresent() && reading.get() instanceof AccessReading.Counted window) {
            return Optional.of(window.accesses());
        }
        if (reading.isPresent() && reading.get() instanceof AccessReading.NotCounted missing) {
            problems.add(missing.reason());
        }
        return Optional.empty();
    }

    private static double perSecond(Accesses accesses) {
        return (accesses.near() + accesses.far()) / (accesses.window().toNanos() / 1e9);
    }
}
