/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentMap;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;

/**
 * Samples many domains in one call. To look a domain up is a call of its own, so native domains are kept for as long as
 * they are asked about. Calls take turns.
 */
final class BulkSampler {
    private static final int STATISTICS = NativeLibvirt.VIR_DOMAIN_STATS_STATE | NativeLibvirt.VIR_DOMAIN_STATS_BALLOON;

    // struct virDomainStatsRecord { virDomainPtr dom; virTypedParameterPtr params; int nparams; } on 64 bits
    private static final long RECORD_DOMAIN_AT = 0;
    private static final long RECORD_PARAMETERS_AT = 8;
    private static final long RECORD_COUNT_AT = 16;

    private final NativeLibvirt library;
    private final Domains domains;
    private final Failures failures;
    private final Map<UUID, BalloonStatistics> heard;
    private final Map<UUID, Pointer> kept = new HashMap<>();

    /**
     * @param heard the last statistics of each domain, read and written here; may outlive this and be used by another
     */
    BulkSampler(
            NativeLibvirt library, Domains domains, Failures failures, ConcurrentMap<UUID, BalloonStatistics> heard) {
        this.library = library;
        this.domains = domains;
        this.failures = failures;
        this.heard = heard;
    }

    /**
     * Samples the given domains; those that do not run are missing.
     *
     * @throws HypervisorException where libvirt says no
     */
    synchronized Map<UUID, DomainSample> sample(Collection<UUID> ids) {
        Set<UUID> wanted = new HashSet<>(ids);
        keepOnly(wanted);
        heard.keySet().retainAll(wanted);
        try {
            return ask(wanted);
        } catch (HypervisorException e) {
            if (e.kind() != Kind.DOMAIN_GONE) {
                throw e;
            }
            // A driver that does not skip domains that are gone: those that are left can be found again.
            release();
            return ask(wanted);
        }
    }

    /** Frees what is kept; to be called before the connection closes. */
    synchronized void release() {
        keepOnly(Set.of());
    }

    private void keepOnly(Set<UUID> wanted) {
        kept.entrySet().removeIf(entry -> {
            boolean unwanted = !wanted.contains(entry.getKey());
            if (unwanted) {
                domains.free(entry.getValue());
            }
            return unwanted;
        });
    }

    private Map<UUID, DomainSample> ask(Set<UUID> wanted) {
        for (UUID id : wanted) {
            if (!kept.containsKey(id)) {
                domains.find(id).ifPresent(domain -> kept.put(id, domain));
            }
        }
        // libvirt takes an empty array for a mistake.
        return kept.isEmpty() ? Map.of() : askAboutKept();
    }

    private Map<UUID, DomainSample> askAboutKept() {
        try (Memory array = new Memory((kept.size() + 1L) * Native.POINTER_SIZE);
                Memory place = new Memory(Native.POINTER_SIZE)) {
            long at = 0;
            for (Pointer domain : kept.values()) {
                array.setPointer(at, domain);
                at += Native.POINTER_SIZE;
            }
            array.setPointer(at, null);
            int count = library.virDomainListGetStats(
                    array, STATISTICS, place, NativeLibvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT);
            if (count < 0) {
                throw failures.of(failures.take(), "read the statistics of " + kept.size() + " domains");
            }
            return decode(place.getPointer(0), count);
        }
    }

    private Map<UUID, DomainSample> decode(Pointer records, int count) {
        try {
            Map<UUID, DomainSample> samples = new HashMap<>();
            for (int i = 0; i < count; i++) {
                decode(records.getPointer((long) i * Native.POINTER_SIZE))
                        .ifPresent(sample -> samples.put(sample.id(), sample));
            }
            return samples;
        } finally {
            library.virDomainStatsRecordListFree(records);
        }
    }

    private Optional<DomainSample> decode(Pointer record) {
        UUID id = domains.id(record.getPointer(RECORD_DOMAIN_AT));
        Optional<DomainSample> sample = SampleDecoder.decode(
                id,
                TypedParameters.decode(record.getPointer(RECORD_PARAMETERS_AT), record.getInt(RECORD_COUNT_AT)),
                heard.getOrDefault(id, SampleDecoder.UNHEARD));
        sample.ifPresentOrElse(told -> heard.put(id, told.statistics()), () -> heard.remove(id));
        return sample;
    }
}
