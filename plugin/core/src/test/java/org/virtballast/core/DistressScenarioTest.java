/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.core.FakeHypervisor.Asked;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HostMemory;
import org.virtballast.core.port.Mode;
import org.virtballast.core.port.SavedState;
import org.virtballast.core.port.SavedState.SavedDomain;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.Proposal;

/** Guests in distress: what was taken from them goes back at once and in full, ahead of all else. */
final class DistressScenarioTest {
    private static final long MIB = ByteSize.MIB;

    private final Engine engine = new Engine(3000 * MIB);
    private FakeGuest web;
    private FakeGuest db;

    @BeforeEach
    void startTwoGuests() {
        web = engine.start(FakeGuest.ofMib(1, "web1", 1000, 4000));
        db = engine.start(FakeGuest.ofMib(2, "db1", 2000, 4000));
        engine.cycles(2);
    }

    @Test
    void guestThatRunsShort_getsBackAllThatWasTaken() {
        take(db, 1600);
        db.used = 1580 * MIB;

        engine.cycle();

        assertEquals(Condition.DISTRESSED, condition(db));
        assertEquals(List.of(new Asked(db.id, 2000 * MIB)), engine.hypervisor.asked);
        engine.cycle();
        assertEquals(2000 * MIB, db.current);
    }

    @Test
    void guestThatSwapsIn_getsBackWhatWasTaken() {
        take(db, 1600);
        db.swapInASecond = 2 * MIB;

        engine.cycles(2);

        assertEquals(2000 * MIB, db.target);
    }

    @Test
    void guestFromWhichNothingWasTaken_isNotInDistress() {
        db.used = 1990 * MIB;
        db.swapInASecond = 200 * MIB;

        engine.cycles(2);

        assertEquals(Condition.NORMAL, condition(db));
        assertTrue(engine.hypervisor.asked.isEmpty());
    }

    @Test
    void takeUnderWay_isTurnedRound() {
        db.bytesPerSecond = 20 * MIB;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.cycle();
        assertTrue(Math.abs(db.current - 1900 * MIB) <= 2 * MIB);
        db.swapInASecond = 10 * MIB;

        engine.cycle();

        assertEquals(2000 * MIB, db.target);
        engine.cycles(10);
        assertEquals(2000 * MIB, db.current);
        assertFalse(engine.observed(db).orElseThrow().held().isPresent(), "it was us");
    }

    @Test
    void takeUnderWay_isStoppedWhereNothingIsThereToGiveBack() {
        db.bytesPerSecond = 20 * MIB;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        for (int cycle = 0; cycle < 2; cycle++) {
            engine.wants(web, 4000 * MIB);
            engine.cycle();
        }
        web.reports = false;
        db.swapInASecond = 10 * MIB;
        engine.wants(web, 4000 * MIB);
        engine.cycle();
        long stopped = db.current;

        assertEquals(Condition.DISTRESSED, condition(db));
        assertTrue(db.target >= stopped, "it is not taken from any more: " + db.target);
    }

    @Test
    void distressedGuest_isServedBeforeAnyOther() {
        take(db, 1600);
        db.used = 1580 * MIB;
        engine.wants(web, 1400 * MIB);

        CycleRecord record = engine.cycle();

        assertEquals(List.of(new Asked(db.id, 2000 * MIB)), engine.hypervisor.asked);
        assertEquals(
                "it waits until 400MiB of the budget are confirmed free",
                record.plan().refusals().get(0).reason());
    }

    @Test
    void budgetThatIsUsedUp_comesFromWhoLeavesMemoryUnused() {
        web.farTier = FarTier.SWAP;
        engine.registry.register(web.description());
        take(db, 1600);
        give(web, 1400);
        web.used = 300 * MIB;
        engine.cycle();
        db.used = 1580 * MIB;

        engine.cycle();
        assertEquals(1000 * MIB, web.target, "though it got memory within the cooldown");
        engine.cycles(2);

        assertEquals(2000 * MIB, db.current);
    }

    @Test
    void budgetThatIsUsedUp_comesFromWhoGainedWhereNobodyLeavesAnyUnused() {
        take(db, 1600);
        give(web, 1400);
        db.used = 1580 * MIB;

        CycleRecord record = engine.cycle();

        assertEquals(
                List.of("it had got 400MiB, and db1 needs memory back; limited to a step of 350MiB"),
                record.plan().moves().stream().map(Move::reason).toList());
        engine.cycles(4);
        assertEquals(2000 * MIB, db.current);
        assertEquals(1000 * MIB, web.current);
    }

    @Test
    void borrowerThatIsInDistressItself_isNotAskedForMemory() {
        take(db, 1600);
        give(web, 1400);
        engine.cycles(3);
        take(web, 1350);
        web.used = 1340 * MIB;
        db.used = 1590 * MIB;

        engine.cycles(3);

        assertEquals(Condition.DISTRESSED, condition(db));
        assertTrue(web.current >= 1350 * MIB);
    }

