/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.virtballast.core.port.AccessCounter;
import org.virtballast.core.port.AccessReading;
import org.virtballast.core.port.CountedDomain;
import org.virtballast.core.port.HostClock;

/**
 * Counts accesses with perf events on the threads of each domain's virtual CPUs. It takes root or CAP_PERFMON, and a
 * descriptor for each event on each virtual CPU.
 */
public final class PerfAccessCounter implements AccessCounter {
    private final EventSet events;
    private final double scale;
    private final PerfKernel kernel;
    private final QemuProcesses processes;
    private final MediatedPmu mediatedPmu;
    private final HostClock clock;
    private final Map<UUID, DomainEvents> counting = new HashMap<>();
    private boolean closed;

    /** For tests, which bring a kernel of their own. */
    PerfAccessCounter(PerfSettings settings, HostClock clock, PerfKernel kernel) {
        EventParser parser = new EventParser(settings.sysRoot());
        this.events = new EventSet(
                parser.parse("near-events", settings.nearEvents()), parser.parse("far-events", settings.farEvents()));
        this.scale = settings.scale();
        this.kernel = kernel;
        this.processes = new QemuProcesses(settings.procRoot(), settings.qemuRunDir());
        this.mediatedPmu = new MediatedPmu(settings.sysRoot());
        this.clock = clock;
    }

    /**
     * A counter on the kernel of this machine. Nothing is opened before the first reading.
     *
     * @throws IllegalArgumentException where an event is wrong: which, why and what is allowed, as a sentence
     * @throws UnsupportedOperationException where this machine's architecture is not supported, as a sentence
     */
    public static PerfAccessCounter open(PerfSettings settings, HostClock clock) {
        return new PerfAccessCounter(settings, clock, LinuxPerfKernel.ofThisMachine());
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException where the counter is closed
     */
    @Override
    public Map<UUID, AccessReading> read(Collection<CountedDomain> domains) {
        if (closed) {
            throw new IllegalStateException("the counter is closed");
        }
        Map<UUID, AccessReading> readings = new LinkedHashMap<>();
        Map<CountedDomain, Vcpus> running = new LinkedHashMap<>();
        for (CountedDomain domain : domains) {
            try {
                running.put(domain, countable(domain));
            } catch (NotCountableException e) {
                readings.put(domain.id(), new AccessReading.NotCounted(e.getMessage()));
            }
        }
        // First what ended, so that its descriptors are there for what began.
        closeAllBut(running);
        int descriptors = events.size()
                * running.values().stream()
                        .mapToInt(vcpus -> vcpus.threads().size())
                        .sum();
        running.forEach((domain, vcpus) -> readings.put(domain.id(), read(domain, vcpus, descriptors)));
        return readings;
    }

    private Vcpus countable(CountedDomain domain) throws NotCountableException {
        Vcpus vcpus = processes.of(domain.name());
        if (events.useCpuPmu() && vcpus.onKvm() && mediatedPmu.isOn()) {
            throw new NotCountableException(
                    "domain '" + domain.name() + "' is not counted: KVM gives the PMU to its guests"
                            + " (enable_mediated_pmu), and events that count guests would keep guests from starting;"
                            + " load kvm_intel or kvm_amd with enable_mediated_pmu=0, or use a source of accesses without a PMU");
        }
        return vcpus;
    }

    private AccessReading read(CountedDomain domain, Vcpus vcpus, int descriptors) {
        DomainEvents domainEvents =
                counting.computeIfAbsent(domain.id(), id -> new DomainEvents(kernel, events, scale, clock));
        try {
            return domainEvents.read(domain.name(), vcpus);
        } catch (ErrnoException e) {
            // Half of a domain's threads would pass for all of them. The next cycle tries again from the start.
            domainEvents.close();
            counting.remove(domain.id());
            return new AccessReading.NotCounted(e.sentence(domain.name(), descriptors));
        }
    }

    private void closeAllBut(Map<CountedDomain, Vcpus> running) {
        Map<UUID, DomainEvents> ended = new HashMap<>(counting);
        running.keySet().forEach(domain -> ended.remove(domain.id()));
        ended.values().forEach(DomainEvents::close);
        counting.keySet().removeAll(ended.keySet());
    }

    @Override
    public void close() {
        closed = true;
        counting.values().forEach(DomainEvents::close);
        counting.clear();
    }
}
