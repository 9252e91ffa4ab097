/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.time.Duration;
import java.util.List;
import org.virtballast.core.BudgetRule;
import org.virtballast.core.Defaults;
import org.virtballast.core.DomainRegistry;
import org.virtballast.core.EnginePorts;
import org.virtballast.core.EngineSettings;
import org.virtballast.core.Journal;
import org.virtballast.core.Rebalancer;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.EngineStore;
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
    private final DomainRegistry registry = new DomainRegistry();

    EngineRun(Scenario scenario) {
        host = new SimulatedHost(scenario);
        referee = new Referee(host);
        hypervisor = new SimulatedHypervisor(host, referee, resizes);
        hypervisor.running().forEach(registry::register);
    }

    /** Runs the scenario with a policy, once. */
    List<DomainTrace> run(Policy policy) {
        EnginePorts ports =
                new EnginePorts(hypervisor, new SimulatedCounter(host), host::memory, EngineStore.NONE, host.clock());
        Rebalancer rebalancer = new Rebalancer(registry, ports, new Journal(), settings(policy));
        return new Run(host, resizes).run(rebalancer::cycle, this::hear);
    }

    Violations violations() {
        return referee.violations();
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
