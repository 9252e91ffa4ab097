/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.LeverKind;

/** Judges what an engine did by the guests as they are, not by what the engine thinks of them. */
final class Judge {
    private static final long MIB = ByteSize.MIB;

    private final Engine engine;
    private final Supplier<String> where;
    private final Map<Occurrence, Long> counts;

    /** The most that all guests together hold or may come to hold. */
    private long committed;

    /** The last move of each guest that was asked for. */
    private final Map<UUID, Past> past = new HashMap<>();

    /** What guests reported that was not the truth. */
    private final Map<UUID, BalloonStatistics> lies = new HashMap<>();

    private final Map<UUID, Condition> conditions = new HashMap<>();

    /** Until when guests must be left alone because an operator resized them. */
    private final Map<UUID, Duration> held = new HashMap<>();

    /** Guests that may be held: others resized them, or it looked as if. */
    private final Set<UUID> othersHands = new HashSet<>();

    /** When an operator resized guests that have not been seen in a whole cycle since. */
    private final Map<UUID, Duration> resizedUnseen = new HashMap<>();

    private final Map<UUID, Long> lastAsked = new HashMap<>();

    /** The sizes of guests before they grew by themselves, which nobody has seen yet. */
    private final Map<UUID, Long> grown = new HashMap<>();

    /** Guests that are known to the engine to boot. */
    private final Set<UUID> booting = new HashSet<>();

    final Set<UUID> paused = new HashSet<>();
    boolean allPaused;

    private record Past(boolean take, Duration at) {}

    Judge(Engine engine, Supplier<String> where, Map<Occurrence, Long> counts) {
        this.engine = engine;
        this.where = where;
        this.counts = counts;
    }

    void lied(FakeGuest guest) {
        lies.put(guest.id, guest.statistics);
    }

    /** An operator resized a guest while nothing of ours was under way: it must be held. */
    void resizedByOperator(FakeGuest guest) {
        othersHands.add(guest.id);
        resizedUnseen.put(guest.id, engine.clock.uptime());
    }

    /** Whatever comes now may look like somebody else's resize, but need not. */
    void looksResized(FakeGuest guest) {
        othersHands.add(guest.id);
        resizedUnseen.remove(guest.id);
    }

    /** Whether a size is the one that we last asked a guest for: then nobody can tell who else did. */
    boolean askedFor(FakeGuest guest, long size) {
        return Math.abs(lastAsked.getOrDefault(guest.id, -MIB) - size) < MIB;
    }

    /** A guest is about to grow by itself; if it is back before anybody looks, nobody knows. */
    void grows(FakeGuest guest) {
        looksResized(guest);
        grown.put(guest.id, guest.current);
    }

    void resumed(FakeGuest guest) {
        paused.remove(guest.id);
        held.remove(guest.id);
        resizedUnseen.remove(guest.id);
    }

    void resumedAll() {
        allPaused = false;
        paused.clear();
        held.clear();
        resizedUnseen.clear();
    }

    /** Whether the old setting or the new one holds for those that were resized and not seen since, nobody can tell. */
    void holdChanged() {
        resizedUnseen.clear();
    }

    /** After the death of a daemon whose clock or setting was changed a hold may end early. */
    void forgetHolds() {
        held.clear();
    }

    void boots(FakeGuest guest) {
        booting.add(guest.id);
        resizedUnseen.remove(guest.id);
    }

    /** It is another run: nothing that was known of it counts. */
    void begins(FakeGuest guest) {
        forget(guest);
        booting.add(guest.id);
    }

    void forget(FakeGuest guest) {
        past.remove(guest.id);
        lies.remove(guest.id);
        conditions.remove(guest.id);
        held.remove(guest.id);
        grown.remove(guest.id);
        othersHands.remove(guest.id);
        resizedUnseen.remove(guest.id);
        booting.remove(guest.id);
    }

    /** The daemon was killed and started again: it has a new life, but not a new host. */
    void restarted() {
        past.clear();
        conditions.clear();
    }

    /** What guests and operators do to the sum is not ours. */
    void newBalance() {
        committed = engine.hypervisor.committed();
    }

