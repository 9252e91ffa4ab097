/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainListener;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.DomainSettings;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;

/**
 * The domains of one libvirt, over one connection. A connection that is lost stays lost: its calls fail as
 * {@link Kind#DISCONNECTED} and the remedy is to close this and to connect anew.
 *
 * <p>No call waits longer than 5 s for a libvirt or a QEMU that hangs. One that does is left to itself; while it hangs, its
 * domain is refused at once, and all are where several hang.
 */
public final class LibvirtHypervisor implements Hypervisor, AutoCloseable {
    // 40 guests take 75 ms; only one whose QEMU hangs takes longer.
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** What a call is about that is about no domain alone. */
    private static final String ALL = "all domains";

    private final NativeLibvirt library;
    private final Connection connection;
    private final Failures failures;
    private final Domains domains;
    private final Jobs jobs;
    private final Usage usage = new Usage();
    private final Duration deadline;
    private final DeadlineCalls calls;
    private final DeadlineSampler sampler;
    private final DomainEvents events;
    private final DomainXml xml;

    LibvirtHypervisor(
            NativeLibvirt library,
            Connection connection,
            DomainListener listener,
            Consumer<Object> keep,
            FarTier withoutFarCell,
            Duration deadline) {
        this.library = library;
        this.connection = connection;
        failures = new Failures(library, connection::alive);
        domains = new Domains(library, connection.pointer(), failures);
        ConcurrentMap<UUID, BalloonStatistics> heard = new ConcurrentHashMap<>();
        jobs = new Jobs(library, failures);
        this.deadline = deadline;
        calls = new DeadlineCalls(usage, deadline);
        sampler = new DeadlineSampler(
                () -> new BulkSampler(library, domains, failures, heard), new DeadlineCalls(usage, deadline));
        xml = new DomainXml(withoutFarCell);
        events = DomainEvents.register(library, connection.pointer(), failures, listener, keep);
    }

    /**
     * Connects to a libvirt, whose events go to the listener from then on. So whoever asks for {@link #running} afterwards
     * misses no domain.
     *
     * @param uri as in {@code qemu:///system}
     * @param onLost told once, in a sentence, when the connection is lost; it returns at once and calls nothing of this
     *     connection, since it may be called in the midst of a call that failed. Not called for {@link #close}.
     * @param withoutFarCell where the far memory is of a domain without a far NUMA cell
     * @throws HypervisorException of kind {@link Kind#DISCONNECTED} where that does not work
     */
    public static LibvirtHypervisor connect(
            String uri, DomainListener listener, Consumer<String> onLost, FarTier withoutFarCell) {
        LibvirtProcess process;
        try {
            process = LibvirtProcess.get();
        } catch (LinkageError e) {
            throw new HypervisorException(
                    Kind.DISCONNECTED,
                    "cannot load libvirt's library libvirt.so.0: install it (libvirt0, or libvirt-libs)",
                    e);
        }
        LibvirtConnection connection = LibvirtConnection.open(uri, process::keep, onLost);
        try {
            return new LibvirtHypervisor(
                    process.library(), connection, listener, process::keep, withoutFarCell, DEADLINE);
        } catch (HypervisorException e) {
            connection.close();
            throw new HypervisorException(Kind.DISCONNECTED, e.getMessage(), e);
        }
    }

    @Override
    public List<DomainDescription> running() {
        return calls.call(ALL, "list the running domains", new Patience(), () -> {
            List<Pointer> found = domains.running();
            try {
                List<DomainDescription> described = new ArrayList<>(found.size());
                found.forEach(domain -> read(domain).ifPresent(described::add));
                return described;
            } finally {
                found.forEach(domains::free);
            }
        });
    }

    @Override
    public Optional<DomainDescription> describe(UUID id) {
        return calls.call(
                id,
                "read the XML of domain " + id,
                new Patience(),
                () -> domains.find(id).flatMap(domain -> {
                    try {
                        return domains.ran(domain) ? read(domain) : Optional.empty();
                    } finally {
                        domains.free(domain);
                    }
                }));
    }

    @Override
    public Map<UUID, DomainSample> sample(Collection<UUID> ids) {
        return sampler.sample(ids);
    }

    @Override
    public void setStatsPeriod(UUID id, Duration period) {
        if (period.compareTo(Duration.ofSeconds(1)) < 0
                || period.getNano() != 0
                || period.getSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a stats period is whole seconds, at least 1: " + period);
        }
        int seconds = Math.toIntExact(period.getSeconds());
        change(
                id,
                name -> "set the stats period of domain " + name + " to " + seconds + "s",
                domain -> library.virDomainSetMemoryStatsPeriod(domain, seconds, NativeLibvirt.VIR_DOMAIN_AFFECT_LIVE));
    }

    @Override
    public void setMemory(UUID id, long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("a size is above 0: " + bytes);
        }
        change(
                id,
                name -> "set the memory of domain " + name + " to " + ByteSize.format(bytes),
                domain -> library.virDomainSetMemoryFlags(
                        domain, new NativeLong(bytes / ByteSize.KIB), NativeLibvirt.VIR_DOMAIN_AFFECT_LIVE));
    }

    /**
     * Waits for calls under way, then frees everything. Calls that come later fail as {@link Kind#DISCONNECTED}. One that
     * hangs is waited for no longer than a call is: the connection is freed when it returns.
     */
    @Override
    public void close() {
        usage.close(
                () -> {
                    events.deregister();
                    sampler.close();
                    connection.close();
                },
                deadline);
    }

    private Optional<DomainDescription> read(Pointer domain) {
        try {
            return Optional.of(xml.parse(domains.xml(domain)));
        } catch (HypervisorException e) {
            if (e.kind() == Kind.DOMAIN_GONE) {
                return Optional.empty();
            }
            throw e;
        } catch (IllegalArgumentException e) {
            return Optional.of(unreadable(domain, e.getMessage()));
        }
    }

    /** A domain whose XML nobody understands is left alone; but it holds memory, and must not hide the others. */
    private DomainDescription unreadable(Pointer domain, String why) {
        long maximum = domains.maximum(domain);
        return new DomainDescription(
                domains.id(domain),
                Math.max(0, library.virDomainGetID(domain)),
                domains.plainName(domain),
                maximum,
                Duration.ZERO,
                FarTier.SWAP,
                false,
                Optional.of("its XML cannot be read: " + why),
                DomainSettings.NONE,
                Optional.empty());
    }

    private void change(UUID id, Function<String, String> attempt, ToIntFunction<Pointer> change) {
        Patience patience = new Patience();
        calls.call(id, attempt.apply(id.toString()), patience, () -> {
            Pointer domain = domains.find(id)
                    .orElseThrow(() -> new HypervisorException(
                            Kind.DOMAIN_GONE, "cannot " + attempt.apply(id.toString()) + ": there is no such domain"));
            try {
                change(domain, attempt.apply(domains.name(domain)), change, patience);
                return null;
            } finally {
                domains.free(domain);
            }
        });
    }

    private void change(Pointer domain, String attempt, ToIntFunction<Pointer> change, Patience patience) {
        if (jobs.occupy(domain, attempt)) {
            throw new HypervisorException(
                    Kind.REFUSED, "cannot " + attempt + ": a migration, save or dump of it is under way");
        }
        if (patience.isGivenUp()) {
            // Whoever wanted this has long decided something else.
            throw new HypervisorException(Kind.REFUSED, "cannot " + attempt + ": libvirt answered too late");
        }
        if (change.applyAsInt(domain) < 0) {
            throw failures.ofDomain(failures.take(), attempt, domain);
        }
    }
}
