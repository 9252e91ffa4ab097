/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.core.FakeHypervisor.Asked;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.LeverReport;
import org.virtballast.core.report.LeverReport.YieldReport;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/** Guests that are resized by near devices, beside one that is by its balloon. */
final class NearLeverScenarioTest {
    private static final long MIB = ByteSize.MIB;

    private final Engine engine = new Engine(1500 * MIB);
    private FakeGuest near;
    private FakeGuest flat;

    /** 192 MiB at boot and a device of 512 MiB on the near cell, 1000 MiB on the far one, of which 500 are used. */
    @BeforeEach
    void startTwoGuests() {
        near = FakeGuest.ofMib(1, "near1", 704, 704);
        near.lever = LeverKind.NEAR;
        near.farTier = FarTier.CELL;
        near.step = 2 * MIB;
        near.least = 192 * MIB;
        near.far = 1000 * MIB;
        near.used = 500 * MIB;
        engine.start(near);
        flat = engine.start(FakeGuest.ofMib(2, "flat1", 600, 1000));
        engine.cycles(2);
    }

    @Test
    void nearMemory_movesInStepsOfItsDevice() {
        engine.wants(near, 601 * MIB);
        engine.cycle();
        engine.cycle();
        assertEquals(602 * MIB, near.current);

        engine.wants(near, 641 * MIB);
        engine.cycles(4);
        engine.wants(near, 641 * MIB);
        engine.cycle();

        assertEquals(List.of(new Asked(near.id, 640 * MIB)), engine.hypervisor.asked);
    }

    @Test
    void changeThatIsWorthAResize_mayBeLessThanABlock() {
        near.step = 8 * MIB;
        engine.registry.register(near.description());
        engine.wants(near, 700 * MIB);
        assertEquals(
                "a change of 4MiB is less than its lever moves at once, 8MiB",
                engine.cycle().plan().refusals().get(0).reason());
        engine.wants(near, 701 * MIB);
        assertEquals(
                "a change of 0B is below min-change, 4MiB",
                engine.cycle().plan().refusals().get(0).reason());
    }

    @Test
    void nearAndBalloonGuests_shareOneBudget() {
        assertEquals(196 * MIB, engine.free());
        engine.wants(flat, 1000 * MIB);
        engine.wants(near, 600 * MIB);
        engine.cycle();
        assertEquals(List.of(new Asked(near.id, 600 * MIB), new Asked(flat.id, 796 * MIB)), engine.hypervisor.asked);
    }

    @Test
    void whatLeavesTheNearCell_mustFitIntoTheFarCells() {
        // 1704 MiB in all, of which 1200 are used and 170 are headroom: 334 MiB may go.
        near.used = 1200 * MIB;
        engine.cycle();
        takeTo(near, 100);
        takeTo(near, 100);
        takeTo(near, 100);
        takeTo(near, 100);

        assertTrue(near.current + near.far - near.used >= 64 * MIB, "it would run out");
        engine.wants(near, 100 * MIB);
        CycleRecord record = engine.cycle();

        String reason = record.plan().refusals().get(0).reason();
        assertTrue(reason.startsWith("its far cells have no room for more than leaves it "), reason);
    }

    @Test
    void guestWithoutAFarCell_isNotToldOfOne() {
        near.far = 0;
        near.farTier = FarTier.SWAP;
        near.used = 640 * MIB;
        engine.registry.register(near.description());
        engine.cycle();
        engine.wants(near, 300 * MIB);
        CycleRecord record = engine.cycle();

        assertEquals(
                "it needs " + ByteSize.format(640 * MIB + 704 * MIB / 10) + " to keep its headroom",
                record.plan().refusals().get(0).reason());
    }

    @Test
    void blockThatIsMoreThanAStep_isNamedAsTheReason() {
        near.step = 256 * MIB;
        engine.registry.register(near.description());
        engine.cycle();
        engine.wants(near, 192 * MIB);
        CycleRecord record = engine.cycle();

        assertEquals(
                "a change of 176MiB is less than its lever moves at once, 256MiB",
                record.plan().refusals().get(0).reason());
    }

    @Test
    void memoryThatTheDevicesCannotGive_isTheLeast() {
        takeTo(near, 100);
        takeTo(near, 100);
        takeTo(near, 100);
        takeTo(near, 100);
        takeTo(near, 100);
        takeTo(near, 100);

        assertEquals(192 * MIB, near.current);
    }

    @Test
    void whatSomebodyElseAskedItToHave_countsBeforeItHasIt() {
        near.stuck = true;
        near.current = 400 * MIB;
        near.target = 704 * MIB;
        near.heard = 400 * MIB;
        engine.cycle();

        assertEquals(196 * MIB, engine.free());
    }

    @Test
    void guestThatStopsPartWay_isAskedToStayAndAgainLater() {
        near.refusesBelow = 650 * MIB;
        engine.wants(near, 560 * MIB);
        engine.cycle();
        engine.cycles(8);

        assertEquals(650 * MIB, near.target, "its request is withdrawn");
        assertEquals(Condition.STUCK, condition(near), reason(near));
        assertTrue(
                reason(near).endsWith("; its guest's kernel cannot move some pages off its near device"), reason(near));
        assertEquals(250 * MIB, engine.free());
    }