    /** Invariant 1, while time passes: nothing that was asked for before brings the sum up. */
    void checkBudget() {
        checkBudget("while time passed", 0, 0);
    }

    /**
     * Invariant 1, in a cycle: no move of ours brings the sum over the budget, or further over it. What the host holds for a
     * guest in any case costs nothing when the guest gets it back.
     */
    void checkBudget(CycleRecord record) {
        long held = 0;
        for (Move move : record.plan().moves()) {
            FakeGuest guest = engine.hypervisor.guest(move.id()).orElse(null);
            if (guest != null && guest.pinned && !move.takes()) {
                held += Math.max(0, Math.min(move.to(), guest.mostHeld()) - move.from());
            }
        }
        checkBudget(
                "in the cycle",
                record.observation().map(seen -> seen.view().budget()).orElse(0L),
                held);
    }

    private void checkBudget(String when, long budget, long held) {
        long now = engine.hypervisor.committed() - held;
        if (now > Math.max(budget, committed)) {
            throw new AssertionError(where.get() + ", " + when + ": guests hold " + now + " after " + committed
                    + " of a budget of " + budget);
        }
        newBalance();
    }

    void check(CycleRecord record) {
        Map<UUID, ObservedDomain> seen = new HashMap<>();
        record.observation()
                .ifPresent(observation -> observation.domains().forEach(domain -> {
                    seen.put(domain.view().id(), domain);
                    look(domain);
                }));
        if (record.observation().isEmpty()) {
            // A boot may have been seen to end before the cycle failed.
            engine.hypervisor.guests().stream()
                    .filter(guest -> booting.contains(guest.id) && guest.current != guest.target)
                    .forEach(this::looksResized);
        }
        engine.hypervisor.asked.forEach(this::checkHands);
        checkOrder(record, seen);
        record.outcomes().forEach(outcome -> checkOutcome(record, outcome, seen));
        // One that failed in a way that nobody expects has no outcome, but may have been heard.
        record.plan().moves().stream()
                .filter(move -> engine.hypervisor.asked.contains(new FakeHypervisor.Asked(move.id(), move.to())))
                .forEach(move -> past.put(move.id(), new Past(move.takes(), engine.clock.uptime())));
        record.plan().refusals().forEach(refusal -> {
            count(Occurrence.REFUSAL);
            that(!refusal.reason().isBlank(), refusal.name(), "refused without a reason");
        });
    }

    /** What the engine makes of a domain. */
    private void look(ObservedDomain domain) {
        count(Occurrence.DOMAIN_CYCLE);
        UUID id = domain.view().id();
        String name = domain.view().name();
        grown.computeIfPresent(id, (key, before) -> domain.view().current() == before ? before : null);
        Condition condition = domain.condition();
        if (conditions.put(id, condition) != condition) {
            began(condition);
        }
        if (!domain.booting() && booting.remove(id)) {
            // Its balloon stood still on its way: who moves it on is anybody's guess.
            engine.hypervisor
                    .guest(id)
                    .filter(guest -> guest.current != guest.target)
                    .ifPresent(this::looksResized);
        }
        Duration resized = resizedUnseen.remove(id);
        Duration hold = engine.settings().operatorHold();
        if (resized != null && engine.clock.uptime().compareTo(resized.plus(hold)) < 0) {
            that(domain.held().isPresent(), name, "an operator resized it, and it is not held");
            held.put(id, resized.plus(hold));
            count(Occurrence.HOLD);
        }
        that(domain.held().isEmpty() || othersHands.contains(id), name, "held, though nobody else resized it");
        if (condition == Condition.NOT_RECLAIMABLE) {
            engine.hypervisor
                    .guest(id)
                    .ifPresent(guest -> that(guest.pinned, name, "not reclaimable, though the host gained"));
        }
        if (condition == Condition.NO_NEAR_YIELD) {
            engine.hypervisor
                    .guest(id)
                    .ifPresent(guest ->
                            that(guest.nearYield.orElse(1) < 0.1, name, "said to yield nothing, though it did"));
        }
        if (domain.view().memory().isPresent()) {
            engine.hypervisor.guest(id).ifPresent(guest -> checkBelief(guest, domain));
        }
    }

