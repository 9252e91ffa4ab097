/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Pointer;
import java.nio.file.Path;
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
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainListener;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.DomainSettings;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.core.port.Lever;
import org.virtballast.core.port.MemoryLayout;
import org.virtballast.core.port.NearResidence;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/**
 * The domains of one libvirt, over one connection. A connection that is lost stays lost: its calls fail as
 * {@link Kind#DISCONNECTED} and the remedy is to close this and to connect anew.
 *
 * <p>No call waits longer than 5 s for a libvirt or a QEMU that hangs. One that does is left to itself; while it hangs, its
 * domain is refused at once, and all are where several hang. A sample may wait for the XML of such domains as well, for each
 * once and no longer than 1 s; what was known of their memory devices stands meanwhile.
 */
public final class LibvirtHypervisor implements Hypervisor, AutoCloseable {
    // 40 guests take 75 ms; only one whose QEMU hangs takes longer.
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** The XML of a domain does not go through its QEMU: it has this part of the time of other calls. */
    private static final int XML_PART = 5;

    /** What a call is about that is about no domain alone. */
    private static final String ALL = "all domains";

    private final NativeLibvirt library;
    private final Connection connection;
    private final Failures failures;
    private final Domains domains;
    private final Usage usage = new Usage();
    private final Duration deadline;
    private final DeadlineCalls calls;
    private final DomainChanges changes;
    private final Map<LeverKind, Lever> levers;
    private final LeverSampler sampler;
    private final MemoryDevices devices;
    private final Residence residence;
    private final DomainEvents events;
    private final DomainXml xml;

    /**
     * @param keep takes each callback, to keep it reachable for as long as native code may call it
     * @param root the folder that has /proc and /run in it
     */
    LibvirtHypervisor(
            NativeLibvirt library,
            Connection connection,
            DomainListener listener,
            Consumer<Object> keep,
            HostTiers tiers,
            Duration deadline,
            Path root) {
        this.library = library;
        this.connection = connection;
        this.deadline = deadline;
        failures = new Failures(library, connection::alive);
        domains = new Domains(library, connection.pointer(), failures);
        calls = deadlineCalls(deadline);
        changes = new DomainChanges(domains, new Jobs(library, failures), failures, calls);
        devices = new MemoryDevices(domains, deadlineCalls(deadline.dividedBy(XML_PART)), System::nanoTime);
        levers = Map.of(
                LeverKind.BALLOON, new BalloonLever(library, changes, devices),
                LeverKind.NEAR, new NearMemoryLever(library, changes, devices));
        residence = new Residence(new QemuProcesses(root), tiers, devices, deadlineCalls(deadline));
        ConcurrentMap<UUID, BalloonStatistics> heard = new ConcurrentHashMap<>();
        sampler = new LeverSampler(
                new DeadlineSampler(() -> new BulkSampler(library, domains, failures, heard), deadlineCalls(deadline)),
                devices,
                tiers.far().isEmpty() ? Optional.empty() : Optional.of(new NearResident(residence, System::nanoTime)),
                System::nanoTime);
        xml = new DomainXml(tiers);
        events = DomainEvents.register(library, connection.pointer(), failures, listener, devices::forget, keep);
    }

    /** Calls that hang keep only calls of their own kind from being made. */
    private DeadlineCalls deadlineCalls(Duration longest) {
        return new DeadlineCalls(usage, longest);
    }

    /**
     * Connects to a libvirt, whose events go to the listener from then on. So whoever asks for {@link #running} afterwards
     * misses no domain.
     *
     * @param uri as in {@code qemu:///system}
     * @param onLost told once, in a sentence, when the connection is lost; it returns at once and calls nothing of this
     *     connection, since it may be called in the midst of a call that failed. Not called for {@link #close}.
     * @param tiers which of the host's nodes are near and which are far
     * @throws HypervisorException of kind {@link Kind#DISCONNECTED} where that does not work
     */
    public static LibvirtHypervisor connect(
            String uri, DomainListener listener, Consumer<String> onLost, HostTiers tiers) {
        LibvirtProcess process = LibvirtProcess.get();
        LibvirtConnection connection = LibvirtConnection.open(uri, process::keep, onLost);
        try {
            return new LibvirtHypervisor(
                    process.library(), connection, listener, process::keep, tiers, DEADLINE, Path.of("/"));
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
    public Map<UUID, DomainSample> sample(Collection<DomainDescription> described) {
        return sampler.sample(described);
    }

    @Override
    public void setStatsPeriod(UUID id, Duration period) {
        if (period.compareTo(Duration.ofSeconds(1)) < 0
                || period.getNano() != 0
                || period.getSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a stats period is whole seconds, at least 1: " + period);
        }
        int seconds = Math.toIntExact(period.getSeconds());
        changes.change(
                id,
                name -> "set the stats period of domain " + name + " to " + seconds + "s",
                change -> change.make(domain ->
                        library.virDomainSetMemoryStatsPeriod(domain, seconds, NativeLibvirt.VIR_DOMAIN_AFFECT_LIVE)));
    }

    @Override
    public Lever lever(LeverKind kind) {
        return levers.get(kind);
    }

    @Override
    public Optional<NearResidence> nearResidence(DomainDescription domain) {
        return residence.near(domain);
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
        MemoryDevices.Moment before = devices.now();
        try {
            DomainFacts facts = DomainXmlReader.read(domains.xml(domain));
            devices.learn(facts.id(), facts.run(), facts.map(), before);
            return Optional.of(xml.describe(facts));
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
                new MemoryLayout(
                        FarTier.SWAP, LeverKind.BALLOON, Bounds.PAGE, 0, 0, List.of(), "its XML cannot be read"),
                false,
                Optional.of("its XML cannot be read: " + why),
                DomainSettings.NONE,
                Optional.empty());
    }
}
