/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.DomainSample.State;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.spi.ByteSize;

/** With the real library and the driver in it that needs no daemon; it answers states only and has no balloon. */
@Timeout(60)
final class TestDriverTest {
    private static final String URI = TestDriver.URI;
    private static final UUID TEST = UUID.fromString("6695eb01-f6a4-8304-79aa-97f2502e193f");

    private final RecordedEvents events = new RecordedEvents();
    private final List<String> lost = new ArrayList<>();
    private LibvirtHypervisor hypervisor;
    // Connections to this driver share their domains.
    private Connect other;

    @BeforeAll
    static void needsLibvirt() {
        TestDriver.need();
    }

    @BeforeEach
    void connect() throws LibvirtException {
        hypervisor = LibvirtHypervisor.connect(URI, events, lost::add, HostTiers.single());
        other = new Connect(URI);
    }

    @AfterEach
    void close() throws LibvirtException {
        other.close();
        hypervisor.close();
        assertEquals(List.of(), lost);
    }

    @Test
    void runningDomain_isDescribed() {
        DomainDescription test = hypervisor.describe(TEST).orElseThrow();

        assertEquals("test", test.name());
        assertEquals(8 * ByteSize.GIB, test.maximum());
        assertEquals(Optional.empty(), test.unresizable());
        assertEquals(List.of(test), hypervisor.running());
        assertEquals(Optional.empty(), hypervisor.describe(new UUID(1, 2)));
    }

    @Test
    void sample_tellsTheState() throws LibvirtException {
        assertEquals(
                new DomainSample(
                        TEST,
                        State.RUNNING,
                        0,
                        0,
                        OptionalLong.empty(),
                        new BalloonStatistics(-1, -1, -1, -1, Instant.EPOCH)),
                hypervisor.sample(Described.of(TEST)).get(TEST));

        other.domainLookupByUUID(TEST).suspend();

        assertEquals(
                State.PAUSED, hypervisor.sample(Described.of(TEST)).get(TEST).state());
    }

    @Test
    void transientDomainThatIsGone_isLeftOutOfTheSample() throws LibvirtException {
        UUID id = UUID.randomUUID();
        Domain domain = other.domainCreateXML(xml("größe", id), 0);
        assertTrue(hypervisor.sample(Described.of(TEST, id)).containsKey(id));
        assertEquals("größe", hypervisor.describe(id).orElseThrow().name());

        domain.destroy();

        assertEquals(
                List.of(TEST),
                List.copyOf(hypervisor.sample(Described.of(TEST, id)).keySet()));
        assertEquals(Optional.empty(), hypervisor.describe(id));
    }

    @Test
    void lifecycle_isHeard() throws LibvirtException {
        UUID id = UUID.randomUUID();
        Domain domain = other.domainCreateXML(xml("short", id), 0);
        until(() -> events.heard().contains("started " + id));
        domain.destroy();
        until(() -> events.heard().contains("stopped " + id));

        assertFalse(events.heard().contains("changed " + id));
    }

    @Test
    void metadata_isHeardAndRead() throws LibvirtException {
        Domain domain = other.domainLookupByUUID(TEST);
        domain.setMetadata(
                Domain.MetadataType.ELEMENT,
                "<ballast mode='observe' min='1GiB'/>",
                "ballast",
                DomainXml.METADATA_URI,
                Domain.ModificationImpact.LIVE);
        until(() -> events.heard().contains("changed " + TEST));

        DomainDescription described = hypervisor.describe(TEST).orElseThrow();
        assertEquals(ByteSize.GIB, described.settings().min().orElseThrow());
        assertEquals(Optional.empty(), described.settingsMistake());
    }

    @Test
    void memoryAboveTheMaximum_isRefused() {
        HypervisorException refused =
                assertThrows(HypervisorException.class, () -> Described.setMemory(hypervisor, TEST, ByteSize.TIB));

        assertEquals(Kind.REFUSED, refused.kind());
        assertTrue(
                refused.getMessage()
                        .startsWith("cannot set the memory of domain 'test' to 1TiB: libvirt says: invalid argument: "),
                refused.getMessage());
    }

    @Test
    void domainThatIsDefinedOnly_doesNotRun() throws LibvirtException {
        UUID id = UUID.randomUUID();
        other.domainDefineXML(xml("off", id));

        assertEquals(Optional.empty(), hypervisor.describe(id));
        assertEquals(Map.of(), hypervisor.sample(Described.of(id)));
        HypervisorException gone =
                assertThrows(HypervisorException.class, () -> Described.setMemory(hypervisor, id, 32 * ByteSize.MIB));
        assertEquals(Kind.DOMAIN_GONE, gone.kind(), gone.getMessage());
    }

    @Test
    void domainThatIsUnknown_isGone() {
        UUID unknown = new UUID(1, 2);

        HypervisorException gone = assertThrows(
                HypervisorException.class, () -> hypervisor.setStatsPeriod(unknown, Duration.ofSeconds(5)));

        assertEquals(Kind.DOMAIN_GONE, gone.kind(), gone.getMessage());
    }

    @Test
    void wrongUri_isDisconnectedWithWhatToDo() {
        HypervisorException refused = assertThrows(
                HypervisorException.class,
                () -> LibvirtHypervisor.connect("nonsense:///x", events, lost::add, HostTiers.single()));

        assertEquals(Kind.DISCONNECTED, refused.kind());
        assertTrue(refused.getMessage().startsWith("cannot connect to libvirt at nonsense:///x: "));
        assertTrue(refused.getMessage()
                .endsWith("; see that libvirtd or virtqemud runs and that uri in the configuration is right"));
    }

    private static String xml(String name, UUID id) {
        return "<domain type='test'><name>" + name + "</name><uuid>" + id + "</uuid><memory unit='MiB'>64</memory>"
                + "<os><type>hvm</type></os></domain>";
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
