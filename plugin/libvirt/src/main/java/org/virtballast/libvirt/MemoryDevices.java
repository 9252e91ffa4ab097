/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Pointer;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;

/**
 * Knows of what the memory of domains is made from their XML: no statistics have it. What was read stands until libvirt tells
 * that it changed. In case that gets lost, sizes of memory devices are read again while a guest has not done what it was
 * asked for, and after 10 s.
 */
final class MemoryDevices {
    private static final System.Logger LOG = System.getLogger(MemoryDevices.class.getName());
    private static final long LONGEST = Duration.ofSeconds(10).toNanos();

    private final Domains domains;
    private final DeadlineCalls calls;
    private final LongSupplier nanos;
    private final Map<UUID, Reading> readings = new ConcurrentHashMap<>();

    /** Counts the changes that were told of. */
    private final AtomicLong changes = new AtomicLong();

    /** The number of each domain's last change. */
    private final Map<UUID, Long> changed = new ConcurrentHashMap<>();

    /**
     * @param calls used for nothing that must go on while the XML of some domains cannot be read
     * @param nanos a clock that never goes back, as {@link System#nanoTime}
     */
    MemoryDevices(Domains domains, DeadlineCalls calls, LongSupplier nanos) {
        this.domains = domains;
        this.calls = calls;
        this.nanos = nanos;
    }

    private record Reading(GuestMap map, int run, Moment before) {}

    /**
     * The moment before the XML of a domain is read: what changes later than that is not in it.
     *
     * @param changes how many changes had been told of
     * @param nanos when that was
     */
    record Moment(long changes, long nanos) {}

    /** The moment that is now. */
    Moment now() {
        return new Moment(changes.get(), nanos.getAsLong());
    }

    /** Takes what was read of the XML of a run of a domain since a moment, for whatever it was read. */
    void learn(UUID id, int run, GuestMap map, Moment before) {
        readings.put(id, new Reading(map, run, before));
    }

    /** Something of a domain's memory changes, or has changed: what is known of it does not stand any more. */
    void forget(UUID id) {
        changed.put(id, changes.incrementAndGet());
    }

    /** Drops all that is known of other domains. */
    void retain(Collection<UUID> ids) {
        readings.keySet().retainAll(ids);
        changed.keySet().retainAll(ids);
    }

    /**
     * Of what the memory of a domain is made. Where it cannot be read in time, what was read last stands.
     *
     * @return empty where it cannot be read and never was
     * @throws HypervisorException where the domain is gone or the connection is lost
     */
    Optional<GuestMap> map(DomainDescription domain) {
        Optional<GuestMap> standing = standing(domain);
        if (standing.isPresent()) {
            return standing;
        }
        Moment before = now();
        try {
            GuestMap map = calls.call(domain.id(), attempt(domain), new Patience(), () -> read(domain));
            learn(domain.id(), domain.run(), map, before);
            return Optional.of(map);
        } catch (HypervisorException e) {
            if (e.kind() != Kind.REFUSED) {
                throw e;
            }
            LOG.log(Level.DEBUG, "{0}; what was known before stands", e.getMessage());
            return last(domain).map(Reading::map);
        }
    }

    /** The same where it is known without asking anybody; empty where it is not, or may have changed. */
    Optional<GuestMap> standing(DomainDescription domain) {
        return last(domain)
                .filter(reading -> changed.getOrDefault(domain.id(), 0L)
                        <= reading.before().changes())
                .filter(this::isFresh)
                .map(Reading::map);
    }

    private Optional<Reading> last(DomainDescription domain) {
        return Optional.ofNullable(readings.get(domain.id())).filter(reading -> reading.run() == domain.run());
    }

    /** That a device comes is told by an event that all libvirts have. */
    private boolean isFresh(Reading reading) {
        List<MemoryDevice> devices = reading.map().resizable();
        return devices.isEmpty()
                || (nanos.getAsLong() - reading.before().nanos() < LONGEST
                        && devices.stream().allMatch(MemoryDevice::settled));
    }

    private GuestMap read(DomainDescription domain) {
        String attempt = attempt(domain);
        Pointer found = domains.find(domain.id())
                .orElseThrow(() ->
                        new HypervisorException(Kind.DOMAIN_GONE, "cannot " + attempt + ": there is no such domain"));
        try {
            if (!domains.ran(found)) {
                throw new HypervisorException(Kind.DOMAIN_GONE, "cannot " + attempt + ": it does not run any more");
            }
            return DomainXmlReader.read(domains.xml(found)).map();
        } catch (IllegalArgumentException e) {
            throw new HypervisorException(Kind.REFUSED, "cannot " + attempt + ": " + e.getMessage(), e);
        } finally {
            domains.free(found);
        }
    }

    private static String attempt(DomainDescription domain) {
        return "read the memory devices of domain " + Quoted.of(domain.name());
    }
}
