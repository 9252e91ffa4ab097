/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.virtballast.spi.ByteSize;

/**
 * Follows each move until the size it asked for is seen, or until its deadline passes. Asking a guest for a size says
 * nothing of whether it complies; only what is seen counts. A guest that has stopped before it, for the second half of the
 * deadline at least, is stuck in that direction, and is left alone in it for a while that doubles each time.
 */
final class Convergence {
    /** A smaller change of a size is no progress, and nobody's resize. */
    static final long LEAST_CHANGE = ByteSize.MIB;

    /** What share of a move may be left of it without its domain counting as stuck. */
    private static final double ALL_BUT_THERE = 0.1;

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Map<UUID, InFlight> inFlight = new HashMap<>();
    private final Map<UUID, PastMove> lastMoves = new HashMap<>();

    /** The size that each domain was last asked to have by us, and by nobody else since. */
    private final Map<UUID, Long> asked = new HashMap<>();

    private final Map<Way, Backoff> stuck = new HashMap<>();

    /** How far a domain's move has come. */
    enum Progress {
        /** Nothing is under way. */
        SETTLED,
        /** The size asked for was seen with this observation. */
        ARRIVED,
        /** Not there yet, and there is time left. */
        MOVING,
        /** Not there at the deadline: the move is to be withdrawn. */
        OVERDUE
    }

    private record Way(UUID id, Direction direction) {}

    /**
     * A move that is followed.
     *
     * @param span the sizes that the domain may have on the way
     * @param promised the most that it may come to have by what it was asked, in bytes
     * @param turns whether it turned round a move that was under way, so that the domain may still go the other way a little
     * @param answer what the hypervisor said to it
     * @param reached the size it had when it last came on
     * @param reachedAt when that was
     * @param superseded whether somebody else seems to have asked for another size since: then it is followed only because
     *     nobody can be sure of that
     */
    private record InFlight(
            Move move,
            Span span,
            long promised,
            boolean turns,
            Duration since,
            Answer answer,
            long reached,
            Duration reachedAt,
            boolean superseded) {
        InFlight answered(Answer said) {
            return new InFlight(move, span, promised, turns, since, said, reached, reachedAt, superseded);
        }

        InFlight since(Duration now) {
            return new InFlight(move, span, promised, turns, now, answer, reached, now, superseded);
        }

        InFlight turningTo(long size) {
            return new InFlight(
                    move, span, Math.max(promised, size), true, since, answer, reached, reachedAt, superseded);
        }

        InFlight inDoubt() {
            return new InFlight(move, span, promised, turns, since, answer, reached, reachedAt, true);
        }

        /** A guest that is all but there has done what it could. */
        boolean stopped(long current, Duration now, Duration deadline) {
            long left = Math.abs(move.to() - current);
            return left > ALL_BUT_THERE * Math.abs(move.to() - move.from())
                    && now.minus(reachedAt).compareTo(deadline.dividedBy(2)) >= 0;
        }

        InFlight seen(long current, Duration now) {
            long way = move.takes() ? reached - current : current - reached;
            return way < LEAST_CHANGE
                    ? this
                    : new InFlight(move, span, promised, turns, since, answer, current, now, superseded);
        }
    }

    /** What the hypervisor said to a move. Unless it is known to have taken it, it is not the guest's fault if nothing happens. */
    private enum Answer {
        UNKNOWN,
        TAKEN,
        REFUSED
    }

    private record PastMove(Direction direction, Duration at) {}

    private record Span(long low, long high) {
        static Span between(long one, long other) {
            return new Span(Math.min(one, other), Math.max(one, other));
        }

        Span and(Span other) {
            return new Span(Math.min(low, other.low), Math.max(high, other.high));
        }

        boolean holds(long size) {
            return size > low - LEAST_CHANGE && size < high + LEAST_CHANGE;
        }
    }

    /**
     * Starts to follow a move that a domain is about to be asked to make. It takes the place of one that is under way.
     */
    void follow(Move move, Duration now) {
        boolean turns = inFlight.containsKey(move.id());
        start(move, move.to(), turns, now);
        lastMoves.put(move.id(), new PastMove(move.direction(), now));
    }

    /**
     * Starts to follow the withdrawal of an overdue move. It arrives like any other, but it is no change of direction: the
     * domain only stays where it stopped.
     */
    void followWithdrawal(Move withdrawal, Duration now) {
        start(withdrawal, Math.max(withdrawal.from(), withdrawal.to()), true, now);
    }

    private void start(Move move, long promised, boolean turns, Duration now) {
        InFlight before = inFlight.get(move.id());
        Span way = Span.between(move.from(), move.to());
        Span span = before == null ? way : way.and(before.span());
        inFlight.put(
                move.id(), new InFlight(move, span, promised, turns, now, Answer.UNKNOWN, move.from(), now, false));
        asked.put(move.id(), move.to());
    }

    /** The hypervisor took a domain's move. */
    void heard(UUID id) {
        inFlight.computeIfPresent(id, (key, move) -> move.answered(Answer.TAKEN));
    }

    /** The hypervisor said no to a domain's move, which may have had its effect all the same. */
    void refuse(UUID id) {
        inFlight.computeIfPresent(id, (key, move) -> move.answered(Answer.REFUSED));
    }

