/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.FakeHypervisor.Asked;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HostMemory;
import org.virtballast.core.port.Mode;
import org.virtballast.core.port.SavedState;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.HostPressure;

/** Whom the engine leaves alone: what operators resized or paused, what boots, what does not move; and what it knows after a crash. */
final class HandsOffScenarioTest {
    private static final long MIB = ByteSize.MIB;

    private final Engine engine = new Engine(4000 * MIB);
    private FakeGuest web;
    private FakeGuest db;

    @BeforeEach
    void startTwoGuests() {
        web = engine.start(FakeGuest.ofMib(1, "web1", 1000, 4000));
        db = engine.start(FakeGuest.ofMib(2, "db1", 2000, 4000));
        engine.cycles(2);
    }

    @ParameterizedTest
    @CsvSource({"1500", "2500", "1998", "2002"})
    void guestThatSomebodyElseResized_isHeldForAWhile(long mib) {
        db.resizedByOthers(mib * MIB);
        engine.wants(db, 1600 * MIB);
        engine.cycle();

        assertTrue(engine.hypervisor.asked.isEmpty());
        assertEquals(Condition.HELD, condition(db));
        assertEquals(
                "somebody else resized it, so it is held for another 1800 s; 'virt-ballast resume db1' goes on at once",
                engine.view(db).eligibility().reason());

        engine.cycles(360);
        assertEquals(Condition.NORMAL, condition(db));
    }

    @Test
    void operatorsResizeInSmallSteps_isNoticed() {
        for (int step = 0; step < 4; step++) {
            db.resizedByOthers(db.current - 300 * 1024);
            engine.cycle();
        }

        assertEquals(Condition.HELD, condition(db));
    }

    @Test
    void resume_endsAHoldAtOnce() {
        db.resizedByOthers(1500 * MIB);
        engine.cycle();

        engine.rebalancer().resume(db.id);
        engine.cycle();

        assertEquals(Condition.NORMAL, condition(db));
    }

    @Test
    void operatorHoldOfZero_holdsNobodyAndTakesTheNewSizeForWhatItHas() {
        engine.hold(Duration.ZERO);
        db.resizedByOthers(1500 * MIB);
        engine.cycle();
        engine.cycle();

        assertEquals(Condition.NORMAL, condition(db));
        assertEquals(0, engine.observed(db).orElseThrow().owed());
    }

    @Test
    void operatorsResizeSoonAfterOurs_isNoticed() {
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.cycle();
        db.resizedByOthers(1800 * MIB);

        engine.cycle();

        assertEquals(Condition.HELD, condition(db));
    }

    @ParameterizedTest
    @CsvSource({"2300", "1200"})
    void operatorsResizeInTheMiddleOfOurTake_endsIt(long mib) {
        db.bytesPerSecond = 20 * MIB;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.cycle();
        db.resizedByOthers(mib * MIB);

        engine.cycle();

        assertEquals(Condition.HELD, condition(db));
        assertFalse(engine.view(db).resizing());
        assertEquals((4000 - 1000 - mib) * MIB, engine.free());
        engine.cycles(10);
        assertEquals(mib * MIB, db.target, "it is not withdrawn");
    }

    @Test
    void operatorsResizeInTheMiddleOfOurGive_endsIt() {
        db.bytesPerSecond = 20 * MIB;
        engine.wants(db, 2800 * MIB);
        engine.cycle();
        engine.cycle();
        db.resizedByOthers(2050 * MIB);

        engine.cycle();

        assertEquals(Condition.HELD, condition(db));
        assertEquals((4000 - 1000 - 2800) * MIB, engine.free(), "nobody can be sure that it was not the guest");
        engine.cycles(360);
        assertEquals((4000 - 1000 - 2800) * MIB, engine.free());
        assertEquals(2050 * MIB, db.target, "it is not asked for anything while it is held");

        engine.cycles(8);
        assertEquals(2050 * MIB, db.target, "and then to stay where it is");
        assertEquals((4000 - 1000 - 2050) * MIB, engine.free());
    }

