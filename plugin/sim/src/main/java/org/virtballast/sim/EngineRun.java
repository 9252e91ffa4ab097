/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.virtballast.core.BudgetRule;
import org.virtballast.core.Defaults;
import org.virtballast.core.DomainRegistry;
import org.virtballast.core.EnginePorts;
import org.virtballast.core.EngineSettings;
import org.virtballast.core.Journal;
import org.virtballast.core.Rebalancer;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.EngineStore;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.Policy;

/** Runs the real engine on a simulated host: only what is outside of the engine is simulated. */
final class EngineRun {
    private static final double TARGET_HIT_RATIO = 0.95;
    private static final long MOST_STATS_PERIOD = 10;

    private final SimulatedHost host;
    private final Referee referee;
    private final ResizeLog resizes = new ResizeLog();
    private final SimulatedHypervisor hypervisor;
    private final Hypervisor reached;
    private final DomainRegistry registry = new DomainRegistry();
    private final Journal journal = new Journal();

    EngineRun(Scenario scenario) {
        this(scenario, UnaryOperator.identity());
    }

    /**
     * Prepares a run.
     *
     * @param way what lies between the engine and the hypervisor: calls may fail on it
     */
    EngineRun(Scenario scenario, UnaryOperator<Hypervisor> way) {
        host = new SimulatedHost(scenario);
        referee = new Referee(host);
        hypervisor = new SimulatedHypervisor(host, referee, resizes);
        reached = way.apply(hypervisor);
        hypervisor.running().forEach(registry::register);
    }

    /** Runs the scenario with a policy, once. */
    List<DomainTrace> run(Policy policy) {
        return run(policy, () -> {});
    }

    /** Runs the scenario with a policy, once; {@code watch} is called after each second. */
    List<DomainTrace> run(Policy policy, Runnable watch) {
        EnginePorts ports =
                new EnginePorts(reached, new SimulatedCounter(host), host::memory, EngineStore.NONE, host.clock());
        Rebalancer rebalancer = new Rebalancer(registry, ports, journal, settings(policy));
        return new Run(host, resizes).run(rebalancer::cycle, () -> {
            hear();
            watch.run();
        });
    }

    Violations violations() {
        return referee.violations();
    }

    SimulatedHost host() {
        return host;
    }

    /** What the engine saw, decided and did. */
    Journal journal() {
        return journal;
    }

    private EngineSettings settings(Policy policy) {
        Scenario scenario = host.scenario();
        BudgetRule budget = new BudgetRule(
                scenario.budget(), scenario.host().map(HostPlan::reserve).orElse(0.0));
        // As the daemon chooses it: fresh in each cycle, without waking guests for nothing.
        long statsPeriod = Math.max(1, Math.min(MOST_STATS_PERIOD, scenario.interval() / 2));
        return new EngineSettings(
                policy,
                budget,
                new Defaults(Mode.AUTO, TARGET_HIT_RATIO),
                scenario.limits(),
                scenario.operatorHold(),
                Duration.ofSeconds(statsPeriod));
    }

    /** Hook and events tell of domains that start and stop. */
    private void hear() {
        long now = host.clock().second();
        for (SimulatedGuest guest : host.guests()) {
            if (guest.plan().comes() == now) {
                hypervisor.describe(guest.id()).ifPresent(this::started);
            }
            if (guest.plan().gone().isPresent() && guest.plan().gone().getAsLong() == now) {
                registry.forget(guest.id());
            }
        }
    }

    private void started(DomainDescription description) {
        registry.register(description);
    }
}
