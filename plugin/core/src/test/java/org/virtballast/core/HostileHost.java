/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HostMemory;
import org.virtballast.core.port.SavedState;
import org.virtballast.core.port.SavedState.SavedDomain;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.HostPressure;

/**
 * A host on which everything goes wrong at random: guests, operators, libvirt, the policy, the host's own memory, and the
 * daemon itself, which is killed again and again. A {@link Judge} looks at each moment.
 */
final class HostileHost {
    private static final long MIB = ByteSize.MIB;
    private static final int MOST_GUESTS = 12;

    private final long seed;
    private final Random random;
    private final Engine engine;
    private final HostileGuests guests;
    private final Judge judge;

    /** Whether anybody but us resizes guests here, or seems to. Where nobody does, nobody may be held. */
    private final boolean operators;

    private final long total;
    private final long fixedBudget;

    /** Guests that changed by themselves since the engine saw them last: it cannot know what it cannot see. */
    private final Set<UUID> unseen = new HashSet<>();

    private int started;
    private int cycle;
    private boolean unexpected;

    /** Whether the clock or how long a hold lasts was changed. */
    private boolean meddled;

    HostileHost(long seed, Map<Occurrence, Long> counts) {
        this.seed = seed;
        this.random = new Random(seed);
        this.guests = new HostileGuests(random);
        this.operators = random.nextBoolean();
        this.total = (8_000 + random.nextInt(36_000)) * MIB;
        this.fixedBudget = (4_000 + random.nextInt(30_000)) * MIB;
        this.engine = new Engine(fixedBudget);
        this.judge = new Judge(engine, () -> "seed " + seed + ", cycle " + cycle, counts);
        engine.hold(Duration.ofSeconds(20));
        engine.policy(new AdversarialPolicy(new Random(~seed)));
        if (random.nextInt(3) == 0) {
            engine.budget(new BudgetRule(OptionalLong.empty(), 0.05));
        }
        for (int count = 3 + random.nextInt(9); count > 0; count--) {
            start();
        }
        // These are known from an earlier life of the daemon.
        engine.rebalancer();
    }