    @Test
    void guestThatWentAstray_isStillPromisedWhatItMayTakeYet() {
        engine.hold(Duration.ZERO);
        db.refusesAbove = 1000 * MIB;
        engine.wants(db, 2800 * MIB);
        engine.cycle();
        db.current -= 3 * MIB;
        engine.cycle();
        db.refusesAbove = Long.MAX_VALUE;
        db.stuck = true;

        engine.wants(web, 2000 * MIB);
        engine.cycle();
        assertTrue(web.target <= 1200 * MIB, "2800 MiB are promised to the other");
        db.stuck = false;
        engine.cycle();

        assertEquals(2800 * MIB, db.current);
        assertTrue(engine.hypervisor.committed() <= 4000 * MIB);
    }

    @Test
    void guestThatTricklesAndStopsShort_isNobodyElses() {
        db.bytesPerSecond = 3 * MIB;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        for (int cycle = 0; cycle < 40; cycle++) {
            engine.cycle();
            assertTrue(engine.observed(db).orElseThrow().held().isEmpty(), "cycle " + cycle);
        }

        assertTrue(db.current < 2000 * MIB && db.current > 1600 * MIB);
        assertEquals(db.current, db.target, "it was asked to stay where it stopped");
        assertEquals(4000 * MIB - web.current - db.current, engine.free(), "and what came is credited");
    }

    @Test
    void guestThatGoesLessThanAMebibyteACycle_isNobodyElses() {
        db.bytesPerSecond = MIB / 10;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.cycles(60);

        assertTrue(engine.observed(db).orElseThrow().held().isEmpty());
        assertTrue(condition(db) != Condition.STUCK, "it made some way");
    }

    @Test
    void guestThatAWithdrawalTurnsRound_isNobodyElses() {
        db.bytesPerSecond = 10 * MIB;
        engine.wants(db, 1000 * MIB);
        engine.cycles(7);
        assertTrue(engine.view(db).resizing());
        // On its way it went further than was seen when it was asked to stay.
        db.current -= 8 * MIB;
        db.bytesPerSecond = MIB;
        for (int cycle = 0; cycle < 20; cycle++) {
            engine.cycle();
            assertTrue(engine.observed(db).orElseThrow().held().isEmpty(), "cycle " + cycle);
        }

        assertFalse(engine.view(db).resizing());
    }

    @Test
    void guestThatTakesMemoryBackByItself_isNobodyElses() {
        db.growsByItself = true;
        engine.registry.register(db.description());
        engine.wants(db, 1600 * MIB);
        engine.cycles(2);

        db.stuck = true;
        db.growsTo(1700 * MIB);
        engine.cycle();
        assertTrue(engine.observed(db).orElseThrow().held().isEmpty());
        assertEquals(1300 * MIB, engine.free());

        db.stuck = false;
        engine.cycle();
        assertEquals(1600 * MIB, db.current);
        assertTrue(engine.observed(db).orElseThrow().held().isEmpty(), "it is back at the size it was asked for");
    }

    @Test
    void pausedDomain_isNotEvenAskedToStay() {
        db.stuck = true;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.rebalancer().pause(db.id);
        for (int cycle = 0; cycle < 20; cycle++) {
            engine.cycle();
            assertTrue(engine.hypervisor.asked.isEmpty());
        }
        assertEquals(Condition.PAUSED, condition(db));
        assertTrue(engine.view(db).resizing(), "what was asked is not forgotten");

        engine.rebalancer().resume(db.id);
        engine.cycles(6);
        assertEquals(List.of(new Asked(db.id, 2000 * MIB)), engine.hypervisor.asked);
        engine.cycles(2);
        assertEquals(Condition.STUCK, condition(db));
    }

