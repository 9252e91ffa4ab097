/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
     * Samples the given domains; those that do not run are missing, and those whose near memory is not known: any size that
     * was told in its place would look like somebody's resize.
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
        return domain.layout().lever() == LeverKind.NEAR
                ? map.map(known -> near(domain, sample, known.on(domain.layout().nearCells())))
                : Optional.of(map.map(known -> all(sample, known)).orElse(sample));
    }

    /** In near bytes. All of its far memory may be resident. */
    private static DomainSample near(DomainDescription domain, DomainSample sample, NearMemory near) {
        return sample.sized(near.current(), near.maximum(), OptionalLong.of(near.requested()))
                .holding(ofSize(sample.resident(), domain.layout().far(), near.current()));
    }

    /**
     * The balloon cannot give what memory devices have not, though libvirt counts that to its maximum. What they were asked to
     * have comes whatever becomes of the balloon: the guest counts as having it.
     */
    private static DomainSample all(DomainSample sample, GuestMap map) {
        long current = sample.current() + map.coming();
        return map.resizable().isEmpty()
                ? sample
                : sample.sized(current, Math.max(current, sample.maximum() - map.unplugged()), sample.requested());
    }

    private DomainSample onNearNodes(DomainDescription domain, DomainSample sample, boolean mayWalk) {
        if (resident.isEmpty()) {
            return sample;
        }
        OptionalLong held = resident.get().of(domain, sample.current(), mayWalk);
        return sample.holding(domain.layout().lever() == LeverKind.NEAR ? ofSize(held, 0, sample.current()) : held);
    }

    /** What is resident of a size that is a part of the guest's memory: the rest is to the host as its own use. */
    private static OptionalLong ofSize(OptionalLong resident, long beside, long size) {
        return resident.isEmpty()
                ? resident
                : OptionalLong.of(Math.max(0, Math.min(size, resident.getAsLong() - beside)));
    }

    /** Frees what is kept; to be called before the connection closes and while no call is under way. */
    void close() {
        all.close();
    }
}