    @Test
    void whatANearLeverMoves_isNamedInStatusAndExplain() {
        near.nearYield = OptionalDouble.of(1);
        engine.cycle();
        engine.wants(near, 600 * MIB);
        engine.cycles(3);

        LeverReport lever = engine.observed(near).orElseThrow().lever();
        assertEquals("near", lever.kind());
        assertEquals(List.of(0), lever.nearCells());
        assertEquals("cell 0 has the CPUs", lever.reason());
        assertEquals(Optional.of(new YieldReport(104 * MIB, 104 * MIB)), lever.lastYield());
        ExplainReport explained = engine.journal.explain("near1").orElseThrow();
        assertEquals(lever, explained.lever());
        assertTrue(
                explained.entries().stream()
                        .anyMatch(entry -> entry.sentence().equals("Near memory 704MiB to 600MiB: the test wants it.")),
                explained::toString);
    }

    @Test
    void guestWithoutTheDriver_isLeftAloneUntilItIsThere() {
        FakeGuest bare = FakeGuest.ofMib(3, "bare", 192, 704);
        bare.lever = LeverKind.NEAR;
        bare.step = 2 * MIB;
        bare.least = 192 * MIB;
        bare.far = 1000 * MIB;
        bare.stuck = true;
        bare.target = 704 * MIB;
        bare.heard = 192 * MIB;
        engine.start(bare);
        engine.wants(bare, 600 * MIB);
        engine.cycles(4);

        assertEquals(Condition.DRIVERLESS, condition(bare));
        assertTrue(reason(bare).endsWith("load virtio_mem in it"), reason(bare));
        assertEquals(704 * MIB, bare.target);

        bare.stuck = false;
        bare.bytesPerSecond = 20 * MIB;
        engine.cycle();
        assertEquals(292 * MIB, bare.current);
        assertEquals(Condition.BOOTING, condition(bare), "nobody resized it: its driver is there");
        engine.cycles(7);
        assertEquals(Condition.NORMAL, condition(bare), reason(bare));
        assertEquals(0, engine.observed(bare).orElseThrow().gained());
    }

    @Test
    void guestThatIsSlowToTakeTheFirstOfItsDevice_isNotTakenForDriverless() {
        FakeGuest slow = FakeGuest.ofMib(3, "slow", 192, 704);
        slow.lever = LeverKind.NEAR;
        slow.step = 2 * MIB;
        slow.least = 192 * MIB;
        slow.far = 1000 * MIB;
        slow.hesitates = Engine.INTERVAL.multipliedBy(2);
        engine.budget(BudgetRule.fixed(3000 * MIB));
        engine.start(slow);
        engine.cycles(3);
        engine.wants(slow, 400 * MIB);
        engine.cycles(2);

        assertEquals(192 * MIB, slow.current);
        assertNotEquals(Condition.DRIVERLESS, condition(slow), reason(slow));
        engine.cycles(3);
        assertEquals(400 * MIB, slow.current);
    }

    @Test
    void guestThatLeavesItsDeviceOffline_isLeftAlone() {
        near.reports = false;
        near.statistics = new BalloonStatistics(
                1100 * MIB, 600 * MIB, 0, 0, engine.clock.wall().plus(Engine.INTERVAL));
        engine.cycle();

        assertEquals(Condition.DRIVERLESS, condition(near));
        assertTrue(reason(near).endsWith("memhp_default_state=online_movable"), reason(near));
    }

    @Test
    void takeFromTheNearCell_isNoProofThatTheHostGainsNothing() {
        near.residentKnown = true;
        near.pinned = true;
        engine.cycle();
        takeTo(near, 528);
        engine.cycle();

        assertEquals(Condition.NORMAL, condition(near), reason(near));
    }

    @Test
    void balloonThatFreesNoNearMemory_isNoDonorAndGetsItsMemoryBack() {
        flat.nearYield = OptionalDouble.of(0);
        engine.wants(flat, 450 * MIB);
        engine.cycle();
        CycleRecord record = engine.cycle();

        assertEquals(Condition.NO_NEAR_YIELD, condition(flat));
        assertEquals(196 * MIB, engine.free(), "nothing came free");
        assertEquals(
                "of the 150MiB that it gave last, 0B were near memory, so nothing is taken for another 600 s; a near device"
                        + " would help: 'virt-ballast near-device add flat1 --max SIZE', so it gets back what it gave",
                record.plan().moves().get(0).reason());
        engine.cycles(3);
        assertEquals(600 * MIB, flat.current);
        engine.wants(flat, 450 * MIB);
        engine.cycle();
        assertTrue(engine.hypervisor.asked.isEmpty());
    }

    @Test
    void balloonThatYieldsAgain_isADonorAgain() {
        balloonThatFreesNoNearMemory_isNoDonorAndGetsItsMemoryBack();
        flat.nearYield = OptionalDouble.of(0.8);
        engine.cycles(130);
        engine.wants(flat, 450 * MIB);
        engine.cycles(3);

        assertEquals(Condition.NORMAL, condition(flat), reason(flat));
        assertEquals(346 * MIB, engine.free());
    }