    @Test
    void twoInDistressWithTooLittleForBoth_shareByWeightAndLeaveTheOtherAlone() {
        FakeGuest heavy = engine.start(FakeGuest.ofMib(3, "heavy", 1000, 2000).wishes(0.9, 200));
        engine.change(Engine.settings(Mode.AUTO, 4000 * MIB, host -> Proposal.NOTHING));
        engine.cycles(3);
        engine.policy(host -> new Proposal(engine.wanted, Map.of()));
        take(db, 1500);
        take(heavy, 750);
        FakeGuest late = engine.start(FakeGuest.ofMib(4, "late", 450, 450));
        engine.cycle();
        late.reports = false;
        db.used = 1480 * MIB;
        heavy.used = 740 * MIB;

        engine.cycles(2);

        assertEquals(1000 * MIB, heavy.current, "the heavier is served first");
        assertTrue(db.current > 1500 * MIB && db.current <= 1600 * MIB, "the other gets what is left");
        assertTrue(engine.hypervisor.committed() <= 4000 * MIB);
    }

    @Test
    void guestThatHadDistress_isNoDonorForAWhile() {
        take(db, 1600);
        db.used = 1580 * MIB;
        engine.cycles(2);
        db.used = 500 * MIB;
        engine.cycles(2);
        assertEquals(Condition.RECOVERING, condition(db));

        engine.wants(db, 1600 * MIB);
        engine.cycle();
        assertTrue(engine.hypervisor.asked.isEmpty());

        engine.cycles(12);
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        assertEquals(List.of(new Asked(db.id, 1600 * MIB)), engine.hypervisor.asked);
    }

    @Test
    void maximumBelowWhatItHad_isAllThatItGetsBack() {
        take(db, 1600);
        db.bounds(500 * MIB, 1700 * MIB);
        engine.registry.register(db.description());
        db.used = 1580 * MIB;

        engine.cycles(2);
        assertEquals(1700 * MIB, db.current);

        engine.cycle();
        assertEquals(Condition.RECOVERING, condition(db));
    }

    @Test
    void guestBelowItsMinimum_isOwedOnlyWhatWasTaken() {
        db.bounds(1000 * MIB, 4000 * MIB);
        engine.registry.register(db.description());
        db.resizedByOthers(800 * MIB);
        engine.cycle();
        engine.rebalancer().resume(db.id);
        db.used = 790 * MIB;
        engine.cycles(3);

        assertEquals(0, engine.observed(db).orElseThrow().owed(), "its operator took it");
        assertEquals(Condition.NORMAL, condition(db));
    }

    @Test
    void heldGuestInDistress_isLeftToItsOperator() {
        take(db, 1600);
        db.resizedByOthers(1500 * MIB);
        db.used = 1490 * MIB;

        engine.cycles(3);

        assertEquals(Condition.HELD, condition(db));
        assertTrue(engine.hypervisor.asked.isEmpty());
        assertEquals(0, engine.observed(db).orElseThrow().owed(), "what its operator gave it is what it has");
    }

    @Test
    void guestThatIsOnlyObserved_getsNothing() {
        take(db, 1600);
        engine.registry.register(db.mode(Mode.OBSERVE).description());
        db.used = 1590 * MIB;

        engine.cycles(3);

        assertEquals(Condition.LEFT_ALONE, condition(db));
        assertTrue(engine.hypervisor.asked.isEmpty());
    }

    @Test
    void policyThatFails_doesNotStopTheRelief() {
        take(db, 1600);
        db.used = 1580 * MIB;
        engine.policy(host -> {
            throw new IllegalStateException("a bug");
        });

        CycleRecord record = engine.cycle();

        assertTrue(record.failure().isPresent());
        assertEquals(List.of(new Asked(db.id, 2000 * MIB)), engine.hypervisor.asked);
    }

    @Test
    void distressedGuestThatDoesNotGrow_isAskedAtEachDeadline() {
        take(db, 1600);
        db.used = 1580 * MIB;
        db.stuck = true;
        int asked = 0;
        for (int cycle = 0; cycle < 30; cycle++) {
            engine.cycle();
            asked += engine.hypervisor.asked.contains(new Asked(db.id, 2000 * MIB)) ? 1 : 0;
        }

        assertTrue(asked >= 3, "asked " + asked + " times");
        assertEquals(Condition.DISTRESSED, condition(db));
    }

    @Test
    void resetGuest_isStillOwedWhatWasTaken() {
        take(db, 1600);
        db.reset(Duration.ofSeconds(8));
        engine.registry.rebooted(db.id);
        engine.cycles(5);
        assertEquals(1600 * MIB, db.current);
        assertEquals(400 * MIB, engine.observed(db).orElseThrow().owed());

        db.used = 1590 * MIB;
        engine.cycles(2);

        assertEquals(2000 * MIB, db.current);
    }

    @Test
    void daemonThatIsKilled_stillKnowsWhatItOwes() {
        take(db, 1600);
        engine.restart();
        db.used = 1590 * MIB;

        engine.cycles(2);

        assertEquals(2000 * MIB, db.current);
    }

