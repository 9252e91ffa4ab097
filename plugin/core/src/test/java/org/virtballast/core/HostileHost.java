/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;

/**
 * A host on which everything goes wrong at random, and that checks after each moment what the engine promises. What is
 * right is judged by the guests as they are, not by what the engine thinks of them.
 */
final class HostileHost {
    private static final long MIB = ByteSize.MIB;
    private static final int MOST_GUESTS = 8;

    private final long seed;
    private final Random random;
    private final Engine engine;
    private final long budget;

    /** The direction and time of the last move of each guest that was asked for. */
    private final Map<UUID, Past> past = new HashMap<>();

    /** Guests whose last report was a lie. */
    private final Set<UUID> liars = new HashSet<>();

    private long committed;
    private int guests;
    private int cycle;
    private long takes;
    private long gives;
    private long withdrawals;

    private record Past(boolean take, Duration at) {}

    HostileHost(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.budget = (4_000 + random.nextInt(12_000)) * MIB;
        this.engine = new Engine(budget);
        engine.hold(Duration.ofSeconds(20));
        engine.policy(new AdversarialPolicy(new Random(~seed)));
        for (int count = 2 + random.nextInt(5); count > 0; count--) {
            startGuest();
        }
        committed = engine.hypervisor.committed();
    }

    long takes() {
        return takes;
    }

    long gives() {
        return gives;
    }

    long withdrawals() {
        return withdrawals;
    }

    void cycle() {
        cycle++;
        for (int seconds = 1 + random.nextInt(8); seconds > 0; seconds--) {
            engine.hypervisor.pass(Duration.ofSeconds(1), engine.clock);
            checkBudget("while time passed");
        }
        interfere();
        committed = engine.hypervisor.committed();
        CycleRecord record = engine.cycleAtOnce();
        checkBudget("in the cycle");
        check(record);
    }

    /** What guests, operators and libvirt do between two cycles. */
    private void interfere() {
        engine.hypervisor.resizeFailures.clear();
        boolean effect = random.nextBoolean();
        engine.hypervisor.failsWithEffect = id -> effect;
        for (FakeGuest guest : List.copyOf(engine.hypervisor.guests())) {
            if (random.nextInt(8) == 0) {
                engine.hypervisor.resizeFailures.put(guest.id, FakeHypervisor.refused("no"));
            }
            guest.sampled = true;
            switch (random.nextInt(24)) {
                case 0 -> guest.stuck = !guest.stuck;
                case 1 -> guest.reports = !guest.reports;
                case 2 -> guest.used = (long) (random.nextDouble() * guest.current);
                case 3 -> lie(guest);
                case 4 ->
                    guest.resizedByOthers(Math.max(64 * MIB, pages((long) (random.nextDouble() * guest.maximum))));
                case 5 -> guest.state = random.nextBoolean() ? DomainSample.State.PAUSED : DomainSample.State.RUNNING;
                case 6 -> guest.sampled = false;
                case 7 -> guest.bytesPerSecond = rate();
                case 8 -> {
                    if (random.nextInt(4) == 0) {
                        vanish(guest);
                    }
                }
                default -> guest.state = DomainSample.State.RUNNING;
            }
        }
        if (guests < 200 && engine.hypervisor.guests().size() < MOST_GUESTS && random.nextInt(6) == 0) {
            startGuest();
        }
        engine.hypervisor.sampleFailure = random.nextInt(30) == 0
                ? Optional.of(FakeHypervisor.refused("libvirt does not answer."))
                : Optional.empty();
    }

    private void startGuest() {
        guests++;
        long maximum = pages((512 + random.nextInt(4_000)) * MIB);
        FakeGuest guest = new FakeGuest(guests, "guest" + guests, pages(maximum / (1 + random.nextInt(3))), maximum);
        guest.used = (long) (random.nextDouble() * guest.current);
        guest.bytesPerSecond = rate();
        guest.farTier = List.of(FarTier.values()).get(random.nextInt(3));
        guest.statsPeriod = Duration.ofSeconds(random.nextInt(4));
        if (random.nextInt(3) == 0) {
            guest.bounds(pages(maximum / 4), pages(maximum / 2));
        }
        switch (random.nextInt(12)) {
            case 0 -> guest.mode(Mode.OBSERVE);
            case 1 -> guest.mode(Mode.OFF);
            case 2 -> guest.unresizable = Optional.of("it has a VFIO device");
            default -> guest.mode(Mode.AUTO);
        }
        engine.start(guest);
    }

    private void vanish(FakeGuest guest) {
        engine.hypervisor.remove(guest);
        past.remove(guest.id);
        if (random.nextBoolean()) {
            engine.registry.forget(guest.id);
        }
    }

    /** A broken or hostile guest says something, now. */
    private void lie(FakeGuest guest) {
        liars.add(guest.id);
        guest.statistics = new BalloonStatistics(
                random.nextBoolean() ? guest.current : random.nextLong(),
                random.nextBoolean() ? guest.current : random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextInt(3) == 0 ? Instant.EPOCH : engine.clock.wall().plusSeconds(random.nextInt(40) - 20));
    }

    private long rate() {
        return (long) Math.pow(2, 22 + random.nextInt(10));
    }