    @Test
    void pauseOfAll_leavesEverybodyAlone() {
        engine.rebalancer().pauseAll();
        engine.wants(db, 1600 * MIB);
        engine.wants(web, 1200 * MIB);
        engine.cycle();

        assertTrue(engine.hypervisor.asked.isEmpty());
        assertTrue(engine.rebalancer().paused());
        assertEquals(
                "an operator paused all domains; 'virt-ballast resume' goes on",
                engine.view(web).eligibility().reason());

        engine.rebalancer().resume(db.id);
        engine.cycle();
        assertEquals(Condition.PAUSED, condition(db));
        engine.rebalancer().resumeAll();
        engine.cycle();
        assertEquals(Condition.NORMAL, condition(db));
    }

    @Test
    void pause_survivesACrashAtOnce() {
        FakeGuest fresh = engine.start(FakeGuest.ofMib(3, "new", 500, 500));
        engine.rebalancer().pause(db.id);
        engine.rebalancer().pause(fresh.id);

        engine.restart();
        engine.cycle();

        assertEquals(Condition.PAUSED, condition(db));
        assertEquals(Condition.PAUSED, condition(fresh), "though nothing else is known of it");
        engine.rebalancer().pauseAll();
        engine.restart();
        assertTrue(engine.rebalancer().paused());
    }

    @Test
    void hold_survivesACrash() {
        db.resizedByOthers(1500 * MIB);
        engine.cycle();
        engine.restart();
        engine.cycle();

        assertEquals(Condition.HELD, condition(db));
        assertEquals(
                Duration.ofSeconds(1795),
                engine.observed(db).orElseThrow().held().orElseThrow());
    }

    @Test
    void holdOfAGuestThatWasReset_survivesACrash() {
        db.resizedByOthers(1500 * MIB);
        engine.cycle();
        db.reset(Duration.ofSeconds(7));
        engine.registry.rebooted(db.id);
        engine.cycle();

        engine.restart();
        engine.cycles(6);

        assertEquals(Condition.HELD, condition(db));
    }

    @Test
    void resizeWhileTheDaemonWasDead_isNoticed() {
        engine.cycle();
        db.resizedByOthers(1500 * MIB);
        engine.restart();

        engine.cycle();

        assertEquals(Condition.HELD, condition(db));
    }

    @Test
    void domainThatIsOffOrObserved_neverBecomesStuck() {
        db.stuck = true;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.registry.register(db.mode(Mode.OBSERVE).description());
        engine.cycles(30);
        assertTrue(engine.hypervisor.asked.isEmpty());

        engine.registry.register(db.mode(Mode.AUTO).description());
        db.stuck = false;
        engine.cycles(2);
        assertEquals(1600 * MIB, db.current);
        assertEquals(1400 * MIB, engine.free(), "what arrives late is credited");
        assertEquals(Condition.NORMAL, condition(db));
    }

    @Test
    void observedHost_decidesAndNobodyIsStuckOrLentAnything() {
        engine.mode(Mode.OBSERVE);
        for (int cycle = 0; cycle < 20; cycle++) {
            engine.wants(db, 1600 * MIB);
            engine.wants(web, 1400 * MIB);
            CycleRecord record = engine.cycle();
            assertEquals(2, record.outcomes().size());
            assertTrue(engine.hypervisor.asked.isEmpty());
        }

        assertEquals(Condition.NORMAL, condition(db));
        assertFalse(engine.view(web).resizing());
        assertEquals(1000 * MIB, engine.free());
        assertEquals(0, engine.observed(db).orElseThrow().owed());
    }

