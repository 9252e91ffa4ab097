/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.virtballast.core.Observation.ObservedDomain;
import org.virtballast.core.Observation.OverdueMove;
import org.virtballast.core.port.AccessCounter;
import org.virtballast.core.port.AccessReading;
import org.virtballast.core.port.CountedDomain;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HostClock;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;

/** Looks at the host: asks the hypervisor and the access counter about the registered domains and tells what to believe. */
public final class Observer {
    private static final System.Logger LOG = System.getLogger(Observer.class.getName());

    private final DomainRegistry registry;
    private final Hypervisor hypervisor;
    private final AccessCounter counter;
    private final HostClock clock;
    private final BudgetLedger ledger;
    private final Convergence convergence;
    private final Map<UUID, DomainTrack> tracks = new HashMap<>();
    private Optional<Duration> lastView = Optional.empty();

    Observer(DomainRegistry registry, EnginePorts ports, BudgetLedger ledger, Convergence convergence) {
        this.registry = registry;
        this.hypervisor = ports.hypervisor();
        this.counter = ports.counter();
        this.clock = ports.clock();
        this.ledger = ledger;
        this.convergence = convergence;
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
        Map<UUID, DomainSample> samples =
                hypervisor.sample(registered.stream().map(DomainDescription::id).toList());
        Map<UUID, AccessReading> readings = counter.read(registered.stream()
                .filter(domain -> samples.containsKey(domain.id()) && defaults.mode(domain) != Mode.OFF)
                .map(domain -> new CountedDomain(domain.id(), domain.name()))
                .toList());
        boolean anyAuto = registered.stream().anyMatch(domain -> defaults.mode(domain) == Mode.AUTO);
        Instant now = clock.wall();
        Duration uptime = clock.uptime();
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
            followMove(sample, uptime, settings.limits().moveDeadline(), overdue);
            observed.add(observe(domain, sample, readings.get(domain.id()), defaults, anyAuto, now, uptime));
        }
        ledger.retain(running);
        convergence.retain(running);
        tracks.keySet().retainAll(running);
        return new Observation(
                view(observed, settings.budget().fixed().orElse(Long.MAX_VALUE), now, uptime),
                uptime,
                observed,
                overdue,
                problems);
    }

    /** What is remembered of a domain ends with its run, even where it is started again before anybody looks. */
    private void forget(UUID id) {
        ledger.close(id);
        convergence.forget(id);
        tracks.remove(id);
    }

    private HostView view(List<ObservedDomain> observed, long budget, Instant now, Duration uptime) {
        HostView view = new HostView(
                now,
                lastView.map(uptime::minus).orElse(Duration.ZERO),
                budget,
                ledger.free(budget),
                HostPressure.HIGH,
                observed.stream().map(ObservedDomain::view).toList());
        lastView = Optional.of(uptime);
        return view;
    }

    /** Feeds the ledger and the domain's track with the size that was seen, and finds out how far its move has come. */
    private void followMove(DomainSample sample, Duration uptime, Duration deadline, List<OverdueMove> overdue) {
        UUID id = sample.id();
        DomainTrack track = tracks.computeIfAbsent(id, key -> new DomainTrack());
        track.sized(sample.current(), convergence.moving(id).isPresent(), uptime);
        Convergence.Progress progress = convergence.observe(id, sample.current(), uptime, deadline);
        ledger.confirm(id, sample.current());
        switch (progress) {
            case ARRIVED -> ledger.settle(id);
            case OVERDUE -> overdue.add(new OverdueMove(convergence.moving(id).orElseThrow(), sample.current()));
            case SETTLED, MOVING -> {}
        }
    }

    private ObservedDomain observe(
            DomainDescription domain,
            DomainSample sample,
            AccessReading reading,
            Defaults defaults,
            boolean anyAuto,
            Instant now,
            Duration uptime) {
        UUID id = domain.id();
        Mode mode = defaults.mode(domain);
        DomainTrack track = tracks.get(id);
        List<String> problems = new ArrayList<>();
        domain.settingsMistake().ifPresent(problems::add);
        Optional<Accesses> counted = Optional.empty();
        if (reading instanceof AccessReading.Counted window) {
            counted = Optional.of(window.accesses());
        } else if (reading instanceof AccessReading.NotCounted missing) {
            problems.add(missing.reason());
        }
        GuestStatistics statistics =
                GuestStatistics.check(sample, domain.statsPeriod(), track.sinceResize(uptime), now);
        DomainView view = new DomainView(
                id,
                domain.name(),
                Defaults.bounds(domain, sample.maximum()),
                sample.current(),
                convergence.moving(id).map(Move::to).orElse(sample.current()),
                domain.farTier(),
                statistics.memory(),
                track.judged(counted),
                track.hitRatio(),
                defaults.targetHitRatio(domain),
                Defaults.weight(domain),
                EligibilityRules.of(domain, mode, anyAuto, sample, statistics));
        return new ObservedDomain(
                view,
                sample.state(),
                mode,
                counted.map(accesses -> (accesses.near() + accesses.far())
                                / (accesses.window().toNanos() / 1e9))
                        .orElse(-1.0),
                problems);
    }

    /** A domain that the bulk call left out has stopped, unless the hypervisor says otherwise when asked for it alone. */
    private boolean forgetIfGone(DomainDescription domain, List<String> problems) {
        try {
            if (hypervisor.describe(domain.id()).isEmpty()) {
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
            hypervisor.setStatsPeriod(domain.id(), statsPeriod);
            registry.statsPeriodSet(domain.id(), statsPeriod);
            LOG.log(Level.INFO, "{0}: statistics were off; now every {1} s", domain.name(), statsPeriod.toSeconds());
        } catch (HypervisorException e) {
            problems.add(e.getMessage());
        }
    }
}
