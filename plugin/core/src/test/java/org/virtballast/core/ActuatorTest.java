/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.core.FakeHypervisor.Asked;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.core.Observation.OverdueMove;
import org.virtballast.core.Observation.Stake;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.Mode;

final class ActuatorTest {
    private static final Duration NOW = Duration.ofHours(1);

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final BudgetLedger ledger = new BudgetLedger();
    private final Convergence convergence = new Convergence();
    private final Actuator actuator =
            new Actuator(hypervisor, ledger, convergence, new NearYields(hypervisor, new FakeClock()));
    private final List<Outcome> outcomes = new ArrayList<>();
    private final FakeGuest first = hypervisor.add(new FakeGuest(1, "first", 1000, 4000));
    private final FakeGuest second = hypervisor.add(new FakeGuest(2, "second", 1000, 4000));

    @BeforeEach
    void openAccounts() {
        ledger.confirm(first.id, 1000, OptionalLong.empty());
        ledger.confirm(second.id, 1000, OptionalLong.empty());
    }

    @Test
    void moves_areMadeInTheirOrder() {
        Move take = move(second, 800);
        Move give = move(first, 1200);

        apply(Mode.AUTO, take, give);

        assertEquals(List.of(new Asked(second.id, 800), new Asked(first.id, 1200)), hypervisor.asked);
        assertEquals(
                List.of(Outcome.of(take, Outcome.Result.APPLIED), Outcome.of(give, Outcome.Result.APPLIED)), outcomes);
        assertEquals(2200, ledger.committed());
        assertEquals(Optional.of(give), convergence.moving(first.id));
    }

    @Test
    void moveThatFails_doesNotStopTheOthersAndKeepsItsPromise() {
        hypervisor.resizeFailures.put(first.id, FakeHypervisor.refused("Domain 'first' is locked."));
        Move failing = move(first, 1200);

        apply(Mode.AUTO, failing, move(second, 1100));

        assertEquals(
                List.of(Outcome.Result.FAILED, Outcome.Result.APPLIED),
                outcomes.stream().map(Outcome::result).toList());
        assertEquals("Domain 'first' is locked.", outcomes.get(0).detail());
        assertEquals(2300, ledger.committed());
        assertEquals(Optional.of(failing), convergence.moving(first.id));
    }

    @Test
    void observeMode_asksNobodyAndPromisesNothing() {
        apply(Mode.OBSERVE, move(first, 1200));

        assertTrue(hypervisor.asked.isEmpty());
        assertEquals(Outcome.Result.OBSERVED, outcomes.get(0).result());
        assertEquals(2000, ledger.committed());
        assertEquals(Optional.empty(), convergence.moving(first.id));
    }

    @Test
    void unexpectedFailure_leavesWhatWasDoneOnRecord() {
        hypervisor.resizeFailures.put(second.id, new IllegalStateException("a bug"));

        assertThrows(IllegalStateException.class, () -> apply(Mode.AUTO, move(first, 1200), move(second, 1200)));

        assertEquals(1, outcomes.size());
        assertEquals(2400, ledger.committed(), "the guest may have been asked before the failure");
    }

    @Test
    void overdueMove_isWithdrawnToWhereTheGuestStopped() {
        Move stuck = move(first, 1600);
        apply(Mode.AUTO, stuck);
        ledger.confirm(first.id, 1300, OptionalLong.empty());

        withdraw(stuck, 1300);

        assertEquals(new Asked(first.id, 1300), hypervisor.asked.get(1));
        Move withdrawal = convergence.moving(first.id).orElseThrow();
        assertEquals(1600, withdrawal.from());
        assertEquals(1300, withdrawal.to());
        assertEquals("it stopped there at the deadline of a move to 1.56KiB", withdrawal.reason());
        assertEquals(2600, ledger.committed(), "what was promised is free when the guest is seen to stay");
    }

    @Test
    void moveThatCannotBeWithdrawn_isFollowedOnAndStaysPromised() {
        Move stuck = move(first, 1600);
        apply(Mode.AUTO, stuck);
        hypervisor.resizeFailures.put(first.id, FakeHypervisor.refused("Domain 'first' is locked."));

        withdraw(stuck, 1300);

        assertEquals(Outcome.Result.FAILED, outcomes.get(1).result());
        assertEquals(Optional.of(stuck), convergence.moving(first.id));
        assertEquals(2600, ledger.committed());
    }