    @Test
    void guestThatDoesNotMove_isLeftOutAndAskedAgainLaterAndLater() {
        db.stuck = true;
        int asked = 0;
        for (int cycle = 0; cycle < 720; cycle++) {
            engine.wants(db, 1600 * MIB);
            engine.cycle();
            asked += engine.hypervisor.asked.contains(new Asked(db.id, 1600 * MIB)) ? 1 : 0;
        }

        assertTrue(asked >= 4 && asked <= 6, "asked " + asked + " times in an hour");
        assertEquals(Condition.STUCK, condition(db));
        assertTrue(engine.view(db).eligibility().mayGet(), "it may grow");
        assertTrue(engine.view(db)
                .eligibility()
                .reason()
                .startsWith("it did not shrink as far as it was asked to; asked again in "));

        db.stuck = false;
        engine.wants(db, 2200 * MIB);
        engine.cycles(2);
        assertEquals(2200 * MIB, db.current);
        db.resizedByOthers(2000 * MIB);
        engine.cycle();
        engine.rebalancer().resume(db.id);
        engine.cycle();
        assertEquals(Condition.NORMAL, condition(db), "progress clears it");
    }

    @Test
    void guestThatDoesNotGrow_isNotGivenWhatOthersNeed() {
        web.stuck = true;
        web.reports = false;
        int asked = 0;
        for (int cycle = 0; cycle < 60; cycle++) {
            engine.wants(web, 2000 * MIB);
            engine.cycle();
            asked += engine.hypervisor.asked.contains(new Asked(web.id, 2000 * MIB)) ? 1 : 0;
        }

        assertTrue(asked <= 3, "asked " + asked + " times in 5 min");
        assertEquals(Condition.STUCK, condition(web));
        assertFalse(engine.view(web).eligibility().mayGive(), "nor is anything taken from it unheard");
    }

    @Test
    void guestStuckBothWays_isLeftAlone() {
        db.stuck = true;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.cycles(8);
        engine.wants(db, 2200 * MIB);
        engine.cycle();
        engine.cycles(7);

        assertEquals(Condition.STUCK, condition(db));
        assertTrue(engine.view(db).eligibility().reason().startsWith("it did not move as far"));
        assertFalse(engine.view(db).eligibility().mayGive());
        assertFalse(engine.view(db).eligibility().mayGet());
    }

    @Test
    void guestThatStopsShort_isCreditedAndAskedAgainLater() {
        db.refusesBelow = 1750 * MIB;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.cycles(8);

        assertEquals(1750 * MIB, db.target);
        assertEquals(1250 * MIB, engine.free());
        assertEquals(Condition.STUCK, condition(db));
        engine.cycles(12);
        assertEquals(Condition.NORMAL, condition(db));
    }

    @Test
    void guestThatIsSlow_isNotStuck() {
        db.bytesPerSecond = 5 * MIB;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.cycles(8);

        assertTrue(db.target > 1600 * MIB, "its move was withdrawn");
        assertEquals(Condition.NORMAL, condition(db));
    }

    @Test
    void guestThatReactsLate_isCredited() {
        db.hesitates = Duration.ofSeconds(20);
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.cycles(6);

        assertEquals(1600 * MIB, db.current);
        assertEquals(1400 * MIB, engine.free());
        assertEquals(Condition.NORMAL, condition(db));
    }

    @Test
    void guestPausedInTheMiddleOfAMove_goesOnWhenItRuns() {
        db.bytesPerSecond = 20 * MIB;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.cycle();
        db.state = DomainSample.State.PAUSED;
        engine.cycles(20);
        assertTrue(engine.view(db).resizing());
        assertEquals(1600 * MIB, db.target, "it is not withdrawn");

        db.state = DomainSample.State.RUNNING;
        engine.cycles(4);
        assertEquals(1600 * MIB, db.current);
        assertEquals(1400 * MIB, engine.free());
    }

