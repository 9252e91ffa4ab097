/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.Convergence.Progress;
import org.virtballast.spi.ByteSize;

final class ConvergenceTest {
    private static final UUID A = new UUID(0, 1);
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration COOLDOWN = Duration.ofSeconds(15);
    private static final long MIB = ByteSize.MIB;
    private static final Move TAKE_MIB = new Move(A, "a", 500 * MIB, 300 * MIB, "test");
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

    @Test
    void guestThatDoesNotMoveByTheDeadline_isStuckInThatDirection() {
        ask(TAKE_MIB, 0);

        assertEquals(Progress.MOVING, see(500 * MIB, 29));
        assertEquals(Optional.empty(), stuck(Direction.TAKE, 29));
        assertEquals(Progress.OVERDUE, see(500 * MIB, 30));

        assertEquals(Optional.of(Duration.ofMinutes(1)), stuck(Direction.TAKE, 30));
        assertEquals(Optional.empty(), stuck(Direction.GIVE, 30));
        assertEquals(Optional.empty(), stuck(Direction.TAKE, 90));
    }

    @Test
    void guestThatMadeSomeWay_isNotStuck() {
        ask(TAKE_MIB, 0);
        see(499 * MIB, 30);
        assertEquals(Optional.empty(), stuck(Direction.TAKE, 30));

        see(300 * MIB, 35);
        ask(new Move(A, "a", 300 * MIB, 500 * MIB, "test"), 40);
        see(301 * MIB, 70);
        assertEquals(Optional.empty(), stuck(Direction.GIVE, 70));
    }

    /** A tenth of the 200 MiB may be left. */
    @ParameterizedTest
    @CsvSource({"320, false", "321, true", "480, true"})
    void guestThatStopsShort_isStuckUnlessItIsAllButThere(long reached, boolean isStuck) {
        ask(TAKE_MIB, 0);
        see(reached * MIB, 10);
        see(reached * MIB, 30);

        assertEquals(isStuck, stuck(Direction.TAKE, 30).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"280, false", "279, true"})
    void guestThatGrowsAndStopsShort_isStuckUnlessItIsAllButThere(long left, boolean isStuck) {
        ask(new Move(A, "a", 100 * MIB, 300 * MIB, "test"), 0);
        see(left * MIB, 10);
        see(left * MIB, 30);

        assertEquals(isStuck, stuck(Direction.GIVE, 30).isPresent());
    }

    /** Half of the deadline of 30 s. */
    @ParameterizedTest
    @CsvSource({"15, true", "16, false"})
    void guestThatMovedInTheSecondHalf_isNotStuck(int lastMoved, boolean isStuck) {
        ask(TAKE_MIB, 0);
        see(400 * MIB, lastMoved);
        see(400 * MIB, 30);

        assertEquals(isStuck, stuck(Direction.TAKE, 30).isPresent());
    }

    @Test
    void guestThatIsBarelyFurther_isStuck() {
        ask(TAKE_MIB, 0);
        see(499 * MIB + 1, 30);

        assertTrue(stuck(Direction.TAKE, 30).isPresent());
    }

    @Test
    void guestThatIsStuckAgain_isLeftAloneTwiceAsLong() {
        ask(TAKE_MIB, 0);
        see(500 * MIB, 30);
        see(300 * MIB, 35);
        ask(TAKE_MIB, 100);
        see(500 * MIB, 130);

        assertEquals(Optional.of(Duration.ofMinutes(2)), stuck(Direction.TAKE, 130));
    }

    @Test
    void guestThatIsAlwaysStuck_isAskedOnceAnHour() {
        for (int time = 0; time < 10; time++) {
            ask(TAKE_MIB, 0);
            see(500 * MIB, 30);
            see(300 * MIB, 35);
        }

        assertEquals(Optional.of(Duration.ofHours(1)), stuck(Direction.TAKE, 30));
    }

    @Test
    void deadlineOfMoreThanAnHour_isWaitedForTwice() {
        convergence.follow(TAKE_MIB, at(0));
        convergence.heard(A);
        convergence.observe(A, 500 * MIB, at(7200), Duration.ofHours(2));

        assertEquals(Optional.of(Duration.ofHours(4)), stuck(Direction.TAKE, 7200));
    }

