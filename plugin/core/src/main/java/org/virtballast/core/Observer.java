/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.core.Observation.OverdueMove;
import org.virtballast.core.port.AccessReading;
import org.virtballast.core.port.CountedDomain;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HostMemory;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.HostView;

/** Looks at the host: asks the hypervisor and the access counter about the registered domains, and the host about itself. */
final class Observer {
    private static final System.Logger LOG = System.getLogger(Observer.class.getName());

    private final DomainRegistry registry;
    private final EnginePorts ports;
    private final BudgetLedger ledger;
    private final DomainObserver domains;
    private final StateKeeper keeper;
    private final HostBudget budget = new HostBudget();
    private final PressureGauge pressure = new PressureGauge();
    private Optional<Duration> lastView = Optional.empty();

    Observer(
            DomainRegistry registry,
            EnginePorts ports,
            BudgetLedger ledger,
            DomainObserver domains,
            StateKeeper keeper) {
        this.registry = registry;
        this.ports = ports;
        this.ledger = ledger;
        this.domains = domains;
        this.keeper = keeper;
    }

    /** The next view is not the first: the one before it was taken so long ago. */
    void lastViewWas(Duration ago) {
        lastView = Optional.of(ports.clock().uptime().minus(ago));
    }

    /**
     * Looks at the host.
     *
     * @throws HypervisorException where the hypervisor could not be asked about any domain
     */
    Observation observe(EngineSettings settings) {
        registry.stoppedSinceLastAsked().forEach(this::forget);
        Defaults defaults = settings.defaults();
        List<DomainDescription> registered = registry.domains();
        Map<UUID, DomainSample> samples = ports.hypervisor().sample(registered);
        Map<UUID, AccessReading> readings = ports.counter()
                .read(registered.stream()
                        .filter(domain -> samples.containsKey(domain.id()) && defaults.mode(domain) != Mode.OFF)
                        .map(domain -> new CountedDomain(domain.id(), domain.name()))
                        .toList());
        boolean anyAuto = registered.stream().anyMatch(domain -> defaults.mode(domain) == Mode.AUTO);
        DomainObserver.Look look = new DomainObserver.Look(
                settings, anyAuto, ports.clock().wall(), ports.clock().uptime());
        registry.rebootedSinceLastAsked().forEach(id -> domains.rebooted(id, look));
        List<String> problems = new ArrayList<>();
        List<OverdueMove> overdue = new ArrayList<>();
        List<ObservedDomain> observed = new ArrayList<>();
        Set<UUID> running = new HashSet<>();
        for (DomainDescription domain : registered) {
            DomainSample sample = samples.get(domain.id());
            if (sample == null) {
                if (!forgetIfGone(domain, problems)) {
                    running.add(domain.id());
                    ledger.assume(domain.id(), domain.maximum());
                }
                continue;
            }
            running.add(domain.id());
            // A guest that does not run cannot report, and libvirt would make us wait for it.
            if (sample.state() == DomainSample.State.RUNNING) {
                ensureStatsPeriod(domain, settings, problems);
            }
            observed.add(
                    domains.observe(domain, sample, Optional.ofNullable(readings.get(domain.id())), look, overdue));
        }
        domains.retain(running);
        Optional<HostMemory> host = ports.monitor().read();
        // What a domain that was not seen holds would be taken for the host's own use.
        boolean complete = observed.size() == running.size();
        long bytes = budget.budget(
                settings.budget(),
                host.filter(memory -> complete),
                observed.stream()
                        .mapToLong(domain -> samples.get(domain.view().id())
                                .resident()
                                .orElse(domain.view().current()))
                        .sum(),
                ledger.committed());
        return new Observation(view(bytes, observed, host, look), look.uptime(), host, observed, overdue, problems);
    }

    private void forget(UUID id) {
        domains.forget(id);
        keeper.forget(id);
    }

    private HostView view(
            long bytes, List<ObservedDomain> observed, Optional<HostMemory> host, DomainObserver.Look look) {
        HostView view = new HostView(
                look.wall(),
                lastView.map(look.uptime()::minus).orElse(Duration.ZERO),
                bytes,
                ledger.free(bytes),
                pressure.read(host),
                observed.stream().map(ObservedDomain::view).toList());
        lastView = Optional.of(look.uptime());
        return view;
    }

    /** A domain that the bulk call left out has stopped, unless the hypervisor says otherwise when asked for it alone. */
    private boolean forgetIfGone(DomainDescription domain, List<String> problems) {
        try {
            if (ports.hypervisor().describe(domain.id()).isEmpty()) {
                registry.forgetGone(domain);
                LOG.log(Level.INFO, "{0}: gone without a word; forgotten", domain.name());
                return true;
            }
            problems.add(domain.name() + " runs but could not be sampled in this cycle; it is left alone.");
        } catch (HypervisorException e) {
            problems.add(e.getMessage());
        }
        return false;
    }

    /** Without a period the statistics of a guest stay as they were for ever. */
    private void ensureStatsPeriod(DomainDescription domain, EngineSettings settings, List<String> problems) {
        if (!domain.statsPeriod().isZero()
                || domain.unresizable().isPresent()
                || settings.defaults().mode(domain) == Mode.OFF) {
            return;
        }
        Duration statsPeriod = settings.statsPeriod();
        try {
            ports.hypervisor().setStatsPeriod(domain.id(), statsPeriod);
            registry.statsPeriodSet(domain.id(), statsPeriod);
            LOG.log(Level.INFO, "{0}: statistics were off; now every {1} s", domain.name(), statsPeriod.toSeconds());
        } catch (HypervisorException e) {
            problems.add(e.getMessage());
        }
    }
}
