/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.Convergence.Progress;

final class ConvergenceTest {
    private static final UUID A = new UUID(0, 1);
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration COOLDOWN = Duration.ofSeconds(15);
    private static final Move TAKE = new Move(A, "a", 500, 300, "test");
    private static final Move GIVE = new Move(A, "a", 300, 500, "test");

    private final Convergence convergence = new Convergence();

    @Test
    void domainThatWasNeverAsked_isSettled() {
        assertEquals(Progress.SETTLED, see(300, 0));
        assertEquals(Optional.empty(), convergence.moving(A));
    }

    @ParameterizedTest
    @CsvSource({"500, MOVING", "301, MOVING", "300, ARRIVED", "200, ARRIVED", "600, MOVING"})
    void take_arrivesAtItsTargetOrBelow(long current, Progress progress) {
        convergence.follow(TAKE, at(0));

        assertEquals(progress, see(current, 5));
    }

    @ParameterizedTest
    @CsvSource({"300, MOVING", "499, MOVING", "500, ARRIVED", "600, ARRIVED", "200, MOVING"})
    void give_arrivesAtItsTargetOrAbove(long current, Progress progress) {
        convergence.follow(GIVE, at(0));

        assertEquals(progress, see(current, 5));
    }

    @Test
    void arrivedMove_isFollowedNoMore() {
        convergence.follow(TAKE, at(0));
        assertEquals(Optional.of(TAKE), convergence.moving(A));

        see(300, 5);

        assertEquals(Optional.empty(), convergence.moving(A));
        assertEquals(Progress.SETTLED, see(400, 10));
    }

    @Test
    void deadline_isForTheMoveAsAWhole() {
        convergence.follow(TAKE, at(0));

        assertEquals(Progress.MOVING, see(450, 10));
        assertEquals(Progress.MOVING, see(350, 29));
        assertEquals(Progress.OVERDUE, see(310, 30));
        assertEquals(Progress.OVERDUE, see(305, 31));
    }

    @Test
    void moveThatArrivesLate_hasArrived() {
        convergence.follow(TAKE, at(0));

        assertEquals(Progress.ARRIVED, see(300, 90));
    }

    @Test
    void withdrawal_arrivesWhenTheDomainIsWhereItStopped() {
        convergence.follow(TAKE, at(0));
        convergence.followWithdrawal(new Move(A, "a", 300, 400, "withdrawn"), at(30));

        assertEquals(Progress.MOVING, see(350, 35));
        assertEquals(Progress.ARRIVED, see(400, 40));
    }

    @Test
    void withdrawal_hasItsOwnDeadline() {
        convergence.follow(TAKE, at(0));
        convergence.followWithdrawal(new Move(A, "a", 300, 400, "withdrawn"), at(30));

        assertEquals(Progress.MOVING, see(350, 59));
        assertEquals(Progress.OVERDUE, see(350, 60));
    }

    @Test
    void moveThatCouldNotBeWithdrawn_isFollowedForAnotherDeadline() {
        convergence.follow(TAKE, at(0));
        convergence.postpone(A, at(30));

        assertEquals(Optional.of(TAKE), convergence.moving(A));
        assertEquals(Progress.MOVING, see(400, 59));
        assertEquals(Progress.OVERDUE, see(400, 60));
    }

    @Test
    void nothing_isPostponedForADomainThatDoesNotMove() {
        convergence.postpone(A, at(30));

        assertEquals(Progress.SETTLED, see(400, 31));
    }

    @Test
    void flip_isSeenUntilTheCooldownIsOver() {
        convergence.follow(TAKE, at(0));

        assertTrue(convergence.flips(A, Direction.GIVE, at(14), COOLDOWN));
        assertFalse(convergence.flips(A, Direction.GIVE, at(15), COOLDOWN));
        assertFalse(convergence.flips(A, Direction.TAKE, at(1), COOLDOWN));
    }

    @Test
    void flip_isSeenAfterTheMoveArrived() {
        convergence.follow(GIVE, at(0));
        see(500, 5);

        assertTrue(convergence.flips(A, Direction.TAKE, at(10), COOLDOWN));
    }

    @Test
    void withdrawal_isNoChangeOfDirection() {
        convergence.follow(TAKE, at(0));
        convergence.followWithdrawal(new Move(A, "a", 300, 400, "withdrawn"), at(30));

        assertFalse(convergence.flips(A, Direction.TAKE, at(31), COOLDOWN));
    }

    @Test
    void domainThatNeverMoved_flipsNothing() {
        assertFalse(convergence.flips(A, Direction.TAKE, at(0), COOLDOWN));
        assertFalse(convergence.flips(A, Direction.GIVE, at(0), COOLDOWN));
    }

    @Test
    void stoppedDomain_isForgotten() {
        convergence.follow(TAKE, at(0));

        convergence.retain(Set.of(new UUID(0, 2)));

        assertEquals(Progress.SETTLED, see(500, 5));
        assertFalse(convergence.flips(A, Direction.GIVE, at(1), COOLDOWN));
    }

    private Progress see(long current, int seconds) {
        return convergence.observe(A, current, at(seconds), DEADLINE);
    }

    private static Duration at(int seconds) {
        return Duration.ofHours(1).plusSeconds(seconds);
    }
}