    @Test
    void guestResetInTheMiddleOfATake_isNotGivenTheMaximumThatItJumpsTo() {
        db.bytesPerSecond = 20 * MIB;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.cycle();
        db.reset(Duration.ofSeconds(50));
        engine.registry.rebooted(db.id);
        for (int cycle = 0; cycle < 12; cycle++) {
            engine.cycle();
            assertTrue(engine.hypervisor.asked.isEmpty());
            assertEquals(Condition.BOOTING, condition(db));
        }
        db.bytesPerSecond = 1L << 40;
        engine.cycles(3);

        assertEquals(1600 * MIB, db.current);
        assertEquals(1400 * MIB, engine.free());
        assertTrue(engine.observed(db).orElseThrow().held().isEmpty());
    }

    @Test
    void resetGuestWithOldStatistics_isBooting() {
        db.reset(Duration.ofSeconds(60));
        engine.registry.rebooted(db.id);
        engine.wants(db, 2200 * MIB);

        engine.cycles(3);

        assertEquals(Condition.BOOTING, condition(db));
        assertEquals(2000 * MIB, db.target);
    }

    @Test
    void guestThatBoots_isLeftAloneUntilItsSizeStandsStill() {
        FakeGuest fresh = new FakeGuest(3, "new", 1000 * MIB, 1000 * MIB);
        fresh.startAgain(400 * MIB, Duration.ofSeconds(7));
        fresh.bytesPerSecond = 50 * MIB;
        engine.start(fresh);
        engine.cycle();
        assertEquals(
                "it boots: its guest has not reported statistics yet",
                engine.view(fresh).eligibility().reason());
        engine.cycles(2);
        assertEquals(
                "it boots: its size does not stand still yet",
                engine.view(fresh).eligibility().reason());
        engine.cycles(3);

        assertEquals(400 * MIB, fresh.current);
        assertEquals(Condition.NORMAL, condition(fresh));
        assertEquals(0, engine.observed(fresh).orElseThrow().owed(), "it was not us who took that");
        assertTrue(engine.observed(fresh).orElseThrow().held().isEmpty());
    }

    /** A cycle that was late is followed by the next at once: both may see a balloon at the same size on its way. */
    @Test
    void guestThatFillsItsBalloonBetweenCyclesInARow_isNotTakenForResized() {
        FakeGuest fresh = new FakeGuest(3, "new", 1000 * MIB, 1000 * MIB);
        fresh.startAgain(400 * MIB, Duration.ofSeconds(7));
        fresh.bytesPerSecond = 50 * MIB;
        engine.start(fresh);
        engine.cycles(3);
        assertEquals(
                "it boots: its size does not stand still yet",
                engine.view(fresh).eligibility().reason());
        long onItsWay = fresh.current;
        engine.cycleAtOnce();
        engine.hypervisor.pass(Duration.ofSeconds(1), engine.clock);
        fresh.current = onItsWay;
        engine.cycleAtOnce();

        assertTrue(engine.observed(fresh).orElseThrow().booting());
        engine.cycles(6);
        assertEquals(400 * MIB, fresh.current);
        assertEquals(Condition.NORMAL, condition(fresh));
        assertTrue(engine.observed(fresh).orElseThrow().held().isEmpty());
    }

    @Test
    void reportFromBeforeTheFirstLook_isNotBelieved() {
        FakeGuest fresh = engine.start(FakeGuest.ofMib(3, "new", 1000, 1000));
        fresh.statsPeriod = Duration.ofSeconds(10);
        fresh.used = 600 * MIB;
        engine.registry.register(fresh.description());
        engine.hypervisor.pass(Engine.INTERVAL, engine.clock);
        fresh.resizedByOthers(700 * MIB);
        engine.cycleAtOnce();
        engine.hypervisor.pass(Duration.ofSeconds(1), engine.clock);
        engine.wants(fresh, 500 * MIB);
        engine.cycleAtOnce();

        assertTrue(engine.hypervisor.asked.isEmpty(), "400 MiB were usable of 1000, not of 700");
        assertTrue(engine.view(fresh).memory().isEmpty());
    }

