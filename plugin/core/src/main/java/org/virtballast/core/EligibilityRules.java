/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.Optional;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.Mode;
import org.virtballast.core.report.DomainHandle;
import org.virtballast.core.report.LeverReport.YieldReport;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.LeverKind;

/** Says which domains are left alone, wholly or in one direction, and why. */
final class EligibilityRules {
    /** What guests keep of the memory they start with was seen to be a sixth where that is little, and is far less where not. */
    private static final double OFFLINE_SHARE = 0.25;

    private final OperatorHolds holds;
    private final Convergence convergence;
    private final NearYields yields;

    EligibilityRules(OperatorHolds holds, Convergence convergence, NearYields yields) {
        this.holds = holds;
        this.convergence = convergence;
        this.yields = yields;
    }

    /**
     * What may be done with a domain.
     *
     * @param condition how it is, in one word
     * @param eligibility what follows from it
     */
    record Verdict(Condition condition, Eligibility eligibility) {
        static Verdict none(Condition condition, String reason) {
            return new Verdict(condition, Eligibility.none(reason));
        }

        static Verdict growOnly(Condition condition, String reason) {
            return new Verdict(condition, Eligibility.growOnly(reason));
        }
    }

    /**
     * What may be done with a domain.
     *
     * @param anyAuto whether any domain of the host is resized. Then those that are only observed take no part: memory that
     *     they would give never comes, and what they would get is needed by others
     */
    Verdict of(
            DomainDescription domain,
            Mode mode,
            boolean anyAuto,
            DomainSample sample,
            DomainTrack track,
            GuestStatistics statistics,
            Duration now) {
        return forbidden(domain, mode, anyAuto, sample)
                .or(() -> outOfOurHands(domain, now))
                .or(() -> notYet(track, statistics, now))
                .or(() -> nearDriverless(domain, sample, track, statistics))
                .orElseGet(() -> oneWay(domain, track, statistics, now));
    }

    private static Optional<Verdict> forbidden(
            DomainDescription domain, Mode mode, boolean anyAuto, DomainSample sample) {
        Optional<String> reason = Optional.empty();
        if (mode == Mode.OFF) {
            reason = Optional.of("its mode is off");
        } else if (mode == Mode.OBSERVE && anyAuto) {
            reason = Optional.of("its mode is observe, while others are resized");
        } else if (domain.unresizable().isPresent()) {
            reason = domain.unresizable();
        } else if (sample.state() == DomainSample.State.PAUSED) {
            reason = Optional.of("it is paused");
        } else if (sample.state() == DomainSample.State.OTHER) {
            reason = Optional.of("it is shutting down, crashed or suspended");
        }
        return reason.map(why -> Verdict.none(Condition.LEFT_ALONE, why));
    }

    private Optional<Verdict> outOfOurHands(DomainDescription domain, Duration now) {
        if (holds.allPaused()) {
            return Optional.of(
                    Verdict.none(Condition.PAUSED, "an operator paused all domains; 'virt-ballast resume' goes on"));
        }
        if (holds.paused(domain.id())) {
            return Optional.of(Verdict.none(
                    Condition.PAUSED, "an operator paused it; 'virt-ballast resume " + handle(domain) + "' goes on"));
        }
        return holds.left(domain.id(), now)
                .map(left -> Verdict.none(
                        Condition.HELD,
                        "somebody else resized it, so it is held for another " + left.toSeconds()
                                + " s; 'virt-ballast resume " + handle(domain) + "' goes on at once"));
    }

    private static String handle(DomainDescription domain) {
        return DomainHandle.of(domain.name(), domain.id());
    }

    /** A guest that boots, or has no driver, would ignore a target now and follow it later. */
    private static Optional<Verdict> notYet(DomainTrack track, GuestStatistics statistics, Duration now) {
        if (track.booting() || (statistics.neverReported() && !track.bootIsOver(now))) {
            boolean moves = statistics.heard().isPresent() || track.bootIsOver(now);
            return Optional.of(Verdict.none(
                    Condition.BOOTING,
                    "it boots: " + (moves ? "its size does not stand still yet" : statistics.reason())));
        }
        if (statistics.neverReported()) {
            return Optional.of(
                    track.everMoved()
                            ? Verdict.growOnly(
                                    Condition.UNKNOWN, "its guest has a balloon driver that reports no statistics")
                            : Verdict.none(
                                    Condition.DRIVERLESS,
                                    "its guest has not been heard of since it started: it seems to have no balloon"
                                            + " driver; load virtio_balloon in it"));
        }
        return Optional.empty();
    }