    @Test
    void progress_endsTheWaitInItsDirection() {
        ask(TAKE_MIB, 0);
        see(500 * MIB, 30);

        convergence.progressed(A, Direction.GIVE);
        assertTrue(stuck(Direction.TAKE, 30).isPresent());
        convergence.progressed(A, Direction.TAKE);
        assertEquals(Optional.empty(), stuck(Direction.TAKE, 30));
    }

    @Test
    void moveThatTheHypervisorDidNotTake_isNotTheGuestsFault() {
        convergence.follow(TAKE_MIB, at(0));

        assertEquals(Progress.OVERDUE, see(500 * MIB, 30));

        assertEquals(Optional.empty(), stuck(Direction.TAKE, 30));
    }

    @Test
    void moveThatTurnedAnotherRound_isNoReasonToCallTheGuestStuck() {
        ask(TAKE_MIB, 0);
        ask(new Move(A, "a", 400 * MIB, 500 * MIB, "test"), 10);

        assertEquals(Progress.OVERDUE, see(400 * MIB, 40));

        assertEquals(Optional.empty(), stuck(Direction.GIVE, 40));
    }

    @ParameterizedTest
    @CsvSource({"500, 400, true", "500, 300, true", "500, 299, false", "400, 450, false", "500, 501, false"})
    void takeUnderWay_explainsWhatLiesOnItsWay(long before, long now, boolean explained) {
        ask(TAKE_MIB, 0);

        assertEquals(explained, convergence.explains(A, before * MIB, now * MIB));
    }

    @ParameterizedTest
    @CsvSource({"300, 400, true", "300, 500, true", "300, 501, false", "400, 350, false", "300, 299, false"})
    void giveUnderWay_explainsWhatLiesOnItsWay(long before, long now, boolean explained) {
        ask(new Move(A, "a", 300 * MIB, 500 * MIB, "test"), 0);

        assertEquals(explained, convergence.explains(A, before * MIB, now * MIB));
    }

    @ParameterizedTest
    @CsvSource({"400, 380, true", "380, 400, true", "400, 300, true", "400, 500, true", "400, 502, false"})
    void withdrawal_explainsBothWays(long before, long now, boolean explained) {
        ask(TAKE_MIB, 0);
        convergence.followWithdrawal(new Move(A, "a", 300 * MIB, 400 * MIB, "withdrawn"), at(30));

        assertEquals(explained, convergence.explains(A, before * MIB, now * MIB));
    }

    @Test
    void moveThatIsAboutToBeWithdrawn_explainsBothWays() {
        ask(TAKE_MIB, 0);
        assertFalse(convergence.explains(A, 390 * MIB, 400 * MIB));

        convergence.mayTurn(A, 400 * MIB);

        assertTrue(convergence.explains(A, 390 * MIB, 400 * MIB));
        assertEquals(OptionalLong.of(400 * MIB), convergence.promised(A), "it may hear");
    }

    @Test
    void turnedRoundMove_explainsWhatIsLeftOfTheOther() {
        ask(TAKE_MIB, 0);
        ask(new Move(A, "a", 400 * MIB, 500 * MIB, "test"), 10);

        assertTrue(convergence.explains(A, 400 * MIB, 390 * MIB));
        assertFalse(convergence.explains(A, 400 * MIB, 298 * MIB));
    }

    @Test
    void nothingUnderWay_explainsOnlyTheSizeThatWasAskedFor() {
        ask(TAKE_MIB, 0);
        see(300 * MIB, 10);

        assertFalse(convergence.explains(A, 300 * MIB, 400 * MIB), "not even soon after");
        assertTrue(convergence.explains(A, 310 * MIB, 300 * MIB), "the guest had taken memory back by itself");
        assertFalse(convergence.explains(new UUID(0, 2), 310 * MIB, 300 * MIB));
    }

    @Test
    void sizeThatSomebodyElseAskedFor_isNotOursAnyMore() {
        ask(TAKE_MIB, 0);

        convergence.supersede(A);

        assertEquals(Optional.empty(), convergence.moving(A));
        assertFalse(convergence.explains(A, 310 * MIB, 300 * MIB));
        assertFalse(convergence.explains(A, 500 * MIB, 400 * MIB));
    }