    @Test
    void guestThatIsPausedWhileItBoots_hasNotBooted() {
        FakeGuest fresh = new FakeGuest(3, "new", 1000 * MIB, 1000 * MIB);
        fresh.startAgain(400 * MIB, Duration.ofSeconds(7));
        fresh.bytesPerSecond = 20 * MIB;
        engine.start(fresh);
        engine.cycles(2);
        fresh.state = DomainSample.State.PAUSED;
        engine.cycles(3);
        fresh.state = DomainSample.State.RUNNING;
        engine.cycle();

        assertTrue(engine.observed(fresh).orElseThrow().booting());
        engine.cycles(10);
        assertTrue(engine.observed(fresh).orElseThrow().held().isEmpty());
    }

    @Test
    void guestThatBootsWhileTheDaemonDies_isNotTakenForResized() {
        FakeGuest fresh = new FakeGuest(3, "new", 1000 * MIB, 1000 * MIB);
        fresh.startAgain(400 * MIB, Duration.ofSeconds(7));
        fresh.bytesPerSecond = 20 * MIB;
        engine.start(fresh);
        engine.cycles(3);
        engine.restart();
        engine.cycles(10);

        assertTrue(engine.observed(fresh).orElseThrow().held().isEmpty());
        assertEquals(Condition.NORMAL, condition(fresh));
    }

    @Test
    void guestWithoutADriver_isFoundOutAfterItsTimeToBoot() {
        FakeGuest bare = FakeGuest.ofMib(3, "bare", 500, 1000);
        bare.reports = false;
        bare.stuck = true;
        engine.start(bare);
        engine.cycles(35);
        assertEquals(Condition.BOOTING, condition(bare));
        engine.wants(bare, 800 * MIB);
        engine.cycles(3);

        assertEquals(Condition.DRIVERLESS, condition(bare));
        assertEquals(500 * MIB, bare.target);
        assertEquals(
                "its guest has not been heard of since it started: it seems to have no balloon driver; load"
                        + " virtio_balloon in it",
                engine.view(bare).eligibility().reason());
    }

    @Test
    void guestWithADriverThatSaysNothing_mayGrow() {
        FakeGuest mute = new FakeGuest(3, "mute", 500 * MIB, 1000 * MIB);
        mute.reports = false;
        engine.start(mute);
        engine.cycles(40);
        mute.resizedByOthers(600 * MIB);
        engine.cycle();
        assertEquals(Condition.HELD, condition(mute));
        engine.rebalancer().resume(mute.id);
        engine.cycle();

        assertEquals(Condition.UNKNOWN, condition(mute));
        assertTrue(engine.view(mute).eligibility().mayGet());
        assertFalse(engine.view(mute).eligibility().mayGive());
    }

    @Test
    void domainStartedAgainUnheard_isAnother() {
        engine.wants(db, 1600 * MIB);
        engine.cycles(2);
        db.startAgain(3000 * MIB, Duration.ZERO);
        engine.registry.register(db.description());

        engine.cycles(4);

        assertEquals(Condition.NORMAL, condition(db));
        assertTrue(engine.observed(db).orElseThrow().held().isEmpty());
        assertEquals(0, engine.observed(db).orElseThrow().owed());
    }

    @Test
    void moveUnderWayInACrash_isOutstandingAfterIt() {
        web.bytesPerSecond = 10 * MIB;
        engine.wants(web, 2000 * MIB);
        engine.cycle();
        engine.restart();
        engine.wants(db, 3000 * MIB);

        engine.cycle();

        assertTrue(engine.hypervisor.asked.isEmpty());
        assertEquals(0, engine.free());
        assertTrue(engine.view(web).resizing());
        engine.cycles(8);
        assertTrue(web.target - web.current <= 60 * MIB, "and it is withdrawn in the end");
        assertTrue(engine.observed(web).orElseThrow().held().isEmpty());
    }