    /**
     * From now on a domain may stop, or go the way back: it is about to be asked to, and nobody knows yet whether it hears.
     *
     * @param size that it is asked to have, in bytes
     */
    void mayTurn(UUID id, long size) {
        inFlight.computeIfPresent(id, (key, move) -> move.turningTo(size));
    }

    /** Whether the hypervisor said no to the move that is followed. */
    boolean refused(UUID id) {
        InFlight following = inFlight.get(id);
        return following != null && following.answer() == Answer.REFUSED;
    }

    /** Gives a domain's move another deadline: it could not be withdrawn, or the domain cannot move now. */
    void postpone(UUID id, Duration now) {
        inFlight.computeIfPresent(id, (key, move) -> move.since(now));
    }

    /**
     * Somebody else seems to have asked the domain for another size. Its move explains nothing any more; but what was promised
     * is so until it is seen, withdrawn, or replaced by another: it may have been the guest that went astray.
     */
    void supersede(UUID id) {
        asked.remove(id);
        inFlight.computeIfPresent(id, (key, move) -> move.inDoubt());
    }

    /** Compares a domain's size with the one it was asked to have, within a deadline for the move as a whole. */
    Progress observe(UUID id, long current, Duration now, Duration deadline) {
        InFlight following = inFlight.computeIfPresent(id, (key, move) -> move.seen(current, now));
        if (following == null) {
            return Progress.SETTLED;
        }
        if (arrived(following.move(), current)) {
            inFlight.remove(id);
            return Progress.ARRIVED;
        }
        if (now.minus(following.since()).compareTo(deadline) < 0) {
            return Progress.MOVING;
        }
        boolean known = following.answer() == Answer.TAKEN && !following.turns() && !following.superseded();
        if (known && following.stopped(current, now, deadline)) {
            stuck.computeIfAbsent(
                            new Way(id, following.move().direction()),
                            key -> new Backoff(deadline.multipliedBy(2), longest(deadline.multipliedBy(2))))
                    .trip(now);
        }
        return Progress.OVERDUE;
    }

    private static Duration longest(Duration first) {
        return first.compareTo(LONGEST_WAIT) > 0 ? first : LONGEST_WAIT;
    }

    /** A domain's size changed: whatever it was stuck in, it is not any more. */
    void progressed(UUID id, Direction direction) {
        Backoff wait = stuck.get(new Way(id, direction));
        if (wait != null) {
            wait.clear();
        }
    }

    /** How long a domain that did not move in a direction is still left alone in it; empty where it is not. */
    Optional<Duration> stuck(UUID id, Direction direction, Duration now) {
        return Optional.ofNullable(stuck.get(new Way(id, direction))).flatMap(wait -> wait.left(now));
    }

    /**
     * Whether a change of a domain's size comes from us: from a move under way, or, however late, from a domain that is back
     * at the size that it was last asked to have. If it does not, somebody else resized the domain.
     */
    boolean explains(UUID id, long before, long now) {
        InFlight following = inFlight.get(id);
        if (following != null) {
            boolean onItsWay = following.turns() || following.move().takes() == now < before;
            return onItsWay && !following.superseded() && following.span().holds(now);
        }
        Long last = asked.get(id);
        return last != null && Span.between(last, last).holds(now);
    }

    /** The move a domain is making. */
    Optional<Move> moving(UUID id) {
        return Optional.ofNullable(inFlight.get(id))
                .filter(move -> !move.superseded())
                .map(InFlight::move);
    }

    /** The move that is followed, even if somebody else seems to have asked for another size since. */
    Optional<Move> following(UUID id) {
        return Optional.ofNullable(inFlight.get(id)).map(InFlight::move);
    }

    /** The most that a domain may come to have by what it was asked and has not reached, in bytes; empty where nothing is under way. */
    OptionalLong promised(UUID id) {
        InFlight following = inFlight.get(id);
        return following == null ? OptionalLong.empty() : OptionalLong.of(following.promised());
    }

    /** Whether a move in this direction would flip one that was made less than a while ago. */
    boolean flips(UUID id, Direction direction, Duration now, Duration cooldown) {
        PastMove last = lastMoves.get(id);
        return last != null
                && last.direction() != direction
                && now.minus(last.at()).compareTo(cooldown) < 0;
    }

    /** Stops to follow a domain that was stopped. */
    void forget(UUID id) {
        inFlight.remove(id);
        asked.remove(id);
        lastMoves.remove(id);
        stuck.keySet().removeIf(way -> way.id().equals(id));
    }

    /** Stops to follow all other domains: they do not run any more. */
    void retain(Set<UUID> running) {
        inFlight.keySet().retainAll(running);
        asked.keySet().retainAll(running);
        lastMoves.keySet().retainAll(running);
        stuck.keySet().removeIf(way -> !running.contains(way.id()));
    }

    /**
     * A size beyond the one asked for counts as arrived. There is no tolerance on the near side: a domain that still moves
     * towards its target must not leave the ledger.
     */
    private static boolean arrived(Move move, long current) {
        return move.takes() ? current <= move.to() : current >= move.to();
    }
}