    @Test
    void takeByABalloon_countsForNothingBeforeItWasMeasured() {
        flat.nearYield = OptionalDouble.of(1);
        flat.bytesPerSecond = 10 * MIB;
        engine.wants(flat, 450 * MIB);
        engine.cycles(3);
        assertTrue(flat.current < 550 * MIB && flat.current > 450 * MIB, "it is on its way: " + flat.current);
        assertEquals(196 * MIB, engine.free());

        engine.cycles(3);

        assertEquals(450 * MIB, flat.current);
        assertEquals(346 * MIB, engine.free());
    }

    @Test
    void takeFromAGuestWithoutAFarCell_isNotMeasured() {
        flat.farTier = FarTier.HOST;
        engine.registry.register(flat.description());
        flat.nearYield = OptionalDouble.of(0);
        flat.bytesPerSecond = 10 * MIB;
        engine.wants(flat, 450 * MIB);
        engine.cycles(3);
        assertTrue(flat.current < 600 * MIB && flat.current > 450 * MIB, "it is on its way: " + flat.current);
        assertEquals(196 * MIB + 600 * MIB - flat.current, engine.free(), "it counts as it comes");

        engine.cycles(3);

        assertEquals(Optional.empty(), engine.observed(flat).orElseThrow().nearYield());
    }

    @Test
    void nearMemoryThatCame_isBelievedBeforeAllThatIsResident() {
        flat.nearYield = OptionalDouble.of(1);
        flat.residentKnown = true;
        flat.pinned = true;
        engine.cycle();
        // Too little to tell by all that is resident, which did not get less.
        engine.wants(flat, 550 * MIB);
        engine.cycles(4);

        assertEquals(550 * MIB, flat.current);
        assertEquals(246 * MIB, engine.free());
    }

    @Test
    void takeByABalloonThatNobodyCanMeasure_countsAsItComes() {
        flat.bytesPerSecond = 10 * MIB;
        engine.wants(flat, 450 * MIB);
        engine.cycles(3);

        assertEquals(196 * MIB + 600 * MIB - flat.current, engine.free());
        assertTrue(flat.current > 450 * MIB, "it is on its way");
    }

    @Test
    void takeByANearDevice_countsAsItComes() {
        near.nearYield = OptionalDouble.of(1);
        near.bytesPerSecond = 10 * MIB;
        engine.wants(near, 604 * MIB);
        engine.cycles(2);

        assertTrue(near.current > 604 * MIB && near.current < 704 * MIB, "it is on its way: " + near.current);
        assertTrue(engine.free() > 196 * MIB, "near memory it is for sure");
    }

    @Test
    void takeByABalloonThatAnOperatorTurnedRound_isForgotten() {
        flat.nearYield = OptionalDouble.of(1);
        flat.bytesPerSecond = 10 * MIB;
        engine.wants(flat, 450 * MIB);
        engine.cycles(2);

        flat.resizedByOthers(580 * MIB);
        engine.cycles(20);
        assertEquals(196 * MIB, engine.free(), "while it is held nobody can tell");

        engine.cycles(400);

        assertEquals(196 * MIB + 20 * MIB, engine.free());
    }

    @Test
    void walksThatTakeLong_holdUpNoMoreThanOneTakeOfACycle() {
        near.nearYield = OptionalDouble.of(1);
        flat.nearYield = OptionalDouble.of(1);
        int[] walks = {0};
        engine.hypervisor.walk = () -> {
            walks[0]++;
            engine.clock.advance(Duration.ofMillis(600));
        };
        engine.wants(near, 600 * MIB);
        engine.wants(flat, 500 * MIB);
        engine.cycle();

        assertEquals(1, walks[0]);
        assertEquals(2, engine.hypervisor.asked.size());
        engine.cycle();
        assertEquals(2, walks[0], "what was measured before is measured when it has arrived");
        assertEquals(600 * MIB, near.current);
        assertEquals(500 * MIB, flat.current);
    }

    @Test
    void domainWithAnotherLever_beginsAnew() {
        takeTo(near, 528);
        near.lever = LeverKind.BALLOON;
        near.step = 4096;
        near.least = 0;
        near.current = 1528 * MIB;
        near.target = 1528 * MIB;
        near.heard = 1528 * MIB;
        near.far = 0;
        engine.registry.register(near.description());
        engine.cycle();

        assertEquals(Condition.BOOTING, condition(near), "its size is to stand still first");
        engine.cycles(2);
        assertTrue(engine.observed(near).orElseThrow().held().isEmpty(), "nobody resized it");
    }

    private void takeTo(FakeGuest guest, long mib) {
        engine.wants(guest, mib * MIB);
        engine.cycle();
        engine.cycle();
    }

    private Condition condition(FakeGuest guest) {
        return engine.observed(guest).orElseThrow().condition();
    }

    private String reason(FakeGuest guest) {
        return engine.view(guest).eligibility().reason();
    }
}
