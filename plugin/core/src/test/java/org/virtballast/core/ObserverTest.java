/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.HostView;

final class ObserverTest {
    private static final long MIB = ByteSize.MIB;

    private final Engine engine = new Engine(8192 * MIB);
    private FakeGuest web;
    private FakeGuest db;

    @BeforeEach
    void startTwoGuests() {
        web = engine.start(FakeGuest.ofMib(1, "web1", 1000, 4000));
        db = engine.start(FakeGuest.ofMib(2, "db1", 2000, 4000));
    }

    @Test
    void policy_isShownTheWholeHost() {
        web.bounds(500 * MIB, 3000 * MIB).wishes(0.8, 250);
        engine.registry.register(web.description());
        engine.counter.counts(web, 300, 100);

        engine.cycle();

        HostView host = engine.shown.get(0);
        assertEquals(8192 * MIB, host.budget());
        assertEquals(5192 * MIB, host.freeBudget());
        assertEquals(engine.clock.wall(), host.time());
        DomainView view = engine.view(web);
        assertEquals("web1", view.name());
        assertEquals(new Bounds(500 * MIB, 3000 * MIB), view.bounds());
        assertEquals(1000 * MIB, view.current());
        assertEquals(1000 * MIB, view.target());
        assertEquals(500 * MIB, view.memory().orElseThrow().usable());
        assertEquals(300, view.accesses().orElseThrow().near());
        assertEquals(0.75, view.hitRatio().orElseThrow().estimate(), 1e-12);
        assertEquals(0.8, view.targetHitRatio());
        assertEquals(250, view.weight());
        assertEquals(Eligibility.FULL, view.eligibility());
        assertEquals(
                List.of("db1", "web1"),
                host.domains().stream().map(DomainView::name).toList());
    }

    @Test
    void timeSinceTheLastView_isZeroForTheFirst() {
        engine.cycles(2);

        assertEquals(Duration.ZERO, engine.shown.get(0).sinceLast());
        assertEquals(Engine.INTERVAL, engine.shown.get(1).sinceLast());
    }

    @Test
    void maximumOfAnOperator_isNeverAboveTheHypervisors() {
        web.bounds(5000 * MIB, 9000 * MIB);
        engine.registry.register(web.description());

        engine.cycle();

        assertEquals(new Bounds(4000 * MIB, 4000 * MIB), engine.view(web).bounds());
    }

    @Test
    void staleStatistics_hideTheMemoryAndForbidTakes() {
        web.reports = false;
        web.report(engine.clock.wall());
        engine.cycle();

        DomainView view = engine.view(web);
        assertTrue(view.memory().isEmpty());
        assertEquals(Eligibility.growOnly("its statistics are stale: 5 s old at a period of 1 s"), view.eligibility());
        assertEquals(Eligibility.FULL, engine.view(db).eligibility());
    }

    @Test
    void guestThatNeverReported_isLeftAlone() {
        web.reports = false;
        engine.cycle();

        assertEquals(
                Eligibility.none("it boots: its guest has not reported statistics yet"),
                engine.view(web).eligibility());
    }

    /** The report of before the reset stays fresh for a while, and the balloon is emptied and filled later. */
    @Test
    void guestThatWasReset_bootsUntilItsSizeStandsStillAfterItsOwnReport() {
        engine.cycles(2);
        web.reports = false;
        web.report(engine.clock.wall());
        engine.registry.rebooted(web.id);
        engine.cycleAtOnce();
        assertEquals(Condition.BOOTING, condition(web));

        web.reports = true;
        engine.cycle();
        web.resizedByOthers(web.maximum);
        engine.cycle();
        web.resizedByOthers(1000 * MIB);
        engine.cycle();
        assertEquals(Condition.BOOTING, condition(web));

        engine.cycle();
        assertEquals(Condition.NORMAL, condition(web));
    }

    private Condition condition(FakeGuest guest) {
        return engine.observed(guest).orElseThrow().condition();
    }

    @Test
    void absurdStatisticsOfOneGuest_doNotHideTheOthers() {
        engine.hypervisor.pass(Engine.INTERVAL, engine.clock);
        web.statistics = new BalloonStatistics(-7, Long.MAX_VALUE, -3, Long.MIN_VALUE, engine.clock.wall());
        engine.cycleAtOnce();

        assertTrue(engine.view(web).memory().isEmpty());
        assertFalse(engine.view(web).eligibility().mayGive());
        assertTrue(engine.view(db).memory().isPresent());
        assertTrue(engine.journal.last().orElseThrow().failure().isEmpty());
    }

