/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtballast.core.FakeHypervisor.Asked;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

final class RebalancerTest {
    private static final long MIB = ByteSize.MIB;

    private final Engine engine = new Engine(3000 * MIB);
    private FakeGuest web;
    private FakeGuest db;

    @BeforeEach
    void startTwoGuests() {
        web = engine.start(FakeGuest.ofMib(1, "web1", 1000, 4000));
        db = engine.start(FakeGuest.ofMib(2, "db1", 2000, 4000));
        engine.cycle();
    }

    @Test
    void cycleInWhichNothingIsWanted_asksNobody() {
        CycleRecord record = engine.cycle();

        assertEquals(2, record.number());
        assertTrue(engine.hypervisor.asked.isEmpty());
        assertTrue(record.failure().isEmpty());
        assertEquals(engine.clock.wall(), record.time());
    }

    @Test
    void memory_flowsFromDonorToBorrowerOnceItIsConfirmed() {
        engine.wants(web, 1500 * MIB);
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        assertEquals(List.of(new Asked(db.id, 1600 * MIB)), engine.hypervisor.asked);

        engine.wants(web, 1500 * MIB);
        engine.cycle();
        assertEquals(List.of(new Asked(web.id, 1400 * MIB)), engine.hypervisor.asked);

        engine.cycle();
        assertEquals(1400 * MIB, web.current);
        assertEquals(0, engine.free());
    }

    @Test
    void donorOnItsWay_freesOnlyWhatArrived() {
        db.bytesPerSecond = 20 * MIB;
        engine.wants(db, 1600 * MIB);
        engine.cycle();

        engine.wants(web, 1500 * MIB);
        engine.cycle();

        assertEquals(1900 * MIB, db.current);
        assertEquals(List.of(new Asked(web.id, 1100 * MIB)), engine.hypervisor.asked);
    }

    @Test
    void guestThatJustStarted_leavesOnlyTakes() {
        engine.start(FakeGuest.ofMib(3, "new", 500, 500));
        engine.wants(web, 1500 * MIB);
        engine.wants(db, 1600 * MIB);

        engine.cycle();

        assertEquals(-500 * MIB, engine.free());
        assertEquals(List.of(new Asked(db.id, 1600 * MIB)), engine.hypervisor.asked);
    }

    static Stream<Policy> failingPolicies() {
        return Stream.of(
                host -> {
                    throw new IllegalStateException("a bug");
                },
                host -> null,
                host -> {
                    throw new AssertionError("a bug");
                },
                host -> {
                    throw new NoClassDefFoundError("missing");
                },
                host -> endless(0),
                host -> RebalancerTest.<RuntimeException>throwChecked(new IOException("undeclared")),
                host -> new Proposal(Map.of(), null));
    }

    @ParameterizedTest
    @MethodSource("failingPolicies")
    void policyThatFails_isRecordedAndTheNextCycleRuns(Policy failing) {
        engine.policy(failing);
        CycleRecord record = engine.cycle();
        assertTrue(record.failure().orElseThrow().startsWith("The policy failed ("), record::toString);
        assertTrue(
                record.failure().orElseThrow().endsWith("); nothing is resized in this cycle but what cannot wait."));
        assertTrue(record.observation().isPresent());
        assertTrue(engine.hypervisor.asked.isEmpty());

        engine.policy(host -> new Proposal(Map.of(db.id, new Target(1600 * MIB, "sane again")), Map.of()));
        assertTrue(engine.cycle().failure().isEmpty());
        assertEquals(List.of(new Asked(db.id, 1600 * MIB)), engine.hypervisor.asked);
    }

    @Test
    void unexpectedFailure_isRecordedWithWhatWasDone() {
        engine.hypervisor.resizeFailures.put(web.id, new IllegalStateException("a bug"));
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.wants(db, 1900 * MIB);
        engine.wants(web, 1100 * MIB);
        engine.hypervisor.pass(Duration.ofSeconds(15), engine.clock);

        CycleRecord record = engine.cycle();

        assertEquals(
                Optional.of("The cycle failed unexpectedly (java.lang.IllegalStateException: a bug); nothing more was"
                        + " resized in it."),
                record.failure());
        assertEquals(
                List.of(db.id),
                record.outcomes().stream().map(outcome -> outcome.move().id()).toList());
        assertTrue(engine.cycle().failure().isEmpty());
    }