    @Test
    void moveInDoubt_isFollowedUntilItIsWithdrawn() {
        ask(TAKE_MIB, 0);
        convergence.supersede(A);

        assertEquals(Optional.of(TAKE_MIB), convergence.following(A));
        assertEquals(OptionalLong.of(300 * MIB), convergence.promised(A));
        assertEquals(Progress.OVERDUE, see(500 * MIB, 30));
        assertEquals(Optional.empty(), stuck(Direction.TAKE, 30), "it had other things to do");

        Move withdrawal = new Move(A, "a", 300 * MIB, 500 * MIB, "withdrawn");
        convergence.followWithdrawal(withdrawal, at(30));
        assertEquals(Optional.of(withdrawal), convergence.moving(A));
        assertEquals(Progress.ARRIVED, see(500 * MIB, 35));
    }

    @Test
    void sizeOfAMoveThatArrivedBeforeSomebodyElsesResize_isNotOursAnyMore() {
        ask(TAKE_MIB, 0);
        see(300 * MIB, 10);

        convergence.supersede(A);

        assertFalse(convergence.explains(A, 310 * MIB, 300 * MIB));
    }

    @Test
    void promise_isTheMostThatADomainMayComeToHave() {
        assertEquals(OptionalLong.empty(), convergence.promised(A));
        ask(TAKE_MIB, 0);
        assertEquals(OptionalLong.of(300 * MIB), convergence.promised(A));

        convergence.followWithdrawal(new Move(A, "a", 300 * MIB, 400 * MIB, "withdrawn"), at(30));
        assertEquals(OptionalLong.of(400 * MIB), convergence.promised(A));
        convergence.followWithdrawal(new Move(A, "a", 400 * MIB, 390 * MIB, "withdrawn"), at(60));
        assertEquals(OptionalLong.of(400 * MIB), convergence.promised(A));

        see(390 * MIB, 65);
        assertEquals(OptionalLong.empty(), convergence.promised(A));
    }

    @Test
    void forgottenDomain_isAnother() {
        ask(TAKE_MIB, 0);
        see(500 * MIB, 30);

        convergence.forget(A);

        assertEquals(Optional.empty(), convergence.moving(A));
        assertEquals(Optional.empty(), stuck(Direction.TAKE, 30));
        assertFalse(convergence.flips(A, Direction.GIVE, at(1), COOLDOWN));
        assertFalse(convergence.explains(A, 310 * MIB, 300 * MIB));
    }

    @Test
    void domainsThatRun_areNotForgottenWithTheOthers() {
        UUID other = new UUID(0, 2);
        ask(TAKE_MIB, 0);
        ask(new Move(other, "b", 500 * MIB, 300 * MIB, "test"), 0);
        convergence.observe(other, 500 * MIB, at(30), DEADLINE);

        convergence.retain(Set.of(A));

        assertEquals(Optional.of(TAKE_MIB), convergence.moving(A));
        assertTrue(convergence.flips(A, Direction.GIVE, at(1), COOLDOWN));
        assertEquals(Optional.empty(), convergence.moving(other));
        assertEquals(Optional.empty(), convergence.stuck(other, Direction.TAKE, at(30)));
        assertFalse(convergence.explains(other, 310 * MIB, 300 * MIB));
    }

    @Test
    void domainThatIsStuckAndRuns_staysStuckWhenOthersAreForgotten() {
        ask(TAKE_MIB, 0);
        see(500 * MIB, 30);

        convergence.retain(Set.of(A));
        convergence.forget(new UUID(0, 2));

        assertTrue(stuck(Direction.TAKE, 30).isPresent());
        see(300 * MIB, 40);
        convergence.retain(Set.of(A));
        assertTrue(convergence.explains(A, 310 * MIB, 300 * MIB));
    }

    private void ask(Move move, int seconds) {
        convergence.follow(move, at(seconds));
        convergence.heard(move.id());
    }

    private Optional<Duration> stuck(Direction direction, int seconds) {
        return convergence.stuck(A, direction, at(seconds));
    }
}