    @Test
    void statisticsThatAreOff_areSwitchedOnOnce() {
        web.statsPeriod = Duration.ZERO;
        engine.registry.register(web.description());

        engine.cycle();
        assertEquals(Duration.ofSeconds(1), web.statsPeriod);
        assertEquals(
                Eligibility.growOnly("its statistics are off"), engine.view(web).eligibility());

        web.statsPeriod = Duration.ZERO;
        engine.cycle();
        assertEquals(Duration.ZERO, web.statsPeriod, "the period is not set again in each cycle");
    }

    @Test
    void periodOfAnOperator_isKept() {
        web.statsPeriod = Duration.ofSeconds(7);
        engine.registry.register(web.description());

        engine.cycle();

        assertEquals(Duration.ofSeconds(7), web.statsPeriod);
    }

    @Test
    void statisticsOfADomainThatIsOffOrUnresizable_areNotTouched() {
        web.statsPeriod = Duration.ZERO;
        db.statsPeriod = Duration.ZERO;
        db.unresizable = Optional.of("it has a VFIO device");
        engine.registry.register(web.mode(Mode.OFF).description());
        engine.registry.register(db.description());

        engine.cycle();

        assertEquals(Duration.ZERO, web.statsPeriod);
        assertEquals(Duration.ZERO, db.statsPeriod);
        assertEquals(Eligibility.none("its mode is off"), engine.view(web).eligibility());
        assertEquals(Eligibility.none("it has a VFIO device"), engine.view(db).eligibility());
    }

    @Test
    void statisticsThatCannotBeSwitchedOn_areAProblemNotAFailure() {
        web.statsPeriod = Duration.ZERO;
        engine.registry.register(web.description());
        engine.hypervisor.statsPeriodFailure = Optional.of(FakeHypervisor.refused("Domain 'web1' is locked."));

        engine.cycle();

        assertEquals(List.of("Domain 'web1' is locked."), problems());
        engine.hypervisor.statsPeriodFailure = Optional.empty();
        engine.cycle();
        assertEquals(Duration.ofSeconds(1), web.statsPeriod, "it is tried again");
    }

    @Test
    void pausedAndDyingDomains_areLeftAlone() {
        engine.cycle();
        web.state = DomainSample.State.PAUSED;
        db.state = DomainSample.State.OTHER;
        engine.cycle();

        assertEquals(Eligibility.none("it is paused"), engine.view(web).eligibility());
        assertEquals(
                Eligibility.none("it is shutting down, crashed or suspended"),
                engine.view(db).eligibility());
    }

    @Test
    void domainThatIsOff_isNotCountedButHoldsItsMemory() {
        engine.registry.register(web.mode(Mode.OFF).description());

        engine.cycle();

        assertEquals(List.of(db.id), engine.counter.named);
        assertEquals(5192 * MIB, engine.free());
    }

    @Test
    void observedDomain_takesNoPartWhileOthersAreResized() {
        engine.registry.register(web.mode(Mode.OBSERVE).description());

        engine.cycle();

        assertEquals(
                Eligibility.none("its mode is observe, while others are resized"),
                engine.view(web).eligibility());
        assertEquals(Eligibility.FULL, engine.view(db).eligibility());
    }

    @Test
    void observedDomains_takePartWhereNobodyIsResized() {
        engine.mode(Mode.OBSERVE);

        engine.cycle();

        assertEquals(Eligibility.FULL, engine.view(web).eligibility());
    }

    @Test
    void pausedDomain_isNotGivenAStatsPeriod() {
        web.statsPeriod = Duration.ZERO;
        web.state = DomainSample.State.PAUSED;
        engine.registry.register(web.description());

        engine.cycle();

        assertEquals(Duration.ZERO, web.statsPeriod);
    }

    @Test
    void vanishedDomain_isForgotten() {
        engine.cycle();
        engine.hypervisor.remove(web);

        engine.cycle();

        assertTrue(engine.observed(web).isEmpty());
        assertEquals(List.of(db.description()), engine.registry.domains());
        assertEquals(6192 * MIB, engine.free());
        assertEquals(List.of(db.id), engine.counter.named);
        assertTrue(problems().isEmpty());
    }