    @Test
    void unexpectedFailureOfTheHypervisor_isRecordedAndTheNextCycleRuns() {
        engine.hypervisor.sampleFailure = Optional.of(new IllegalStateException("a bug"));
        assertTrue(engine.cycle().failure().isPresent());

        engine.hypervisor.sampleFailure = Optional.empty();
        assertTrue(engine.cycle().failure().isEmpty());
    }

    @Test
    void resizeThatFails_doesNotStopTheOthersAndIsNotCountedOn() {
        engine.hypervisor.resizeFailures.put(db.id, FakeHypervisor.refused("Domain 'db1' is locked."));
        engine.wants(db, 1600 * MIB);
        engine.wants(web, 800 * MIB);
        CycleRecord record = engine.cycle();

        assertEquals(List.of(new Asked(db.id, 1600 * MIB), new Asked(web.id, 800 * MIB)), engine.hypervisor.asked);
        assertEquals(
                List.of(Outcome.Result.FAILED, Outcome.Result.APPLIED),
                record.outcomes().stream().map(Outcome::result).toList());
        assertTrue(record.failure().isEmpty());
        engine.cycle();
        assertEquals(2000 * MIB, engine.view(db).target());
        assertEquals(
                Eligibility.none("libvirt refused its last resize, and is asked again at each move-deadline"),
                engine.view(db).eligibility());
    }

    @Test
    void refusedTakeThatHadItsEffect_isGivenBackInDistress() {
        engine.hypervisor.resizeFailures.put(db.id, FakeHypervisor.refused("It is locked."));
        engine.hypervisor.failsWithEffect = db.id::equals;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.hypervisor.resizeFailures.clear();
        db.used = 1590 * MIB;
        engine.cycle();

        assertEquals(List.of(new Asked(db.id, 2000 * MIB)), engine.hypervisor.asked);
    }

    @Test
    void domainThatRefusesAllCalls_isAskedOnceADeadlineAndNothingElseIsAskedOfIt() {
        engine.hypervisor.resizeFailures.put(db.id, FakeHypervisor.refused("It is locked."));
        int asked = 0;
        for (int cycle = 0; cycle < 20; cycle++) {
            engine.wants(db, 1600 * MIB);
            engine.cycle();
            asked += engine.hypervisor.asked.size();
        }

        assertEquals(4, asked, "in 100 s");
    }

    @Test
    void failedGive_isNotGrantedToAnother() {
        db.resizedByOthers(1500 * MIB);
        engine.cycle();
        engine.rebalancer().resume(db.id);
        engine.hypervisor.resizeFailures.put(db.id, FakeHypervisor.refused("no"));
        engine.wants(db, 2000 * MIB);
        engine.cycle();

        engine.wants(web, 1500 * MIB);
        engine.cycle();

        assertTrue(engine.hypervisor.asked.isEmpty());
        assertEquals(0, engine.free());
    }

    @Test
    void observeMode_decidesAndAsksNobody() {
        engine.mode(Mode.OBSERVE);
        engine.wants(db, 1600 * MIB);

        CycleRecord record = engine.cycle();

        assertTrue(engine.hypervisor.asked.isEmpty());
        assertEquals(Outcome.Result.OBSERVED, record.outcomes().get(0).result());
        engine.cycle();
        assertFalse(engine.view(db).resizing());
    }

    @Test
    void modeOfADomain_goesBeforeTheDaemons() {
        engine.mode(Mode.OBSERVE);
        engine.registry.register(web.mode(Mode.AUTO).description());
        engine.registry.register(db.description());
        engine.wants(web, 900 * MIB);
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        assertEquals(List.of(new Asked(web.id, 900 * MIB)), engine.hypervisor.asked);
        engine.cycle();

        engine.mode(Mode.AUTO);
        engine.registry.register(web.mode(Mode.OBSERVE).description());
        engine.registry.register(db.mode(Mode.OFF).description());
        engine.wants(web, 800 * MIB);
        engine.wants(db, 1600 * MIB);
        CycleRecord record = engine.cycle();
        assertTrue(engine.hypervisor.asked.isEmpty());
        assertEquals("its mode is off", record.plan().refusals().get(0).reason());
    }