    @Test
    void domainTakenOutOfOurHands_isNotAskedEvenToStayAndKeepsItsPromise() {
        Move stuck = move(first, 1600);
        apply(Mode.AUTO, stuck);

        actuator.withdraw(seen(Mode.OBSERVE, NOW.plusSeconds(30), OverdueMove.late(stuck, 1300)), outcomes::add);

        assertEquals(1, hypervisor.asked.size(), "only the move itself");
        assertEquals(Optional.of(stuck), convergence.moving(first.id));
        assertEquals(2600, ledger.committed());
    }

    @Test
    void guestWithoutASize_isAskedForNone() {
        Move stuck = move(first, 1600);

        withdraw(stuck, 0);

        assertTrue(hypervisor.asked.isEmpty());
        assertTrue(outcomes.isEmpty());
    }

    private void apply(Mode mode, Move... moves) {
        actuator.apply(new Plan(List.of(moves), List.of()), seen(mode, NOW), outcomes::add);
    }

    private void withdraw(Move move, long stoppedAt) {
        actuator.withdraw(seen(Mode.AUTO, NOW.plusSeconds(30), OverdueMove.late(move, stoppedAt)), outcomes::add);
    }

    private Observation seen(Mode mode, Duration now, OverdueMove... overdue) {
        List<ObservedDomain> domains = hypervisor.guests().stream()
                .map(guest -> new ObservedDomain(
                        TestDomain.of(Math.toIntExact(guest.id.getLeastSignificantBits()), 1000)
                                .view(),
                        guest.description(),
                        DomainSample.State.RUNNING,
                        mode,
                        false,
                        Condition.NORMAL,
                        new Stake(0, 0),
                        Optional.empty(),
                        Optional.empty(),
                        -1,
                        List.of()))
                .toList();
        return new Observation(TestDomain.host(1000), now, Optional.empty(), domains, List.of(overdue), List.of());
    }

    private static Move move(FakeGuest guest, long to) {
        return new Move(guest.id, guest.name, guest.current, to, "test");
    }

    @Test
    void moveThatTheHypervisorTook_isTheGuestsToMake() {
        Move take = move(first, 800);
        apply(Mode.AUTO, take);

        convergence.observe(first.id, 1000, NOW.plusSeconds(30), Duration.ofSeconds(30));

        assertTrue(
                convergence.stuck(first.id, Direction.TAKE, NOW.plusSeconds(30)).isPresent());
    }

    @Test
    void moveThatFailed_isNotTheGuestsFault() {
        hypervisor.resizeFailures.put(first.id, FakeHypervisor.refused("Domain 'first' is locked."));
        apply(Mode.AUTO, move(first, 800));

        convergence.observe(first.id, 1000, NOW.plusSeconds(30), Duration.ofSeconds(30));

        assertEquals(Optional.empty(), convergence.stuck(first.id, Direction.TAKE, NOW.plusSeconds(30)));
    }

    @Test
    void moveThatHurts_isWithdrawnForThatReason() {
        Move take = move(first, 800);
        apply(Mode.AUTO, take);

        actuator.withdraw(seen(Mode.AUTO, NOW.plusSeconds(5), OverdueMove.hurting(take, 900)), outcomes::add);

        assertEquals(
                "it is in distress, which ends a move to 800B",
                convergence.moving(first.id).orElseThrow().reason());
    }

    @Test
    void moveThatMayHaveBeenWithdrawn_mayTurn() {
        first.current = 1000 << 20;
        Move take = move(first, 800 << 20);
        apply(Mode.AUTO, take);
        hypervisor.resizeFailures.put(first.id, new IllegalStateException("a bug"));

        assertThrows(IllegalStateException.class, () -> withdraw(take, 900 << 20));

        assertTrue(convergence.explains(first.id, 890 << 20, 900 << 20));
        assertEquals(
                Convergence.Progress.MOVING,
                convergence.observe(first.id, 900 << 20, NOW.plusSeconds(59), Duration.ofSeconds(30)),
                "it has another deadline");
    }
}
