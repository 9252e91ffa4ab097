/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSettings;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.MemoryLayout;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/** Domains that are known by no more than their UUID, for calls that need no more. */
final class Described {
    private Described() {}

    /** A domain without NUMA cells. */
    static DomainDescription domain(UUID id) {
        return domain(id, MemoryLayout.flat(FarTier.SWAP));
    }

    static DomainDescription domain(UUID id, MemoryLayout layout) {
        return new DomainDescription(
                id,
                1,
                "web1",
                4 * ByteSize.GIB,
                Duration.ZERO,
                layout,
                false,
                Optional.empty(),
                DomainSettings.NONE,
                Optional.empty());
    }

    /** The domain that its XML is of, on a host with one tier. */
    static DomainDescription by(String xml) {
        return new DomainXml(HostTiers.single()).parse(xml);
    }

    static List<DomainDescription> of(UUID... ids) {
        return of(List.of(ids));
    }

    static List<DomainDescription> of(Collection<UUID> ids) {
        return ids.stream().map(Described::domain).toList();
    }

    /** Asks for a size by the balloon. */
    static void setMemory(Hypervisor hypervisor, UUID id, long bytes) {
        hypervisor.lever(LeverKind.BALLOON).resize(domain(id), bytes);
    }
}