    @Test
    void stuckDonor_isAskedToStayAndItsMemoryIsNeverGranted() {
        db.stuck = true;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        for (int cycle = 0; cycle < 5; cycle++) {
            engine.wants(web, 1500 * MIB);
            engine.cycle();
            assertTrue(engine.hypervisor.asked.isEmpty());
        }

        engine.wants(web, 1500 * MIB);
        engine.cycle();

        assertEquals(List.of(new Asked(db.id, 2000 * MIB)), engine.hypervisor.asked);
        assertEquals(1000 * MIB, web.current);
        engine.cycle();
        assertFalse(engine.view(db).resizing());
        assertEquals(0, engine.free());
    }

    @Test
    void stuckBorrower_givesBackWhatItNeverTook() {
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        web.stuck = true;
        engine.wants(web, 1400 * MIB);
        engine.cycle();
        engine.cycles(6);
        assertEquals(List.of(new Asked(web.id, 1000 * MIB)), engine.hypervisor.asked);
        assertEquals(0, engine.free(), "nothing is free before the guest is seen to stay");

        engine.cycle();
        assertEquals(400 * MIB, engine.free());
    }

    @Test
    void borrowerThatGrowsAfterItsDeadline_isNotCountedTwice() {
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        web.stuck = true;
        engine.wants(web, 1400 * MIB);
        engine.cycle();
        engine.cycles(6);
        // The guest wakes up and has heard of the first size, not yet of the withdrawal.
        web.stuck = false;
        engine.hypervisor.pass(Duration.ofMillis(10), engine.clock);
        assertEquals(1400 * MIB, web.current);
        web.stuck = true;
        engine.wants(db, 1900 * MIB);
        engine.cycle();
        assertTrue(engine.hypervisor.asked.isEmpty());
        assertEquals(0, engine.free());

        web.stuck = false;
        engine.cycle();
        assertEquals(1000 * MIB, web.current);
        assertEquals(400 * MIB, engine.free());
    }

    @Test
    void takeThatArrivesAfterItsWithdrawal_isNotFree() {
        db.stuck = true;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.cycles(6);
        assertEquals(2000 * MIB, db.target);
        // Late, it follows the first size for a moment.
        db.stuck = false;
        engine.hypervisor.pass(Duration.ofMillis(10), engine.clock);
        assertEquals(1600 * MIB, db.current);
        db.stuck = true;

        engine.wants(web, 1400 * MIB);
        engine.cycle();

        assertTrue(engine.hypervisor.asked.isEmpty(), "it was asked to have 2000 MiB and will");
        db.stuck = false;
        engine.cycles(2);
        assertEquals(2000 * MIB, db.current);
        assertEquals(0, engine.free());
    }

    @Test
    void moveThatCannotBeWithdrawn_isWithdrawnAtTheNextDeadline() {
        db.stuck = true;
        engine.wants(db, 1600 * MIB);
        engine.cycle();
        engine.hypervisor.resizeFailures.put(db.id, FakeHypervisor.refused("Domain 'db1' is locked."));
        engine.cycles(6);
        assertEquals(List.of(new Asked(db.id, 2000 * MIB)), engine.hypervisor.asked);
        engine.cycles(5);
        assertTrue(engine.hypervisor.asked.isEmpty());

        engine.hypervisor.resizeFailures.clear();
        engine.cycle();
        assertEquals(List.of(new Asked(db.id, 2000 * MIB)), engine.hypervisor.asked);
        engine.cycle();
        assertFalse(engine.view(db).resizing());
    }

    @Test
    void settings_changeBetweenCycles() {
        engine.change(Engine.settings(
                Mode.AUTO,
                9000 * MIB,
                host -> new Proposal(Map.of(web.id, new Target(4000 * MIB, "there is room")), Map.of())));

        engine.cycle();

        assertEquals(List.of(new Asked(web.id, 4000 * MIB)), engine.hypervisor.asked);
    }

    private static Proposal endless(int depth) {
        return depth < 0 ? Proposal.NOTHING : endless(depth + 1);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> Proposal throwChecked(Exception failure) throws E {
        throw (E) failure;
    }
}