    private void checkBelief(FakeGuest guest, ObservedDomain domain) {
        long usable = domain.view().memory().orElseThrow().usable();
        that(
                usable >= 0 && usable <= domain.view().current() + guest.far && guest.claims.orElse(0) <= guest.maximum,
                guest.name,
                "it is believed that " + usable + " are usable");
    }

    private void began(Condition condition) {
        switch (condition) {
            case STUCK -> count(Occurrence.BECAME_STUCK);
            case DISTRESSED -> count(Occurrence.BECAME_DISTRESSED);
            case RECOVERING -> count(Occurrence.BECAME_RECOVERING);
            case NOT_RECLAIMABLE -> count(Occurrence.BECAME_NOT_RECLAIMABLE);
            case UNKNOWN -> count(Occurrence.BECAME_UNKNOWN);
            case BOOTING -> count(Occurrence.BECAME_BOOTING);
            case DRIVERLESS -> count(Occurrence.BECAME_DRIVERLESS);
            case PAUSED -> count(Occurrence.BECAME_PAUSED);
            case NO_NEAR_YIELD -> count(Occurrence.BECAME_NO_NEAR_YIELD);
            default -> {}
        }
    }

    /** Invariant 5: whom nobody may touch is not asked for anything, not even to stay where it is. */
    private void checkHands(FakeHypervisor.Asked asked) {
        lastAsked.put(asked.id(), asked.bytes());
        FakeGuest guest = engine.hypervisor.guest(asked.id()).orElse(null);
        if (guest == null) {
            return;
        }
        that(guest.settings.mode().orElseThrow() == Mode.AUTO, guest.name, "asked in mode " + guest.settings.mode());
        that(guest.unresizable.isEmpty(), guest.name, "asked though it cannot be resized");
        that(guest.state == DomainSample.State.RUNNING, guest.name, "asked in state " + guest.state);
        that(!allPaused && !paused.contains(guest.id), guest.name, "asked though an operator paused it");
        that(!booting.contains(guest.id), guest.name, "asked while it boots");
        Duration until = held.getOrDefault(guest.id, Duration.ZERO);
        that(engine.clock.uptime().compareTo(until) >= 0, guest.name, "asked while it is held");
        that(
                asked.bytes() > 0 && asked.bytes() <= guest.maximum,
                guest.name,
                "asked for the impossible size " + asked.bytes());
    }

    /** Takes come before gives, nobody is moved twice, and none is served before a guest in distress has what it is owed. */
    private void checkOrder(CycleRecord record, Map<UUID, ObservedDomain> seen) {
        Set<UUID> planned = new HashSet<>();
        boolean gave = false;
        boolean waits = false;
        for (Move move : record.plan().moves()) {
            that(planned.add(move.id()), move.name(), "moved twice");
            that(!gave || !move.takes(), move.name(), "taken from after a give");
            gave |= !move.takes();
            ObservedDomain domain = seen.get(move.id());
            if (!move.takes() && domain.condition() == Condition.DISTRESSED) {
                waits |= move.to()
                        < domain.view().current()
                                + domain.owed()
                                - domain.view().bounds().step();
            } else if (!move.takes() && !domain.condition().getsBack()) {
                that(!waits, move.name(), "given memory that a guest in distress waits for");
            }
        }
    }

