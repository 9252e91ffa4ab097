/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.spi.ByteSize;

/** With the real library and the driver in it that needs no daemon. */
@Timeout(60)
final class LibvirtConfigurationsTest {
    private static final String URI = TestDriver.URI;
    private static final String NAME = "wéb <1>";
    private static final String XML = """
            <domain type='test'>
              <name>wéb &lt;1></name>
              <description>größer &amp; schneller</description>
              <memory unit='MiB'>704</memory>
              <vcpu>1</vcpu>
              <os><type arch='i686'>hvm</type></os>
              <cpu><numa>
                <cell id='0' cpus='0' memory='192' unit='MiB'/><cell id='1' memory='512' unit='MiB'/>
              </numa></cpu>
            </domain>
            """;

    private LibvirtConfigurations configurations;
    // Connections to this driver share their domains.
    private Connect other;

    @BeforeAll
    static void needsLibvirt() {
        TestDriver.need();
    }

    @BeforeEach
    void connect() throws LibvirtException {
        configurations = LibvirtConfigurations.connect(URI);
        other = new Connect(URI);
        other.domainDefineXML(XML).free();
    }

    @AfterEach
    void close() throws LibvirtException {
        other.domainLookupByName(NAME).undefine();
        other.close();
        configurations.close();
    }

    @Test
    void domains_areFoundByNameAndUuid() {
        ConfiguredDomain byName = configurations.find(NAME);

        assertEquals(NAME, byName.name());
        assertEquals(Optional.empty(), byName.live());
        assertEquals(byName, configurations.find(byName.id().toString()));
        assertEquals(
                List.of("test", NAME),
                configurations.all().stream().map(ConfiguredDomain::name).toList());
        assertTrue(configurations.find("test").live().isPresent());
    }

    @Test
    void domainThatIsNotThere_isASentence() {
        HypervisorException refused = assertThrows(HypervisorException.class, () -> configurations.find("web9"));

        assertEquals("there is no domain 'web9': 'virsh list --all' shows which there are", refused.getMessage());
        assertEquals(Kind.DOMAIN_GONE, refused.kind());
    }

    @Test
    void nearDevice_isDefinedAndListed() {
        ConfiguredDomain domain = configurations.find(NAME);

        configurations.change(
                domain,
                xml -> NearDeviceXml.add(xml, 256 * ByteSize.MIB, 2 * ByteSize.MIB, OptionalInt.empty())
                        .xml());

        String after = configurations.find(NAME).configuration().orElseThrow();
        assertEquals(
                List.of("0 true 268435456 268435456"),
                NearDevice.of(configurations.find(NAME)).stream()
                        .map(device ->
                                device.cell() + " " + device.near() + " " + device.size() + " " + device.requested())
                        .collect(Collectors.toList()));
        assertEquals(960 * ByteSize.MIB, DomainXmlReader.read(after).maximum());
        assertTrue(after.contains("größer &amp; schneller"), after);
        assertTrue(after.contains("<maxMemory slots='1' unit='KiB'>983040</maxMemory>"), after);
    }

    @Test
    void changeThatIsRefused_leavesTheConfiguration() {
        ConfiguredDomain domain = configurations.find(NAME);

        HypervisorException refused = assertThrows(
                HypervisorException.class,
                () -> configurations.change(domain, xml -> xml.replace("type='test'", "type='nonsense'")));

        assertEquals(Kind.REFUSED, refused.kind());
        assertTrue(
                refused.getMessage().startsWith("cannot change the configuration of domain 'wéb <1>': libvirt says: "),
                refused.getMessage());
        assertEquals(domain, configurations.find(NAME));
    }

    @Test
    void version_isThatOfTheLibrary() {
        assertTrue(configurations.version() >= 1_000_000, () -> "version " + configurations.version());
    }

    @Test
    void libvirtThatIsNotThere_isASentence() {
        HypervisorException refused = assertThrows(
                HypervisorException.class, () -> LibvirtConfigurations.connect("qemu+unix:///system?socket=/nowhere"));

        assertEquals(Kind.DISCONNECTED, refused.kind());
        assertTrue(
                refused.getMessage()
                        .matches("cannot connect to libvirt at 'qemu.*': .*; see that libvirtd or virtqemud runs.*"),
                refused.getMessage());
    }
}
