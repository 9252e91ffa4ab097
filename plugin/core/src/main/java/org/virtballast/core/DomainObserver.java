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
import java.util.Set;
import java.util.UUID;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.core.Observation.OverdueMove;
import org.virtballast.core.port.AccessReading;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.DomainView;

/**
 * Looks at one domain: what became of its size, what its guest's reports are worth, and what may be done with it; remembers
 * what has to be known of it in the next cycle.
 */
final class DomainObserver {
    private static final System.Logger LOG = System.getLogger(DomainObserver.class.getName());

    private final BudgetLedger ledger;
    private final Convergence convergence;
    private final OperatorHolds holds;
    private final NearYields yields;
    private final StateKeeper keeper;
    private final EligibilityRules rules;
    private final SizeFollower follower;
    private final Map<UUID, DomainTrack> tracks = new HashMap<>();
    private final Map<UUID, Condition> conditions = new HashMap<>();

    DomainObserver(
            BudgetLedger ledger, Convergence convergence, OperatorHolds holds, NearYields yields, StateKeeper keeper) {
        this.ledger = ledger;
        this.convergence = convergence;
        this.holds = holds;
        this.yields = yields;
        this.keeper = keeper;
        this.rules = new EligibilityRules(holds, convergence, yields);
        this.follower = new SizeFollower(ledger, convergence, holds, yields);
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
            DomainSample reported,
            Optional<AccessReading> reading,
            Look look,
            List<OverdueMove> overdue) {
        UUID id = domain.id();
        DomainSample sample = possible(domain, reported);
        DomainTrack track = tracks.computeIfAbsent(id, key -> begin(domain, sample, look));
        follower.follow(domain, sample, track, look).ifPresent(overdue::add);
        track.counters().clocks(reported.statistics().lastUpdate(), look.wall(), look.uptime());
        GuestStatistics statistics = GuestStatistics.check(
                reported, domain, track.sinceResize(look.uptime()), track.counters(), look.wall());
        track.looked(statistics.heard().isPresent(), look.uptime());
        noticeDistress(domain, sample, track, statistics, look);
        if (track.distress().reason().isPresent()) {
            // It would go on while there is nothing to give back: the guest is asked to stay where it is.
            convergence
                    .moving(id)
                    .filter(Move::takes)
                    .filter(take ->
                            overdue.stream().noneMatch(late -> late.move().equals(take)))
                    .ifPresent(take -> overdue.add(OverdueMove.hurting(take, sample.current())));
        }
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
                target(id, sample.current()),
                domain.layout().farTier(),
                domain.layout().lever(),
                domain.layout().far(),
                statistics.memory(),
                track.hitRatio().judged(counted),
                track.hitRatio().estimate(),
                look.settings().defaults().targetHitRatio(domain),
                Defaults.weight(domain),
                verdict.eligibility());
        return new ObservedDomain(
                view,
                domain,
                sample.state(),
                mode,
                track.booting(),
                verdict.condition(),
                track.stake(),
                holds.left(id, look.uptime()),
                yields.last(id),
                counted.map(DomainObserver::perSecond).orElse(-1.0),
                problems);
    }

    /** A guest says itself how large it is. It cannot be larger than its maximum, whatever it says. */
    private static DomainSample possible(DomainDescription domain, DomainSample reported) {
        long most = Math.max(reported.maximum(), domain.maximum());
        return reported.sized(Math.min(reported.current(), most), reported.maximum(), reported.requested());
    }

    /** What a domain is on its way to. Where the hypervisor said no nobody should count on anything. */
    private long target(UUID id, long current) {
        return convergence.refused(id)
                ? current
                : convergence.moving(id).map(Move::to).orElse(current);
    }

    /** The guest of a domain was reset. */
    void rebooted(UUID id, Look look) {
        DomainTrack track = tracks.get(id);
        if (track != null) {
            track.rebooted(look.uptime(), look.wall());
            convergence.postpone(id, look.uptime());
        }
    }

    /** What is remembered of a domain ends with its run, even where it is started again before anybody looks. */
    void forget(UUID id) {
        tracks.remove(id);
        conditions.remove(id);
        ledger.close(id);
        convergence.forget(id);
        yields.forget(id);
        holds.forget(id);
    }

    /** Forgets all other domains: they do not run any more. */
    void retain(Set<UUID> running) {
        tracks.keySet().retainAll(running);
        conditions.keySet().retainAll(running);
        ledger.retain(running);
        convergence.retain(running);
        yields.retain(running);
    }

    /** A domain that an earlier life of the daemon knew goes on as it was, the move that was under way included. */
    private DomainTrack begin(DomainDescription domain, DomainSample sample, Look look) {
        DomainTrack track = new DomainTrack(look.uptime());
        keeper.saved(domain).ifPresent(saved -> {
            track.restore(saved);
            ledger.confirm(domain.id(), sample.current(), sample.requested());
            saved.target().ifPresent(target -> resume(domain, saved.size(), target, sample.current(), look.uptime()));
        });
        keeper.heldUntil(domain)
                .map(until -> Duration.between(look.wall(), until))
                .filter(left -> !left.isNegative())
                .ifPresent(left -> holds.hold(domain.id(), look.uptime(), least(left, look)));
        return track;
    }

    /** Follows a move that was under way, or the withdrawal of one: whether it was ever asked for nobody knows. */
    private void resume(DomainDescription domain, long before, long target, long current, Duration now) {
        long to = Math.min(target, domain.maximum());
        long from = before == to ? current : before;
        if (from != to) {
            Move move = new Move(domain.id(), domain.name(), from, to, "it was under way when virt-ballastd ended");
            convergence.follow(move, now);
            convergence.mayTurn(domain.id(), to);
            ledger.promise(domain.id(), to);
        }
    }

    /** The time of day may have been set since: nobody is held for longer than the setting says. */
    private static Duration least(Duration left, Look look) {
        Duration most = look.settings().operatorHold();
        return left.compareTo(most) < 0 ? left : most;
    }

    /** A guest that is owed less than a resize is worth has what it had. */
    private void noticeDistress(
            DomainDescription domain, DomainSample sample, DomainTrack track, GuestStatistics statistics, Look look) {
        Limits limits = look.settings().limits();
        long owed = Math.min(
                        track.stake().entitlement(),
                        Defaults.bounds(domain, sample.maximum()).max())
                - sample.current();
        track.distress()
                .notice(
                        statistics.heard(),
                        track.counters().growth(),
                        limits.headroom(sample.current() + domain.layout().far()),
                        owed < limits.minChange() ? 0 : owed,
                        look.uptime());
    }

    /** A condition that an operator should know of is said once, when it begins. */
    private void report(DomainDescription domain, EligibilityRules.Verdict verdict) {
        Condition before = conditions.put(domain.id(), verdict.condition());
        boolean worth = switch (verdict.condition()) {
            case DRIVERLESS, DISTRESSED, NOT_RECLAIMABLE, NO_NEAR_YIELD, STUCK -> true;
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
