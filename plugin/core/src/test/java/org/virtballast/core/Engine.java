/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.core.port.HostMemory;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/** A whole engine on fakes, with a policy that wants what the test wants. */
final class Engine {
    static final Duration INTERVAL = Duration.ofSeconds(5);
    static final Limits LIMITS =
            new Limits(0.25, 4 * ByteSize.MIB, Duration.ofSeconds(15), 0.1, 64 * ByteSize.MIB, Duration.ofSeconds(30));

    final FakeClock clock = new FakeClock();
    final FakeHypervisor hypervisor = new FakeHypervisor();
    final FakeAccessCounter counter = new FakeAccessCounter();
    final DomainRegistry registry = new DomainRegistry();
    final Journal journal = new Journal();

    /** What the host says of its own memory. */
    Optional<HostMemory> host = Optional.empty();

    /** What to throw when the host is asked for its memory. */
    Optional<RuntimeException> monitorFailure = Optional.empty();

    /** The sizes the policy wants in the next cycle, by domain. */
    final Map<UUID, Target> wanted = new LinkedHashMap<>();

    /** What the policy was shown. */
    final List<HostView> shown = new ArrayList<>();

    final FakeStore store = new FakeStore();
    private Rebalancer rebalancer;
    private EngineSettings settings;

    Engine(long budget) {
        settings = settings(Mode.AUTO, budget, this::propose);
    }

    static EngineSettings settings(Mode mode, long budget, Policy policy) {
        return new EngineSettings(
                policy,
                BudgetRule.fixed(budget),
                new Defaults(mode, 0.95),
                LIMITS,
                Duration.ofMinutes(30),
                Duration.ofSeconds(1));
    }

    Engine mode(Mode mode) {
        return change(new EngineSettings(
                settings.policy(),
                settings.budget(),
                new Defaults(mode, 0.95),
                settings.limits(),
                settings.operatorHold(),
                settings.statsPeriod()));
    }

    Engine policy(Policy policy) {
        return change(new EngineSettings(
                policy,
                settings.budget(),
                settings.defaults(),
                settings.limits(),
                settings.operatorHold(),
                settings.statsPeriod()));
    }

    Engine hold(Duration operatorHold) {
        return change(new EngineSettings(
                settings.policy(),
                settings.budget(),
                settings.defaults(),
                settings.limits(),
                operatorHold,
                settings.statsPeriod()));
    }

    Engine budget(BudgetRule budget) {
        return change(new EngineSettings(
                settings.policy(),
                budget,
                settings.defaults(),
                settings.limits(),
                settings.operatorHold(),
                settings.statsPeriod()));
    }

    EngineSettings settings() {
        return settings;
    }

    Engine change(EngineSettings changed) {
        settings = changed;
        if (rebalancer != null) {
            rebalancer.settings(changed);
        }
        return this;
    }

    /** Adds a guest that runs and is registered. */
    FakeGuest start(FakeGuest guest) {
        hypervisor.add(guest);
        registry.register(guest.description());
        return guest;
    }

    /** The engine, made when it is first needed. Guests that run by then are known from an earlier life of the daemon. */
    Rebalancer rebalancer() {
        if (rebalancer == null) {
            hypervisor.guests().forEach(guest -> store.knows(guest));
            restart();
        }
        return rebalancer;
    }

    /** What the daemon is when it was killed and started again. */
    void restart() {
        rebalancer = new Rebalancer(
                registry, new EnginePorts(hypervisor, counter, this::hostMemory, store, clock), journal, settings);
    }

    private Optional<HostMemory> hostMemory() {
        if (monitorFailure.isPresent()) {
            throw monitorFailure.get();
        }
        return host;
    }

    void wants(FakeGuest guest, long bytes) {
        wanted.put(guest.id, new Target(bytes, "the test wants it"));
    }

    /** Lets an interval pass and runs a cycle; what was wanted is wanted once. */
    CycleRecord cycle() {
        hypervisor.pass(INTERVAL, clock);
        return cycleAtOnce();
    }

    CycleRecord cycleAtOnce() {
        hypervisor.asked.clear();
        rebalancer().cycle();
        wanted.clear();
        return journal.last().orElseThrow();
    }

    void cycles(int count) {
        for (int cycle = 0; cycle < count; cycle++) {
            cycle();
        }
    }

    /** A domain as the last cycle showed it to the policy. */
    DomainView view(FakeGuest guest) {
        return observed(guest).orElseThrow().view();
    }

    Optional<ObservedDomain> observed(FakeGuest guest) {
        return journal.last().orElseThrow().observation().orElseThrow().domains().stream()
                .filter(domain -> domain.view().id().equals(guest.id))
                .findFirst();
    }

    /** Whether the engine knows the size that a guest has, and has nothing under way with it. */
    boolean settled(FakeGuest guest) {
        CycleRecord last = journal.last().orElse(null);
        return last != null
                && last.observation().isPresent()
                && observed(guest)
                        .filter(domain -> !domain.booting()
                                && !domain.view().resizing()
                                && domain.view().current() == guest.current)
                        .isPresent()
                && !mayBeUnderWay(guest)
                && last.plan().moves().stream().noneMatch(move -> move.id().equals(guest.id))
                && last.outcomes().stream()
                        .noneMatch(outcome -> outcome.move().id().equals(guest.id));
    }

    /** Whether a move may still arrive, one that the hypervisor refused included: that is not shown as a target. */
    private boolean mayBeUnderWay(FakeGuest guest) {
        return Optional.ofNullable(store.state.domains().get(guest.id))
                .filter(domain -> domain.target().isPresent())
                .isPresent();
    }

    /** What of the budget the last cycle saw free. */
    long free() {
        return journal.last().orElseThrow().observation().orElseThrow().view().freeBudget();
    }

    private Proposal propose(HostView host) {
        shown.add(host);
        return new Proposal(wanted, Map.of());
    }
}