    @Test
    void domainThatWasStartedAgainBetweenTwoCycles_isAnother() {
        engine.counter.counts(web, 300, 100);
        engine.cycle();
        engine.wants(web, 800 * MIB);
        engine.cycle();
        assertTrue(engine.view(web).hitRatio().isPresent());
        web.target = web.current;

        engine.registry.forget(web.id);
        engine.registry.register(web.description());
        engine.counter.counts(web, 0, 0);
        engine.cycle();

        assertEquals(web.current, engine.view(web).target(), "the move of the run before is not followed");
        assertTrue(engine.view(web).hitRatio().isEmpty(), "nor is its hit ratio known");
    }

    @Test
    void hitRatio_isUnknownAgainAfterThreeWindowsWithoutAnAccess() {
        engine.counter.counts(web, 300, 100);
        engine.cycle();
        engine.counter.counts(web, 0, 0);

        engine.cycles(2);
        assertEquals(0.75, engine.view(web).hitRatio().orElseThrow().estimate(), 1e-12);

        engine.cycle();
        assertTrue(engine.view(web).hitRatio().isEmpty());
    }

    @Test
    void domainThatCouldNotBeSampled_keepsItsAccount() {
        engine.cycle();
        web.sampled = false;

        engine.cycle();

        assertTrue(engine.observed(web).isEmpty());
        assertEquals(5192 * MIB, engine.free());
        assertEquals(List.of("web1 runs but could not be sampled in this cycle; it is left alone."), problems());
        assertEquals(2, engine.registry.domains().size());
    }

    @Test
    void domainThatWasNeverSampled_standsWithItsMaximum() {
        web.sampled = false;
        engine.cycle();
        assertEquals((8192 - 2000 - 4000) * MIB, engine.free());

        web.sampled = true;
        engine.cycle();
        assertEquals(5192 * MIB, engine.free());
    }

    @Test
    void domainThatNobodyCanDescribe_isKept() {
        engine.cycle();
        engine.hypervisor.remove(web);
        engine.hypervisor.describeFailure = Optional.of(FakeHypervisor.refused("Nobody knows 'web1'."));

        engine.cycle();

        assertEquals(List.of("Nobody knows 'web1'."), problems());
        assertEquals(5192 * MIB, engine.free());
        assertEquals(2, engine.registry.domains().size());
    }

    @Test
    void moveOfADomainThatCouldNotBeSampled_isStillFollowed() {
        engine.cycle();
        web.bytesPerSecond = 0;
        engine.wants(web, 1500 * MIB);
        engine.cycle();
        web.sampled = false;
        engine.cycle();

        assertEquals((8192 - 2000 - 1500) * MIB, engine.free());

        web.sampled = true;
        engine.cycle();
        assertTrue(engine.view(web).resizing());
    }

    @Test
    void windowOfOurResize_isNotJudged() {
        engine.counter.counts(web, 300, 100);
        engine.cycle();
        web.bytesPerSecond = 60 * MIB;
        engine.wants(web, 1500 * MIB);
        engine.cycle();
        assertEquals(0.75, engine.view(web).hitRatio().orElseThrow().estimate(), 1e-12);

        engine.counter.counts(web, 1, 999);
        engine.cycle();
        assertTrue(engine.view(web).resizing());
        assertEquals(Optional.empty(), engine.view(web).accesses());
        assertEquals(Optional.empty(), engine.view(web).hitRatio());

        engine.cycle();
        assertFalse(engine.view(web).resizing(), "arrived, but in this window");
        assertEquals(Optional.empty(), engine.view(web).accesses());

        engine.counter.counts(web, 900, 100);
        engine.cycle();
        assertEquals(0.9, engine.view(web).hitRatio().orElseThrow().estimate(), 1e-12);
        assertEquals(1000, engine.view(web).hitRatio().orElseThrow().samples(), 1e-9);
    }

    @Test
    void windowInWhichAGuestIgnoredOurResize_isNotJudged() {
        engine.counter.counts(web, 300, 100);
        engine.cycle();
        web.stuck = true;
        engine.wants(web, 1500 * MIB);
        engine.cycle();

        engine.cycle();

        assertEquals(Optional.empty(), engine.view(web).hitRatio());
    }