    @Test
    void withdrawalUnderWayInACrash_isOutstandingAfterIt() {
        web.stuck = true;
        engine.wants(web, 2000 * MIB);
        engine.cycles(7);
        assertEquals(1000 * MIB, web.target);
        assertEquals(
                OptionalLong.of(2000 * MIB),
                engine.store.state.domains().get(web.id).target());

        engine.restart();
        engine.cycle();

        assertEquals(0, engine.free());
    }

    @Test
    void guestThatWasAskedToStayAndWentOnALittleInACrash_mayComeBack() {
        db.bytesPerSecond = 10 * MIB;
        engine.wants(db, 1000 * MIB);
        engine.cycles(7);
        long stays = db.target;
        assertEquals(db.current, stays);
        db.current -= 100 * 4096;
        db.stuck = true;

        engine.restart();
        engine.cycle();

        assertEquals(4000 * MIB - web.current - stays, engine.free(), "it was asked to have more than it has");
    }

    @Test
    void moveThatWasNeverAsked_isNotTheGuestsFaultAfterACrash() {
        engine.hypervisor.resizeFailures.put(db.id, new IllegalStateException("killed"));
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.hypervisor.resizeFailures.clear();
        engine.restart();
        engine.cycles(9);

        assertEquals(Condition.NORMAL, condition(db));
        assertFalse(engine.view(db).resizing());
    }

    @Test
    void stateFileThatIsLost_isNoReasonToTouchAnybodyTooEarly() {
        engine.store.state = SavedState.NOTHING;
        engine.restart();
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        assertTrue(engine.hypervisor.asked.isEmpty());
        assertEquals(Condition.BOOTING, condition(db));

        engine.cycle();
        assertEquals(Condition.NORMAL, condition(db));
    }