    @Test
    void daemonThatEnds_givesBackWhatItTook() {
        take(db, 1600);

        engine.rebalancer().restore();

        assertEquals(2000 * MIB, db.target);
        assertEquals(
                OptionalLong.of(2000 * MIB),
                engine.store.state.domains().get(db.id).target());
    }

    @Test
    void daemonThatEnds_leavesAloneWhomItMustNotTouch() {
        take(db, 1600);
        engine.rebalancer().pause(db.id);
        engine.rebalancer().restore();
        assertEquals(1600 * MIB, db.target);

        engine.hypervisor.sampleFailure = Optional.of(new IllegalStateException("a bug"));
        engine.rebalancer().restore();
        engine.hypervisor.sampleFailure = Optional.of(FakeHypervisor.refused("libvirt does not answer."));
        engine.rebalancer().restore();
        assertEquals(1600 * MIB, db.target);
    }

    @Test
    void hostThatIsAboutToRunOut_takesWhatIsLeftUnused() {
        web.farTier = FarTier.SWAP;
        web.used = 100 * MIB;
        engine.registry.register(web.description());
        engine.host = Optional.of(new HostMemory(10_000 * MIB, 50 * MIB, Optional.empty()));
        engine.policy(host -> {
            throw new IllegalStateException("a bug");
        });

        CycleRecord record = engine.cycle();

        assertEquals(List.of(new Asked(web.id, 450 * MIB)), engine.hypervisor.asked, "550 MiB bring the host to 6 %");
        assertEquals(
                "it leaves 800MiB unused, and the host is about to run out of near memory",
                record.plan().moves().get(0).reason());
    }

    @Test
    void hostThatIsOnlyShort_takesNothingAheadOfThePolicy() {
        web.farTier = FarTier.SWAP;
        web.used = 100 * MIB;
        engine.registry.register(web.description());
        engine.host = Optional.of(new HostMemory(10_000 * MIB, 150 * MIB, Optional.empty()));
        engine.wants(web, 1200 * MIB);

        CycleRecord record = engine.cycle();

        assertTrue(engine.hypervisor.asked.isEmpty());
        assertEquals(1, record.plan().refusals().size());
    }

    @Test
    void guestOfWhichTheHostGainsNothing_isNoDonorAndGetsItsMemoryBack() {
        db.residentKnown = true;
        db.pinned = true;
        engine.cycle();
        engine.wants(db, 1600 * MIB);
        engine.cycle();

        CycleRecord record = engine.cycle();

        assertEquals(Condition.NOT_RECLAIMABLE, condition(db));
        assertEquals(0, engine.free(), "nothing came free");
        assertEquals(
                "the host was seen to gain nothing when it gave memory, so it gets back what it gave",
                record.plan().moves().get(0).reason());
        engine.cycle();
        assertEquals(2000 * MIB, db.current);
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        assertTrue(engine.hypervisor.asked.isEmpty());
    }

    @Test
    void guestOfWhichTheHostGains_staysADonor() {
        db.residentKnown = true;
        engine.cycle();
        take(db, 1600);

        assertEquals(400 * MIB, engine.free());
        assertTrue(condition(db) != Condition.NOT_RECLAIMABLE);
    }

    @Test
    void nonsenseInTheStateFile_hurtsNobody() {
        engine.store.state = new SavedState(
                false,
                Map.of(
                        db.id,
                        new SavedDomain(
                                1,
                                Long.MAX_VALUE,
                                OptionalLong.of(Long.MAX_VALUE),
                                Long.MAX_VALUE,
                                0,
                                Optional.of(Instant.MAX),
                                false)));
        engine.restart();
        engine.wants(web, 4000 * MIB);
        engine.wants(db, 4000 * MIB);

        engine.cycle();

        assertTrue(engine.hypervisor.committed() <= 3000 * MIB);
        assertEquals(Condition.HELD, condition(db), "a size that it does not have is somebody else's");
        assertTrue(engine.observed(db).orElseThrow().held().orElseThrow().compareTo(Duration.ofMinutes(30)) <= 0);
        assertEquals(0, engine.observed(db).orElseThrow().owed());
    }

    @Test
    void pausedGuest_isNotTurnedRoundBeforeItRuns() {
        take(db, 1600);
        db.used = 1590 * MIB;
        db.state = DomainSample.State.PAUSED;
        engine.cycle();
        assertTrue(engine.hypervisor.asked.isEmpty());

        db.state = DomainSample.State.RUNNING;
        engine.cycles(2);
        assertEquals(2000 * MIB, db.target);
    }

    private void take(FakeGuest guest, long mib) {
        engine.wants(guest, mib * MIB);
        engine.cycle();
        engine.cycle();
        assertEquals(mib * MIB, guest.current);
    }

    private void give(FakeGuest guest, long mib) {
        engine.wants(guest, mib * MIB);
        engine.cycle();
        engine.cycle();
        assertEquals(mib * MIB, guest.current);
    }

    private Condition condition(FakeGuest guest) {
        return engine.observed(guest).orElseThrow().condition();
    }
}
