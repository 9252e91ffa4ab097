/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.spi.LeverKind;

/** Samples domains as their levers count: one call for all, and what no statistics have from elsewhere. */
final class LeverSampler {
    /** Page tables may be gone through for so long a sample; who is left out has a turn in the next. */
    private static final long MOST_WALKING = Duration.ofMillis(500).toNanos();

    private final DeadlineSampler all;
    private final MemoryDevices devices;
    private final Optional<NearResident> resident;
    private final LongSupplier nanos;

    /** @param resident what the domains hold of the near nodes; absent where the host has no others */
    LeverSampler(DeadlineSampler all, MemoryDevices devices, Optional<NearResident> resident, LongSupplier nanos) {
        this.all = all;
        this.devices = devices;
        this.resident = resident;
        this.nanos = nanos;
    }

    /**
     * Samples the given domains; those that do not run are missing.
     *
     * @throws HypervisorException where libvirt says no, or nothing in time
     */
    Map<UUID, DomainSample> sample(Collection<DomainDescription> domains) {
        List<UUID> ids = domains.stream().map(DomainDescription::id).toList();
        Map<UUID, DomainSample> statistics = all.sample(ids);
        devices.retain(ids);
        resident.ifPresent(walks -> walks.retain(ids));
        long began = nanos.getAsLong();
        Map<UUID, DomainSample> samples = new HashMap<>();
        for (DomainDescription domain : domains) {
            Optional.ofNullable(statistics.get(domain.id()))
                    .flatMap(sample -> counted(domain, sample))
                    .map(sample -> onNearNodes(domain, sample, nanos.getAsLong() - began < MOST_WALKING))
                    .ifPresent(sample -> samples.put(domain.id(), sample));
        }
        return samples;
    }

    private Optional<DomainSample> counted(DomainDescription domain, DomainSample sample) {
        Optional<GuestMap> map;
        try {
            map = devices.map(domain);
        } catch (HypervisorException e) {
            if (e.kind() == Kind.DOMAIN_GONE) {
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(
                domain.layout().lever() == LeverKind.NEAR
                        ? near(
                                domain,
                                sample,
                                map.map(known -> known.on(domain.layout().nearCells())))
                        : all(sample, map.map(GuestMap::unplugged).orElse(0L)));
    }

    /**
     * In near bytes. Where nobody knows the size of a near device it counts as large as it can be: memory is never thought
     * free that may be in use.
     */
    private static DomainSample near(DomainDescription domain, DomainSample sample, Optional<NearMemory> near) {
        return new DomainSample(
                sample.id(),
                sample.state(),
                near.map(NearMemory::current).orElse(domain.maximum()),
                near.map(NearMemory::maximum).orElse(domain.maximum()),
                sample.resident(),
                sample.statistics());
    }

    /** The balloon cannot give what memory devices have not, though libvirt counts that to its maximum. */
    private static DomainSample all(DomainSample sample, long unplugged) {
        return unplugged == 0
                ? sample
                : new DomainSample(
                        sample.id(),
                        sample.state(),
                        sample.current(),
                        Math.max(sample.current(), sample.maximum() - unplugged),
                        sample.resident(),
                        sample.statistics());
    }

    private DomainSample onNearNodes(DomainDescription domain, DomainSample sample, boolean mayWalk) {
        return resident.map(walks -> new DomainSample(
                        sample.id(),
                        sample.state(),
                        sample.current(),
                        sample.maximum(),
                        walks.of(domain, sample.current(), mayWalk),
                        sample.statistics()))
                .orElse(sample);
    }

    /** Frees what is kept; to be called before the connection closes and while no call is under way. */
    void close() {
        all.close();
    }
}