    private Verdict oneWay(DomainDescription domain, DomainTrack track, GuestStatistics statistics, Duration now) {
        if (track.distress().reason().isPresent()) {
            return Verdict.growOnly(
                    Condition.DISTRESSED,
                    "it is in distress: " + track.distress().reason().get());
        }
        Optional<Verdict> refused = refused(domain);
        if (refused.isPresent()) {
            return refused.get();
        }
        Verdict verdict = unlessStuck(domain, track, statistics, now);
        return stuck(domain, track, verdict.eligibility().mayGive(), now).orElse(verdict);
    }

    private Verdict unlessStuck(DomainDescription domain, DomainTrack track, GuestStatistics statistics, Duration now) {
        if (track.reclaim().pinned()) {
            return Verdict.growOnly(Condition.NOT_RECLAIMABLE, "the host was seen to gain nothing when it gave memory");
        }
        Optional<Duration> useless = yields.spared(domain.id(), now);
        if (useless.isPresent()) {
            return Verdict.growOnly(Condition.NO_NEAR_YIELD, noNearYield(domain, useless.get()));
        }
        Optional<Duration> spared = track.distress().spared(now);
        if (spared.isPresent()) {
            return Verdict.growOnly(
                    Condition.RECOVERING,
                    "it ran short of what was taken from it, so nothing is for another "
                            + spared.get().toSeconds() + " s");
        }
        return statistics.memory().isEmpty()
                ? Verdict.growOnly(Condition.UNKNOWN, statistics.reason())
                : new Verdict(Condition.NORMAL, Eligibility.FULL);
    }

    private String noNearYield(DomainDescription domain, Duration left) {
        String seen =
                yields.last(domain.id()).map(YieldReport::sentence).orElse("what it gave last was no near memory");
        String advice = domain.layout().lever() == LeverKind.BALLOON
                ? "; a near device would help: 'virt-ballast near-device add " + domain.name() + " --max SIZE'"
                : "";
        return seen + ", so nothing is taken for another " + left.toSeconds() + " s" + advice;
    }

    /**
     * The devices come up as the guest's driver finds them, which is about when its balloon reports. One that had nothing and
     * is being given some has its time for that.
     */
    private Optional<Verdict> nearDriverless(
            DomainDescription domain, DomainSample sample, DomainTrack track, GuestStatistics statistics) {
        if (domain.layout().lever() != LeverKind.NEAR) {
            return Optional.empty();
        }
        long least = domain.layout().least();
        if (track.asleep() && convergence.moving(domain.id()).isEmpty()) {
            return Optional.of(
                    Verdict.none(
                            Condition.DRIVERLESS,
                            "its guest does not use its near device: it seems to have no driver for it; load virtio_mem in it"));
        }
        // A guest keeps some memory for itself and says nothing of it: a small device would hide in that.
        long boot = least + domain.layout().far();
        boolean offline = sample.current() - least > OFFLINE_SHARE * boot
                && statistics.heard().filter(heard -> heard.available() <= boot).isPresent();
        return offline
                ? Optional.of(Verdict.none(
                        Condition.DRIVERLESS,
                        "its guest leaves its near device offline: start it with memhp_default_state=online_movable"))
                : Optional.empty();
    }

    /** Until the move is withdrawn it may still arrive, and nothing else is asked. */
    private Optional<Verdict> refused(DomainDescription domain) {
        return convergence.refused(domain.id())
                ? Optional.of(Verdict.none(
                        Condition.STUCK, "libvirt refused its last resize, and is asked again at each move-deadline"))
                : Optional.empty();
    }

    /** A domain from which nothing may be taken anyway is left out where it did not grow. */
    private Optional<Verdict> stuck(DomainDescription domain, DomainTrack track, boolean mayGive, Duration now) {
        Optional<Duration> taking = convergence.stuck(domain.id(), Direction.TAKE, now);
        Optional<Duration> giving = convergence.stuck(domain.id(), Direction.GIVE, now);
        if (giving.isEmpty() && (taking.isEmpty() || !mayGive)) {
            return Optional.empty();
        }
        Duration left = taking.filter(
                        take -> giving.filter(give -> give.compareTo(take) > 0).isEmpty())
                .orElseGet(giving::get);
        String way = taking.isEmpty() ? "grow" : giving.isEmpty() ? "shrink" : "move";
        return Optional.of(new Verdict(
                Condition.STUCK,
                new Eligibility(
                        mayGive && taking.isEmpty(),
                        giving.isEmpty(),
                        "it did not " + way + " as far as it was asked to; asked again in " + left.toSeconds() + " s"
                                + (domain.layout().lever() == LeverKind.NEAR
                                        ? nearStuck(track, giving.isPresent())
                                        : ""))));
    }

    private static String nearStuck(DomainTrack track, boolean giving) {
        if (!track.everMoved()) {
            return "; its guest may lack the driver virtio_mem";
        }
        return giving ? "" : "; its guest's kernel cannot move some pages off its near device";
    }
}