    private void checkOutcome(CycleRecord record, Outcome outcome, Map<UUID, ObservedDomain> seen) {
        Move move = outcome.move();
        assertFalse(move.reason().isBlank(), () -> where.get() + ", " + move.name() + ": moved without a reason");
        FakeGuest guest = engine.hypervisor.guest(move.id()).orElse(null);
        if (!record.plan().moves().contains(move)) {
            count(Occurrence.WITHDRAWAL);
            if (guest != null && guest.claims.isEmpty()) {
                assertEquals(
                        guest.current, move.to(), () -> where.get() + ", " + guest.name + ": asked to stay elsewhere");
            }
            return;
        }
        if (guest == null) {
            return;
        }
        Mode mode = guest.settings.mode().orElseThrow();
        that(
                (mode == Mode.AUTO) == (outcome.result() != Outcome.Result.OBSERVED) && mode != Mode.OFF,
                guest.name,
                "moved in mode " + mode);
        if (guest.claims.isEmpty()) {
            that(guest.current == move.from(), guest.name, "moved from a size it does not have");
        }
        HostPressure pressure = record.observation().orElseThrow().view().pressure();
        Condition condition = seen.get(move.id()).condition();
        if (move.takes()) {
            count(Occurrence.TAKE);
            checkTake(guest, move);
        } else {
            count(condition == Condition.DISTRESSED ? Occurrence.GIVE_BACK : Occurrence.GIVE);
            checkGive(guest, move, condition, pressure);
        }
        if (outcome.result() != Outcome.Result.OBSERVED) {
            checkCooldown(guest, move, condition);
        }
    }

    private void checkTake(FakeGuest guest, Move move) {
        long headroom = Math.max(64 * MIB, (guest.current + guest.far) / 10);
        that(move.to() >= guest.settings.min().orElse(1), guest.name, move + " below its minimum");
        that(move.to() + guest.far >= headroom, guest.name, move + " below its headroom");
        that(move.to() >= guest.least, guest.name, move + " below what its lever can take");
        that((guest.maximum - move.to()) % guest.step == 0, guest.name, move + " between two steps");
        if (guest.lever == LeverKind.NEAR) {
            count(Occurrence.NEAR_TAKE);
        }
        Duration age = Duration.between(guest.statistics.lastUpdate(), engine.clock.wall());
        that(
                age.compareTo(guest.statsPeriod.multipliedBy(3).plusSeconds(1)) < 0,
                guest.name,
                move + " on statistics that are " + age + " old");
        that(guest.claims.isEmpty() || guest.claims.getAsLong() <= guest.maximum, guest.name, move + " of a lie");
        long most = guest.current / 4;
        if (guest.farTier != FarTier.CELL) {
            most = Math.max(most, guest.statistics.usable() - headroom);
        }
        if (guest.claims.isEmpty()) {
            that(guest.current - move.to() <= most, guest.name, move + " is more than a step of " + most);
        }
        boolean reportedAtThisSize =
                !grown.containsKey(guest.id) || guest.statistics.available() == guest.current + guest.far;
        if (!guest.statistics.equals(lies.get(guest.id)) && guest.claims.isEmpty() && reportedAtThisSize) {
            that(
                    move.to() + guest.far >= guest.usedWhenReported + headroom,
                    guest.name,
                    move + " below its floor, with " + guest.usedWhenReported + " used");
        }
    }

    private void checkGive(FakeGuest guest, Move move, Condition condition, HostPressure pressure) {
        long most = Math.min(guest.maximum, guest.settings.max().orElse(guest.maximum));
        that(move.to() <= most, guest.name, move + " above its maximum of " + most);
        boolean owed = condition.getsBack();
        that(owed || !pressure.atLeast(HostPressure.HARD), guest.name, move + " while the host is short of memory");
    }

    /** A guest gets back at once what it is owed; and from somebody it must come. */
    private void checkCooldown(FakeGuest guest, Move move, Condition condition) {
        Past last = past.put(guest.id, new Past(move.takes(), engine.clock.uptime()));
        boolean forOthers =
                move.reason().contains("needs memory back") || move.reason().contains("about to run out");
        if (move.takes() && forOthers) {
            count(Occurrence.RELIEF_TAKE);
            return;
        }
        if (!move.takes() && condition.getsBack()) {
            return;
        }
        that(
                last == null
                        || last.take() == move.takes()
                        || engine.clock.uptime().minus(last.at()).compareTo(Engine.LIMITS.cooldown()) >= 0,
                guest.name,
                move + " flips within the cooldown");
    }

    void count(Occurrence occurrence) {
        counts.merge(occurrence, 1L, Long::sum);
    }

    private void that(boolean holds, String name, Object what) {
        if (!holds) {
            throw new AssertionError(where.get() + ", " + name + ": " + what);
        }
    }
}
