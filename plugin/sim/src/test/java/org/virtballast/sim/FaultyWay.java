/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.Lever;
import org.virtballast.spi.LeverKind;

/** A way to the hypervisor on which the calls for one domain go wrong. */
final class FaultyWay implements Hypervisor {
    private final Hypervisor hypervisor;
    private final UUID id;
    private final Fault fault;
    private boolean vanished;

    /** What goes wrong. */
    enum Fault {
        /** It is never in a sample, and whatever is asked about it alone fails. */
        HANGS,
        /** It is sampled, but every change of it fails. */
        REFUSES,
        /** It is gone when it is asked for a size for the first time, and was there a moment ago. */
        VANISHES
    }

    FaultyWay(Hypervisor hypervisor, String domain, Fault fault) {
        this.hypervisor = hypervisor;
        this.id = UUID.nameUUIDFromBytes(domain.getBytes(StandardCharsets.UTF_8));
        this.fault = fault;
    }

    @Override
    public List<DomainDescription> running() {
        return hypervisor.running();
    }

    @Override
    public Optional<DomainDescription> describe(UUID asked) {
        if (asked.equals(id) && fault == Fault.HANGS) {
            throw refused();
        }
        return asked.equals(id) && vanished ? Optional.empty() : hypervisor.describe(asked);
    }

    @Override
    public Map<UUID, DomainSample> sample(Collection<DomainDescription> domains) {
        Map<UUID, DomainSample> samples = hypervisor.sample(domains);
        if (fault == Fault.HANGS || vanished) {
            samples.remove(id);
        }
        return samples;
    }

    @Override
    public void setStatsPeriod(UUID asked, Duration period) {
        change(asked);
        hypervisor.setStatsPeriod(asked, period);
    }

    @Override
    public Lever lever(LeverKind kind) {
        return this::resize;
    }

    private void resize(DomainDescription domain, long bytes) {
        UUID asked = domain.id();
        if (asked.equals(id) && fault == Fault.VANISHES) {
            vanished = true;
            throw new HypervisorException(HypervisorException.Kind.DOMAIN_GONE, "The domain does not run any more.");
        }
        change(asked);
        hypervisor.lever(domain.layout().lever()).resize(domain, bytes);
    }

    private void change(UUID asked) {
        if (asked.equals(id) && fault != Fault.VANISHES) {
            throw refused();
        }
    }

    private static HypervisorException refused() {
        return new HypervisorException(HypervisorException.Kind.REFUSED, "The domain does not answer.");
    }
}
