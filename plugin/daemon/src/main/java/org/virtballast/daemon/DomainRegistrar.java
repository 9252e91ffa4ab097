/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.virtballast.core.DomainRegistry;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainListener;
import org.virtballast.core.port.HostClock;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.report.HookReport;
import org.virtballast.libvirt.DomainXml;
import org.virtballast.spi.ByteSize;

/**
 * Keeps the registry true. It hears of each start and stop twice, from the hook and from libvirt's events, in no fixed
 * order; so a start registers at once, and a stop is believed only if libvirt does not say that the domain runs.
 */
final class DomainRegistrar implements DomainListener {
    private static final System.Logger LOG = System.getLogger(DomainRegistrar.class.getName());

    private final DomainRegistry registry;
    private final Hypervisor hypervisor;
    private final DomainXml domainXml;
    private final HostClock clock;
    private final Executor executor;
    private volatile Optional<HookReport> lastHook = Optional.empty();

    /** Registers in one thread, the executor's: what is heard is queued there. */
    DomainRegistrar(
            DomainRegistry registry, Hypervisor hypervisor, DomainXml domainXml, HostClock clock, Executor executor) {
        this.registry = registry;
        this.hypervisor = hypervisor;
        this.domainXml = domainXml;
        this.clock = clock;
        this.executor = executor;
    }

    @Override
    public void started(UUID id) {
        executor.execute(() -> read(id, "started"));
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

    /** Queues an operation that the hook told of. Operations before a domain runs tell nothing. */
    void hook(HookEvent event) {
        lastHook = Optional.of(new HookReport(clock.wall(), event.operation(), event.domain()));
        switch (event.operation()) {
            case "started", "reconnect" -> executor.execute(() -> register(event));
            case "stopped", "release" -> executor.execute(() -> confirmStop(event));
            default -> LOG.log(Level.DEBUG, "hook: {0} of {1}", event.operation(), event.domain());
        }
    }

    /** The last operation that the hook told of. */
    Optional<HookReport> lastHook() {
        return lastHook;
    }

    /** Registers what runs on a connection that was just made, and nothing else. */
    void registerRunning() {
        List<DomainDescription> running = hypervisor.running();
        registry.replaceAll(running);
        running.forEach(domain ->
                LOG.log(Level.INFO, "{0}: registered (found running, maximum {1})", domain.name(), maximum(domain)));
        running.forEach(DomainRegistrar::reportMistake);
    }

    private void register(HookEvent event) {
        parse(event).ifPresent(domain -> register(domain, "hook: " + event.operation()));
    }

    private void confirmStop(HookEvent event) {
        parse(event).ifPresent(domain -> read(domain.id(), "hook: " + event.operation()));
    }

    private Optional<DomainDescription> parse(HookEvent event) {
        try {
            return Optional.of(domainXml.parse(event.xml()));
        } catch (IllegalArgumentException e) {
            LOG.log(
                    Level.WARNING,
                    "The hook told of {0} of {1}, but not in XML that can be read ({2}); libvirt''s own events serve.",
                    event.operation(),
                    event.domain(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** Asks libvirt for a domain, and registers or forgets it by the answer. */
    private void read(UUID id, String cause) {
        try {
            Optional<DomainDescription> domain = hypervisor.describe(id);
            if (domain.isPresent()) {
                register(domain.get(), cause);
            } else {
                forget(id, cause);
            }
        } catch (HypervisorException e) {
            // A lost connection is made anew, and then all that runs is registered again.
            if (e.kind() != HypervisorException.Kind.DISCONNECTED) {
                LOG.log(Level.WARNING, "{0}: {1}: {2}", id, cause, e.getMessage());
            }
        }
    }

    private void register(DomainDescription domain, String cause) {
        if (registry.register(domain)) {
            LOG.log(Level.INFO, "{0}: registered ({1}, maximum {2})", domain.name(), cause, maximum(domain));
        }
        reportMistake(domain);
    }

    private void forget(UUID id, String cause) {
        registry.forget(id).ifPresent(domain -> LOG.log(Level.INFO, "{0}: forgotten ({1})", domain.name(), cause));
    }

    private static void reportMistake(DomainDescription domain) {
        domain.settingsMistake().ifPresent(mistake -> LOG.log(Level.WARNING, "{0}", mistake));
    }

    private static String maximum(DomainDescription domain) {
        return ByteSize.format(domain.maximum());
    }
}