    private static long pages(long bytes) {
        return bytes / 4096 * 4096;
    }

    /** Invariant 1: no move of ours brings the sum over the budget, or further over it. */
    private void checkBudget(String when) {
        long now = engine.hypervisor.committed();
        assertTrue(
                now <= Math.max(budget, committed),
                () -> at(when) + ": guests hold " + now + " after " + committed + " of a budget of " + budget);
        committed = now;
    }

    private void check(CycleRecord record) {
        Set<UUID> planned = new HashSet<>();
        List<Boolean> order = new ArrayList<>();
        Set<UUID> distressed = record.observation().map(Observation::domains).orElse(List.of()).stream()
                .filter(domain -> domain.condition() == Condition.DISTRESSED)
                .map(domain -> domain.view().id())
                .collect(Collectors.toSet());
        for (Outcome outcome : record.outcomes()) {
            Move move = outcome.move();
            assertFalse(move.reason().isBlank(), () -> at(move.name()) + ": moved without a reason");
            if (!record.plan().moves().contains(move)) {
                withdrawals++;
                continue;
            }
            assertTrue(planned.add(move.id()), () -> at(move.name()) + ": moved twice");
            order.add(move.takes());
            FakeGuest guest = engine.hypervisor.guest(move.id()).orElseThrow();
            assertTrue(guest.current == move.from(), () -> at(move.name()) + ": moved from a size it does not have");
            checkHands(guest, outcome);
            if (move.takes()) {
                checkTake(guest, move);
            } else {
                checkGive(guest, move);
            }
            if (outcome.result() != Outcome.Result.OBSERVED) {
                checkCooldown(guest, move, distressed);
            }
        }
        assertTrue(
                !order.contains(false) || order.lastIndexOf(true) < order.indexOf(false),
                () -> at("order") + ": a give came before a take");
        record.plan()
                .refusals()
                .forEach(refusal -> assertFalse(
                        refusal.reason().isBlank(), () -> at(refusal.name()) + ": refused without a reason"));
    }

    private void checkHands(FakeGuest guest, Outcome outcome) {
        Mode mode = guest.settings.mode().orElseThrow();
        assertTrue(
                (mode == Mode.AUTO) == (outcome.result() != Outcome.Result.OBSERVED) && mode != Mode.OFF,
                () -> at(guest.name) + ": touched in mode " + mode);
        assertTrue(guest.unresizable.isEmpty(), () -> at(guest.name) + ": touched though unresizable");
        assertTrue(
                guest.state == DomainSample.State.RUNNING, () -> at(guest.name) + ": touched in state " + guest.state);
    }

    private void checkTake(FakeGuest guest, Move move) {
        takes++;
        long headroom = Math.max(64 * MIB, guest.current / 10);
        assertTrue(
                move.to() >= guest.settings.min().orElse(1), () -> at(guest.name) + ": " + move + " below its minimum");
        assertTrue(move.to() >= headroom, () -> at(guest.name) + ": " + move + " below its headroom");
        Duration age = Duration.between(guest.statistics.lastUpdate(), engine.clock.wall());
        assertTrue(
                age.compareTo(guest.statsPeriod.multipliedBy(3).plusSeconds(1)) < 0,
                () -> at(guest.name) + ": " + move + " on statistics that are " + age + " old");
        long most = guest.current / 4;
        if (guest.farTier != FarTier.CELL) {
            most = Math.max(most, guest.statistics.usable() - headroom);
        }
        long mostTaken = most;
        assertTrue(
                guest.current - move.to() <= mostTaken,
                () -> at(guest.name) + ": " + move + " is more than a step of " + mostTaken);
        if (honest(guest)) {
            assertTrue(
                    move.to() >= guest.usedWhenReported + headroom,
                    () -> at(guest.name) + ": " + move + " below its floor, with " + guest.usedWhenReported + " used");
        }
    }

    private void checkGive(FakeGuest guest, Move move) {
        gives++;
        long most = Math.min(guest.maximum, guest.settings.max().orElse(guest.maximum));
        assertTrue(move.to() <= most, () -> at(guest.name) + ": " + move + " above its maximum of " + most);
    }

    /** A guest in distress gets back what was taken at once; and from somebody it must come. */
    private void checkCooldown(FakeGuest guest, Move move, Set<UUID> distressed) {
        Past last = past.put(guest.id, new Past(move.takes(), engine.clock.uptime()));
        if (move.takes() ? !distressed.isEmpty() : distressed.contains(guest.id)) {
            return;
        }
        assertTrue(
                last == null
                        || last.take() == move.takes()
                        || engine.clock.uptime().minus(last.at()).compareTo(Engine.LIMITS.cooldown()) >= 0,
                () -> at(guest.name) + ": " + move + " flips within the cooldown");
    }

    /** Whether what the hypervisor knows of the guest is what its driver truly said. */
    private boolean honest(FakeGuest guest) {
        if (liars.contains(guest.id) && guest.statistics.swapIn() == 0 && guest.statistics.majorFaults() == 0) {
            liars.remove(guest.id);
        }
        return !liars.contains(guest.id);
    }

    private String at(String what) {
        return "seed " + seed + ", cycle " + cycle + ", " + what;
    }
}