    @Test
    void windowOfAnybodysResize_isNotJudged() {
        engine.counter.counts(web, 300, 100);
        engine.cycles(2);
        web.resizedByOthers(1200 * MIB);

        engine.cycle();

        assertEquals(Optional.empty(), engine.view(web).accesses());
        assertEquals(Optional.empty(), engine.view(web).hitRatio());
        assertEquals(80, engine.observed(web).orElseThrow().accessesPerSecond(), "counted all the same");
        engine.cycle();
        assertTrue(engine.view(web).hitRatio().isPresent());
    }

    @Test
    void othersWindows_areJudgedDuringAResize() {
        engine.counter.counts(db, 300, 100);
        engine.wants(web, 1500 * MIB);
        engine.cycles(3);

        assertEquals(
                400 * 1.75 * 1.75 / 1.3125,
                engine.view(db).hitRatio().orElseThrow().samples(),
                1e-9,
                "windows of weight 1, 1/2 and 1/4");
        assertEquals(
                Optional.of(new Accesses(300, 100, 1, Engine.INTERVAL, "fake")),
                engine.view(db).accesses());
    }

    @Test
    void statisticsFromBeforeAResize_doNotJustifyAnother() {
        web.used = 600 * MIB;
        engine.cycle();
        engine.wants(web, 750 * MIB);
        // The last report is of the moment of the resize: 400 MiB usable of 1000 MiB, fresh by its age alone.
        web.statsPeriod = Duration.ofSeconds(10);
        engine.registry.register(web.description());
        engine.cycle();
        assertEquals(750 * MIB, web.target);

        engine.wants(web, 500 * MIB);
        engine.cycle();

        assertEquals(750 * MIB, web.current);
        assertEquals(
                Eligibility.growOnly("its statistics are older than its size"),
                engine.view(web).eligibility());
        assertEquals(List.of(), engine.hypervisor.asked, "600 MiB are used: more would hurt the guest");

        engine.cycles(2);
        assertEquals(150 * MIB, engine.view(web).memory().orElseThrow().usable());
    }

    @Test
    void clockThatWasSet_forbidsTakesUntilTheGuestReports() {
        engine.cycle();
        web.reports = false;
        engine.clock.setWall(Instant.parse("2020-01-01T00:00:00Z"));
        engine.cycle();
        assertFalse(engine.view(web).eligibility().mayGive());

        web.report(engine.clock.wall());
        engine.cycleAtOnce();
        assertTrue(engine.view(web).eligibility().mayGive());
    }

    @Test
    void domainThatCannotBeCounted_hasAProblemAndNoHitRatio() {
        engine.counter.cannotCount(web, "No PMU counts 'web1'.");
        engine.cycle();

        assertEquals(
                List.of("No PMU counts 'web1'."),
                engine.observed(web).orElseThrow().problems());
        assertEquals(Optional.empty(), engine.view(web).hitRatio());
        assertTrue(engine.observed(web).orElseThrow().accessesPerSecond() < 0);
    }

    @Test
    void mistakenSettings_areAProblemOfTheDomain() {
        web.settingsMistake = Optional.of("'weigth' is no setting.");
        engine.registry.register(web.description());
        engine.counter.counts(web, 1, 1);

        engine.cycle();

        assertEquals(
                List.of("'weigth' is no setting."),
                engine.observed(web).orElseThrow().problems());
    }

    @Test
    void hypervisorThatCannotBeAsked_endsTheCycleAndChangesNothing() {
        engine.cycle();
        engine.hypervisor.sampleFailure =
                Optional.of(new HypervisorException(HypervisorException.Kind.DISCONNECTED, "libvirt does not answer."));

        CycleRecord record = engine.cycle();

        assertEquals(Optional.of("libvirt does not answer."), record.failure());
        assertTrue(record.observation().isEmpty());
        assertEquals(2, engine.registry.domains().size());
        engine.hypervisor.sampleFailure = Optional.empty();
        engine.cycle();
        assertEquals(Duration.ofSeconds(10), engine.shown.get(1).sinceLast());
    }

    private List<String> problems() {
        return engine.journal.last().orElseThrow().observation().orElseThrow().problems();
    }
}