    @Test
    void clockThatWasSetBack_makesNoOldReportNew() {
        db.reports = false;
        engine.cycle();
        db.used = 1900 * MIB;
        engine.cycles(2);
        engine.clock.setWall(engine.clock.wall().minusSeconds(15));
        engine.wants(db, 1600 * MIB);
        engine.cycleAtOnce();

        assertTrue(engine.hypervisor.asked.isEmpty());
        assertEquals(Condition.UNKNOWN, condition(db));
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, 0",
        "0, 0",
        "-1, -1",
        "1000, 1001",
        "4294967297, 5"
    })
    void absurdStatistics_makeAGuestUnknownUntilGoodValuesReturn(long available, long usable) {
        db.reports = false;
        engine.hypervisor.pass(Engine.INTERVAL, engine.clock);
        db.statistics = new BalloonStatistics(available, usable, 0, 0, engine.clock.wall());
        engine.wants(db, 1600 * MIB);
        engine.cycleAtOnce();

        assertTrue(engine.hypervisor.asked.isEmpty());
        assertEquals(Condition.UNKNOWN, condition(db));
        db.reports = true;
        engine.cycle();
        assertEquals(Condition.NORMAL, condition(db));
    }

    @Test
    void sizeThatNoGuestCanHave_isNotBelievedAndFreesNothing() {
        db.claims = OptionalLong.of(Long.MAX_VALUE);
        web.claims = OptionalLong.of(Long.MAX_VALUE);
        engine.wants(web, 3000 * MIB);
        engine.wants(db, 1600 * MIB);
        engine.cycle();

        assertTrue(engine.hypervisor.asked.isEmpty());
        assertEquals(-4000 * MIB, engine.free(), "they hold their maximum, whatever they say");
    }

    @Test
    void budgetOfItsOwn_followsTheHost() {
        engine.budget(new BudgetRule(OptionalLong.empty(), 0.05));
        host(10_000, 5_000);
        engine.cycle();
        assertEquals(7500 * MIB, budget(), "2000 MiB are the host's own use");

        host(10_000, 4_000);
        engine.cycle();
        assertEquals(6500 * MIB, budget());

        engine.host = Optional.empty();
        engine.cycle();
        assertEquals(6500 * MIB, budget(), "the last stands");
    }

    @Test
    void domainThatCouldNotBeSeen_isNotTakenForTheHostsOwnUse() {
        engine.budget(new BudgetRule(OptionalLong.empty(), 0.05));
        host(10_000, 5_000);
        engine.cycle();
        db.sampled = false;
        engine.cycle();
        assertEquals(7500 * MIB, budget());

        db.sampled = true;
        engine.cycle();
        assertEquals(7500 * MIB, budget());
    }

    @Test
    void hostThatWasNeverRead_givesNothing() {
        engine.budget(new BudgetRule(OptionalLong.empty(), 0.05));
        engine.wants(web, 2000 * MIB);
        engine.cycle();

        assertTrue(engine.hypervisor.asked.isEmpty());
    }

    @Test
    void hostThatIsShort_isShownToThePolicyAndGivesNothing() {
        engine.host = Optional.of(new HostMemory(10_000 * MIB, 150 * MIB, Optional.empty()));
        engine.wants(web, 1500 * MIB);
        engine.cycle();

        assertEquals(
                HostPressure.HARD, engine.shown.get(engine.shown.size() - 1).pressure());
        assertTrue(engine.hypervisor.asked.isEmpty());
    }

    @Test
    void libvirtThatIsLost_leavesEverythingAsItWas() {
        web.bytesPerSecond = 0;
        engine.wants(web, 2000 * MIB);
        engine.cycle();
        engine.hypervisor.sampleFailure = Optional.of(FakeHypervisor.refused("libvirt does not answer."));
        engine.cycles(20);
        assertTrue(engine.hypervisor.asked.isEmpty());
        assertEquals(Map.of(), engine.journal.last().orElseThrow().proposal().targets());

        engine.hypervisor.sampleFailure = Optional.empty();
        engine.cycle();
        assertEquals(0, engine.free(), "what was promised still is");
    }

    private void host(long total, long available) {
        engine.host = Optional.of(new HostMemory(total * MIB, available * MIB, Optional.empty()));
    }

    private long budget() {
        return engine.shown.get(engine.shown.size() - 1).budget();
    }

    private Condition condition(FakeGuest guest) {
        return engine.observed(guest).orElseThrow().condition();
    }

    @Test
    void pinnedGuestThatItsOperatorShrank_isFoundOutToo() {
        db.residentKnown = true;
        db.pinned = true;
        engine.cycles(2);
        db.resizedByOthers(1500 * MIB);
        engine.cycle();

        assertEquals(1000 * MIB, engine.free(), "the host still holds 2000 MiB for it");
        engine.rebalancer().resume(db.id);
        engine.cycle();
        assertEquals(Condition.NOT_RECLAIMABLE, condition(db));
        assertEquals(0, engine.observed(db).orElseThrow().owed());
    }

    @Test
    void growthOfAGuest_doesNotClearThatItDoesNotShrink() {
        db.stuck = true;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.cycles(8);
        db.stuck = false;
        db.refusesBelow = 4000 * MIB;
        engine.wants(db, 2200 * MIB);
        engine.cycles(4);

        assertEquals(2200 * MIB, db.current);
        assertEquals(Condition.STUCK, condition(db));
        assertFalse(engine.view(db).eligibility().mayGive());
    }

    @Test
    void shrinkingOfAGuest_clearsThatItDidNotShrink() {
        db.stuck = true;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.cycles(8);
        assertEquals(Condition.STUCK, condition(db));
        db.resizedByOthers(1900 * MIB);
        engine.cycle();
        engine.rebalancer().resume(db.id);
        engine.cycle();

        assertEquals(Condition.NORMAL, condition(db));
    }

    @Test
    void resizeOfAMebibyte_isNoticed() {
        db.resizedByOthers(2001 * MIB);
        engine.cycle();

        assertEquals(Condition.HELD, condition(db));
    }
}
