/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Follows each move until the size it asked for is seen, or until its deadline passes. Asking a guest for a size says
 * nothing of whether it complies; only what is seen counts.
 */
final class Convergence {
    private final Map<UUID, InFlight> inFlight = new HashMap<>();
    private final Map<UUID, PastMove> lastMoves = new HashMap<>();

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

    private record InFlight(Move move, Duration since) {}

    private record PastMove(Direction direction, Duration at) {}

    /** Starts to follow a move that a domain was just asked to make. */
    void follow(Move move, Duration now) {
        inFlight.put(move.id(), new InFlight(move, now));
        lastMoves.put(move.id(), new PastMove(move.direction(), now));
    }

    /**
     * Starts to follow the withdrawal of an overdue move. It arrives like any other, but it is no change of direction: the
     * domain only stays where it stopped.
     */
    void followWithdrawal(Move withdrawal, Duration now) {
        inFlight.put(withdrawal.id(), new InFlight(withdrawal, now));
    }

    /** Gives a domain's move another deadline: it could not be withdrawn. */
    void postpone(UUID id, Duration now) {
        inFlight.computeIfPresent(id, (key, following) -> new InFlight(following.move(), now));
    }

    /** Compares a domain's size with the one it was asked to have, within a deadline for the move as a whole. */
    Progress observe(UUID id, long current, Duration now, Duration deadline) {
        InFlight following = inFlight.get(id);
        if (following == null) {
            return Progress.SETTLED;
        }
        if (arrived(following.move(), current)) {
            inFlight.remove(id);
            return Progress.ARRIVED;
        }
        return now.minus(following.since()).compareTo(deadline) >= 0 ? Progress.OVERDUE : Progress.MOVING;
    }

    /** The move a domain is making. */
    Optional<Move> moving(UUID id) {
        return Optional.ofNullable(inFlight.get(id)).map(InFlight::move);
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
        lastMoves.remove(id);
    }

    /** Stops to follow all other domains: they do not run any more. */
    void retain(Set<UUID> running) {
        inFlight.keySet().retainAll(running);
        lastMoves.keySet().retainAll(running);
    }

    /**
     * A size beyond the one asked for counts as arrived. There is no tolerance on the near side: a domain that still moves
     * towards its target must not leave the ledger.
     */
    private static boolean arrived(Move move, long current) {
        return move.takes() ? current <= move.to() : current >= move.to();
    }
}