    void cycle() {
        cycle++;
        try {
            judge.newBalance();
            for (int seconds = 1 + random.nextInt(8); seconds > 0; seconds--) {
                engine.hypervisor.pass(Duration.ofSeconds(1), engine.clock);
                judge.checkBudget();
            }
            interfere();
            judge.newBalance();
            CycleRecord record = engine.cycleAtOnce();
            judge.checkBudget(record);
            judge.check(record);
            sum(record);
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + ", cycle " + cycle + ": " + e, e);
        }
    }

    private void sum(CycleRecord record) {
        record.observation().ifPresent(seen -> {
            seen.domains().forEach(domain -> unseen.remove(domain.view().id()));
            if (seen.view().pressure().atLeast(HostPressure.HARD)) {
                judge.count(Occurrence.HOST_SHORT_OF_MEMORY);
            }
        });
        record.failure().ifPresent(failure -> {
            boolean policy = failure.startsWith("The policy failed");
            judge.count(policy ? Occurrence.POLICY_FAILED : Occurrence.CYCLE_FAILED);
            if (failure.startsWith("The cycle failed unexpectedly") && !unexpected) {
                throw new AssertionError("seed " + seed + ", cycle " + cycle + ": " + failure);
            }
        });
        // Those that vanished while they were asked.
        engine.hypervisor.vanishing.clear();
    }

    /** What guests, operators, libvirt and the host do between two cycles. */
    private void interfere() {
        breakPorts();
        for (FakeGuest guest : List.copyOf(engine.hypervisor.guests())) {
            guest.sampled = true;
            misbehave(guest);
        }
        if (started < 400 && engine.hypervisor.guests().size() < MOST_GUESTS && random.nextInt(6) == 0) {
            start();
        }
        operate();
        if (random.nextInt(40) == 0) {
            kill();
        }
        changeHost();
    }

    private void misbehave(FakeGuest guest) {
        switch (random.nextInt(128)) {
            case 0, 1, 2, 3 -> guests.disturbDriver(guest);
            case 4, 5, 6, 7 -> guests.changeLoad(guest);
            case 8, 9, 10 -> {
                guests.lie(guest, engine.clock.wall());
                judge.lied(guest);
            }
            case 11, 12 -> guest.state = DomainSample.State.PAUSED;
            case 13 -> guest.state = DomainSample.State.OTHER;
            case 14, 15 -> guest.sampled = unseen.contains(guest.id);
            case 16 -> reset(guest);
            case 17 -> startAgain(guest);
            case 18 -> vanish(guest);
            case 19 -> grow(guest);
            case 20 -> claim(guest);
            case 21, 22 -> setMemory(guest);
            case 23 -> {
                guest.mode(guests.mode());
                engine.registry.register(guest.description());
            }
            case 24 -> engine.hypervisor.vanishing.add(guest.id);
            case 25 -> engine.hypervisor.resizeFailures.put(guest.id, new IllegalStateException("on purpose"));
            case 26, 27, 28 -> engine.hypervisor.resizeFailures.put(guest.id, FakeHypervisor.refused("no"));
            default -> {
                if (random.nextInt(4) > 0) {
                    guest.state = DomainSample.State.RUNNING;
                }
            }
        }
    }

    private void breakPorts() {
        engine.hypervisor.resizeFailures.clear();
        boolean effect = random.nextBoolean();
        engine.hypervisor.failsWithEffect = id -> effect;
        engine.hypervisor.sampleFailure = Optional.empty();
        engine.hypervisor.describeFailure = Optional.empty();
        engine.hypervisor.statsPeriodFailure = Optional.empty();
        engine.monitorFailure = Optional.empty();
        unexpected = false;
        switch (random.nextInt(50)) {
            case 0 -> engine.hypervisor.sampleFailure = Optional.of(FakeHypervisor.refused("libvirt does not answer."));
            case 1 -> engine.hypervisor.sampleFailure = Optional.of(new IllegalStateException("on purpose"));
            case 2 -> engine.hypervisor.describeFailure = Optional.of(FakeHypervisor.refused("nobody knows it."));
            case 3 -> engine.hypervisor.statsPeriodFailure = Optional.of(FakeHypervisor.refused("it is locked."));
            case 4 -> engine.monitorFailure = Optional.of(new IllegalStateException("on purpose"));
            case 5 -> engine.registry.replaceAll(engine.hypervisor.running());
            default -> {}
        }
        unexpected = true;
    }

    private void start() {
        started++;
        FakeGuest guest = engine.start(guests.make());
        unseen.add(guest.id);
        judge.begins(guest);
    }

    private void reset(FakeGuest guest) {
        boolean told = !operators || random.nextInt(4) > 0;
        if (guest.boots.compareTo(Duration.ofHours(1)) > 0) {
            return;
        }
        if (!told) {
            judge.grows(guest);
        }
        guest.reset(Duration.ofSeconds(random.nextInt(60)));
        unseen.add(guest.id);
        judge.count(Occurrence.GUEST_RESET);
        if (told) {
            engine.registry.rebooted(guest.id);
            judge.boots(guest);
        }
    }

    private void startAgain(FakeGuest guest) {
        guest.startAgain(guests.size(guest), Duration.ofSeconds(random.nextInt(60)));
        if (random.nextBoolean()) {
            engine.registry.forget(guest.id);
        }
        engine.registry.register(guest.description());
        unseen.add(guest.id);
        judge.begins(guest);
        judge.count(Occurrence.DOMAIN_STARTED_AGAIN);
    }

    private void vanish(FakeGuest guest) {
        engine.hypervisor.remove(guest);
        judge.forget(guest);
        judge.count(Occurrence.DOMAIN_VANISHED);
        if (random.nextBoolean()) {
            engine.registry.forget(guest.id);
        }
    }

    private void grow(FakeGuest guest) {
        if (guest.growsByItself && guest.boots.isZero() && guest.state == DomainSample.State.RUNNING) {
            long more = (long) (random.nextDouble() * (guest.maximum - guest.current)) / 4096 * 4096;
            judge.grows(guest);
            guest.growsTo(guest.current + more);
            unseen.add(guest.id);
        }
    }

    private void claim(FakeGuest guest) {
        if (operators && guest.current == guest.target && guest.current == guest.heard) {
            guests.claim(guest);
            judge.looksResized(guest);
        }
    }

    /** An operator resizes a guest: with nothing of ours under way it must be noticed. */
    private void setMemory(FakeGuest guest) {
        if (!operators) {
            return;
        }
        long size = guests.size(guest);
        boolean noticed = guest.current == guest.target
                && Math.abs(size - guest.current) >= MIB
                && guest.claims.isEmpty()
                && guest.boots.isZero()
                && !unseen.contains(guest.id)
                && !(guest.growsByItself && size > guest.current)
                && !judge.askedFor(guest, size)
                && engine.settled(guest);
        guest.resizedByOthers(size);
        unseen.add(guest.id);
        if (noticed) {
            judge.resizedByOperator(guest);
        } else {
            judge.looksResized(guest);
        }
    }

    private void operate() {
        List<FakeGuest> all = List.copyOf(engine.hypervisor.guests());
        if (all.isEmpty()) {
            return;
        }
        FakeGuest guest = all.get(random.nextInt(all.size()));
        switch (random.nextInt(60)) {
            case 0 -> {
                engine.rebalancer().pause(guest.id);
                judge.paused.add(guest.id);
            }
            case 1, 2, 3 -> {
                engine.rebalancer().resume(guest.id);
                judge.resumed(guest);
            }
            case 4 -> {
                if (random.nextInt(4) == 0) {
                    engine.rebalancer().pauseAll();
                    judge.allPaused = true;
                }
            }
            case 5, 8, 9, 10 -> {
                engine.rebalancer().resumeAll();
                judge.resumedAll();
            }
            case 6 -> {
                meddled = true;
                engine.hold(Duration.ofSeconds(random.nextInt(3) * 20L));
                judge.holdChanged();
            }
            case 7 -> {
                meddled = true;
                engine.clock.setWall(engine.clock.wall().plusSeconds(random.nextInt(200) - 100));
                // Of guests that were never looked at before nobody can tell how old their reports are.
                all.stream().filter(one -> unseen.contains(one.id)).forEach(judge::lied);
            }
            default -> {}
        }
    }

    /** The daemon dies and is started again; what it kept is all that it knows, and may be nonsense. */
    private void kill() {
        if (random.nextInt(4) == 0 && operators) {
            Map<UUID, SavedDomain> kept = new HashMap<>(engine.store.state.domains());
            engine.hypervisor.guests().stream()
                    // Of what is under way somebody must know.
                    .filter(guest -> guest.current == guest.target && guest.current == guest.heard)
                    .forEach(guest -> {
                        kept.put(guest.id, nonsense(guest));
                        judge.looksResized(guest);
                        judge.resumed(guest);
                        if (kept.get(guest.id).paused()) {
                            judge.paused.add(guest.id);
                        }
                    });
            engine.store.state = new SavedState(engine.store.state.paused(), kept);
            judge.count(Occurrence.SAVED_STATE_LIED);
        }
        // Of a guest that was not kept nobody knows who resized it; and one that follows an older request of ours than
        // the
        // one that was kept looks like one that somebody else resized.
        engine.hypervisor.guests().stream()
                .filter(guest -> Optional.ofNullable(
                                engine.store.state.domains().get(guest.id))
                        .filter(kept -> kept.run() == guest.run)
                        .filter(kept -> kept.target().orElse(guest.target) == guest.target)
                        .isEmpty())
                .forEach(judge::looksResized);
        engine.restart();
        if (meddled) {
            judge.forgetHolds();
        }
        // Where the clock was set while nobody looked, an old report may look new.
        engine.hypervisor.guests().forEach(judge::lied);
        engine.hypervisor.guests().forEach(guest -> unseen.add(guest.id));
        judge.restarted();
        judge.count(Occurrence.DAEMON_KILLED);
    }

    private SavedDomain nonsense(FakeGuest guest) {
        return new SavedDomain(
                guest.run - random.nextInt(2),
                number(),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(Math.max(1, number())),
                number(),
                number(),
                random.nextBoolean() ? Optional.empty() : Optional.of(Instant.MAX),
                random.nextInt(4) == 0);
    }

    private long number() {
        return (random.nextLong() & Long.MAX_VALUE) >> random.nextInt(63);
    }

    private void changeHost() {
        switch (random.nextInt(8)) {
            case 0 -> engine.host = Optional.empty();
            case 1, 2, 3 ->
                engine.host = Optional.of(new HostMemory(
                        total,
                        (long) (random.nextDouble() * random.nextDouble() * total),
                        random.nextBoolean()
                                ? Optional.empty()
                                : Optional.of(new HostMemory.Stall(random.nextInt(30), random.nextInt(8)))));
            default -> {}
        }
        if (random.nextInt(100) == 0) {
            engine.budget(
                    random.nextBoolean() ? BudgetRule.fixed(fixedBudget) : new BudgetRule(OptionalLong.empty(), 0.05));
        }
    }
}
