/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.virtballast.core.DomainRegistry;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainListener;
import org.virtballast.core.port.HostClock;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.report.HookReport;
import org.virtballast.core.report.StartReport;
import org.virtballast.libvirt.DomainXml;
import org.virtballast.spi.ByteSize;

/**
 * Keeps the registry true. It hears of each start and stop twice, from the hook and from libvirt's events, in no fixed
 * order; so a start registers at once, and a stop is believed only if libvirt does not say that the domain runs.
 */
final class DomainRegistrar implements DomainListener {
    private static final System.Logger LOG = System.getLogger(DomainRegistrar.class.getName());

    /** Operations that the hook told of and that wait for libvirt; a host that starts all its domains has fewer. */
    private static final int MOST_QUEUED = 256;

    /** Longer than a call to libvirt may take. */
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final DomainRegistry registry;
    private final Hypervisor hypervisor;
    private final DomainXml domainXml;
    private final HostClock clock;
    private final Executor executor;
    private volatile Optional<HookReport> lastHook = Optional.empty();
    private volatile Optional<StartReport> lastStart = Optional.empty();
    private final Semaphore places = new Semaphore(MOST_QUEUED);

    /** The mistake that was told of a domain last: it is said once, however often it is read. For the executor's thread. */
    private final Map<UUID, String> told = new HashMap<>();

    /** Domains that libvirt would not tell of, and that it is asked for again. For the executor's thread. */
    private final Set<UUID> refused = new HashSet<>();

    private final Duration retry;

    /** Registers in one thread, the executor's: what is heard is queued there. */
    DomainRegistrar(
            DomainRegistry registry, Hypervisor hypervisor, DomainXml domainXml, HostClock clock, Executor executor) {
        this(registry, hypervisor, domainXml, clock, executor, RETRY);
    }

    DomainRegistrar(
            DomainRegistry registry,
            Hypervisor hypervisor,
            DomainXml domainXml,
            HostClock clock,
            Executor executor,
            Duration retry) {
        this.retry = retry;
        this.registry = registry;
        this.hypervisor = hypervisor;
        this.domainXml = domainXml;
        this.clock = clock;
        this.executor = executor;
    }

    @Override
    public void started(UUID id) {
        Instant heard = clock.wall();
        executor.execute(() -> {
            read(id, "started");
            noteStart(id, heard);
        });
    }

    @Override
    public void stopped(UUID id) {
        executor.execute(() -> read(id, "stopped"));
    }

    @Override
    public void rebooted(UUID id) {
        executor.execute(() -> registry.rebooted(id));
    }

    @Override
    public void changed(UUID id) {
        executor.execute(() -> read(id, "changed"));
    }

    /**
     * Queues an operation that the hook told of. Operations before a domain runs tell nothing. Waits while too many are
     * queued, so that they wait in the spool's folder, and not in our memory, while libvirt does not answer.
     *
     * @throws IllegalArgumentException where the event's XML is that of no domain; libvirt's own events serve then
     */
    void hook(HookEvent event) {
        String cause = "hook: " + event.operation();
        switch (event.operation()) {
            case "started" -> {
                DomainDescription domain = domainXml.parse(event.xml());
                queue(() -> registerUnlessKnown(domain, cause));
            }
            case "reconnect" -> {
                DomainDescription domain = domainXml.parse(event.xml());
                queue(() -> register(domain, cause));
            }
            case "stopped", "release" -> {
                UUID id = domainXml.parse(event.xml()).id();
                queue(() -> read(id, cause));
            }
            default -> LOG.log(Level.DEBUG, "hook: {0} of {1}", event.operation(), event.domain());
        }
        lastHook = Optional.of(new HookReport(clock.wall(), event.operation(), event.domain()));
    }

    /** The last operation that the hook told of. */
    Optional<HookReport> lastHook() {
        return lastHook;
    }

    /** The last start that libvirt's own events told of, whether the hook told of it as well or not. */
    Optional<StartReport> lastStart() {
        return lastStart;
    }

    /** Registers what runs on a connection that was just made, and nothing else. */
    void registerRunning() {
        List<DomainDescription> running = hypervisor.running();
        registry.replaceAll(running);
        running.forEach(domain ->
                LOG.log(Level.INFO, "{0}: registered (found running, maximum {1})", domain.name(), maximum(domain)));
        told.clear();
        running.forEach(this::reportMistake);
    }

    private void noteStart(UUID id, Instant heard) {
        registry.domain(id).ifPresent(domain -> lastStart = Optional.of(new StartReport(heard, domain.name())));
    }

    private void queue(Runnable task) {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            // The daemon stops.
            Thread.currentThread().interrupt();
            return;
        }
        executor.execute(() -> {
            try {
                task.run();
            } finally {
                places.release();
            }
        });
    }

    /** Asks libvirt for a domain, and goes on asking where it would not tell: nobody else may tell of it again. */
    private void read(UUID id, String cause) {
        ask(id, cause).filter(refusal -> refused.add(id)).ifPresent(refusal -> {
            LOG.log(Level.WARNING, "{0}: {1}: {2}; it is asked again until it tells", id, cause, refusal);
            askLater(id, cause);
        });
    }

    private void askLater(UUID id, String cause) {
        CompletableFuture.delayedExecutor(retry.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(() -> {
                    if (ask(id, cause).isPresent()) {
                        askLater(id, cause);
                    } else {
                        refused.remove(id);
                    }
                });
    }

    /** Registers or forgets a domain by libvirt's answer; why there was none, where it must be asked again. */
    private Optional<String> ask(UUID id, String cause) {
        try {
            Optional<DomainDescription> domain = hypervisor.describe(id);
            if (domain.isPresent()) {
                register(domain.get(), cause);
            } else {
                forget(id, cause);
            }
            return Optional.empty();
        } catch (HypervisorException e) {
            // A lost connection is made anew, and then all that runs is registered again.
            return e.kind() == HypervisorException.Kind.DISCONNECTED ? Optional.empty() : Optional.of(e.getMessage());
        }
    }

    /** What the hook was given at a start may be older than what was read since. */
    private void registerUnlessKnown(DomainDescription domain, String cause) {
        if (registry.domain(domain.id())
                .filter(known -> known.run() == domain.run())
                .isEmpty()) {
            register(domain, cause);
        }
    }

    private void register(DomainDescription domain, String cause) {
        if (registry.register(domain)) {
            LOG.log(Level.INFO, "{0}: registered ({1}, maximum {2})", domain.name(), cause, maximum(domain));
        }
        reportMistake(domain);
    }

    private void forget(UUID id, String cause) {
        told.remove(id);
        registry.forget(id).ifPresent(domain -> LOG.log(Level.INFO, "{0}: forgotten ({1})", domain.name(), cause));
    }

    private void reportMistake(DomainDescription domain) {
        Optional<String> mistake = domain.settingsMistake();
        if (mistake.isEmpty()) {
            told.remove(domain.id());
        } else if (!mistake.get().equals(told.put(domain.id(), mistake.get()))) {
            LOG.log(Level.WARNING, "{0}", mistake.get());
        }
    }

    private static String maximum(DomainDescription domain) {
        return ByteSize.format(domain.maximum());
    }
}
