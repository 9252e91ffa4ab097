/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSettings;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.MemoryLayout;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

final class DomainXmlTest {
    @Test
    void liveDomain_isDescribed() {
        DomainDescription expected = new DomainDescription(
                Xml.ID,
                6,
                "web1",
                4 * ByteSize.GIB,
                Duration.ofSeconds(5),
                new MemoryLayout(
                        FarTier.SWAP,
                        LeverKind.BALLOON,
                        4096,
                        0,
                        0,
                        List.of(),
                        "its guest has no NUMA cells to tell apart; it has no near device"),
                false,
                Optional.empty(),
                DomainSettings.NONE,
                Optional.empty());

        assertEquals(expected, Xml.parse(Xml.plain()));
    }

    @Test
    void xmlDeclaration_isNoObstacle() {
        assertEquals(
                "web1",
                Xml.parse("<?xml version='1.0' encoding='UTF-16'?>\n" + Xml.plain())
                        .name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<cell id='1' memory='1' unit='KiB'/>", "<cell id='1' cpus='' memory='1' unit='KiB'/>"})
    void cellWithoutCpus_isTheFarTier(String far) {
        String numa = "<numa><cell id='0' cpus='0-1' memory='1' unit='KiB'/>" + far + "</numa>";

        assertEquals(
                FarTier.CELL,
                Xml.parse(Xml.with("", "", numa, Xml.BALLOON)).layout().farTier());
    }

    @Test
    void cellsThatAllHaveCpus_leaveTheFarTierToTheHost() {
        String numa = "<numa><cell id='0' cpus='0' memory='1'/><cell id='1' cpus='1' memory='1'/></numa>";
        String xml = Xml.with("", "", numa, Xml.BALLOON);

        HostTiers two = new HostTiers(new TreeSet<>(Set.of(0)), new TreeSet<>(Set.of(1)), "told");
        assertEquals(FarTier.HOST, new DomainXml(two).parse(xml).layout().farTier());
        assertEquals(
                FarTier.SWAP,
                new DomainXml(HostTiers.single()).parse(xml).layout().farTier());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<memballoon model='none'/>"})
    void domainWithoutBalloon_isUnresizable(String devices) {
        assertEquals(
                "it has no balloon device; give it <memballoon model='virtio'/> and start it again",
                unresizable(Xml.withDevices(devices)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<memballoon model='virtio'/>", "<memballoon model='virtio-transitional' autodeflate='on'/>"})
    void balloonWithoutStats_reportsNever(String balloon) {
        assertEquals(Duration.ZERO, Xml.parse(Xml.withDevices(balloon)).statsPeriod());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "", "5s", "99999999999"})
    void statsPeriodThatIsNone_reportsNever(String period) {
        String balloon = "<memballoon model='virtio'><stats period='" + period + "'/></memballoon>";

        assertEquals(Duration.ZERO, Xml.parse(Xml.withDevices(balloon)).statsPeriod());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    <hugepages/>                                               | huge pages
                    <hugepages><page size='2048' unit='KiB' nodeset='0'/></hugepages> | huge pages
                    <locked/>                                                  | locked
                    """)
    void memoryThatDoesNotComeBack_isUnresizable(String backing, String word) {
        String xml = Xml.with("", "<memoryBacking>" + backing + "</memoryBacking>", "", Xml.BALLOON);

        assertTrue(unresizable(xml).contains(word), unresizable(xml));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<hostdev mode='subsystem' type='pci' managed='yes'><driver name='vfio'/></hostdev>",
                "<hostdev mode='subsystem' type='mdev' model='vfio-pci'/>",
                "<interface type='hostdev' managed='yes'/>",
                "<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>",
                "<disk type='nvme' device='disk'/>",
                "<disk type='vhostvdpa' device='disk'/>"
            })
    void deviceThatPinsMemory_makesUnresizable(String device) {
        String reason = unresizable(Xml.withDevices(Xml.BALLOON + device));

        assertTrue(reason.contains("pins its memory: what the guest gives up would not come back to the host"), reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<hostdev mode='subsystem' type='usb'/>",
                "<hostdev mode='subsystem' type='scsi'/>",
                "<interface type='network'/>",
                "<memory model='virtio-mem'><target><size unit='KiB'>524288</size></target></memory>",
                "<foreign xmlns='urn:other'><hostdev type='pci'/></foreign>"
            })
    void deviceThatPinsNothing_leavesResizable(String device) {
        DomainDescription domain = Xml.parse(Xml.withDevices(Xml.BALLOON + device));

        assertEquals(Optional.empty(), domain.unresizable());
        assertEquals(4 * ByteSize.GIB, domain.maximum());
    }

    @Test
    void encryptedGuest_isUnresizable() {
        String xml = Xml.plain().replace("<devices>", "<launchSecurity type='sev'/><devices>");

        assertTrue(unresizable(xml).startsWith("its memory is protected from the host"), unresizable(xml));
    }

    @ParameterizedTest
    @CsvSource({
        "4194304,,4294967296",
        "4194304,KiB,4294967296",
        "4,GiB,4294967296",
        "4096,MiB,4294967296",
        "4096,M,4294967296",
        "1,TiB,1099511627776",
        "1000,b,1000",
        "1000,bytes,1000",
        "5,KB,5000",
        "5,k,5120",
        "5,MB,5000000",
        "5,gb,5000000000",
        "1,PiB,1125899906842624",
        "7,E,8070450532247928832",
    })
    void memory_isReadInEachUnit(String amount, String unit, long bytes) {
        String memory = "<memory" + (unit == null ? "" : " unit='" + unit + "'") + "> " + amount + "\n</memory>";

        assertEquals(
                bytes,
                Xml.parse(Xml.plain().replace("<memory unit='KiB'>4194304</memory>", memory))
                        .maximum());
    }

    @ParameterizedTest
    @ValueSource(strings = {"größe-☃-𝕏", "a \"b\" 'c' <d> & e", "line\nbreak"})
    void strangeName_isKeptAsItIs(String name) {
        String escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "&#10;");

        assertEquals(
                name,
                Xml.parse(Xml.plain().replace("web1</name>", escaped + "</name>"))
                        .name());
    }

    private static String unresizable(String xml) {
        return Xml.parse(xml).unresizable().orElse("resizable");
    }
}
