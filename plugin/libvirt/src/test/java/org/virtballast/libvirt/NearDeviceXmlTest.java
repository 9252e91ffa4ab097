/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.spi.ByteSize;

/** A near device is written into configurations as libvirt 9.0 prints them, and nothing else is. */
final class NearDeviceXmlTest {
    private static final long MIB = ByteSize.MIB;

    /** With what an edit must not touch: a comment, metadata of ours and of others, a password, QEMU's namespace. */
    private static final String TWO_CELLS = """
            <domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
              <name>web1</name>
              <uuid>57decb81-6cd5-4be5-b82c-23b332a393f2</uuid>
              <!-- <memory unit='KiB'>1</memory> </devices> > -->
              <metadata>
                <app:x xmlns:app="urn:x" note='a>b &lt;memory&gt; "ü"'><memory>7</memory><devices/></app:x>
                <ballast:ballast xmlns:ballast="urn:virt-ballast:domain:1" mode='auto'/>
                <raw:r xmlns:raw='urn:r'><![CDATA[</metadata><memory>]]></raw:r>
              </metadata>
              <memory unit='KiB' dumpCore='off'>720896</memory>
              <currentMemory unit='KiB'>512000</currentMemory>
              <vcpu placement='static'>1</vcpu>
              <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
              <cpu mode='maximum'>
                <numa>
                  <cell id='0' cpus='0' memory='196608' unit='KiB'/>
                  <cell id='1' memory='524288' unit='KiB'/>
                </numa>
              </cpu>
              <devices>
                <emulator>/usr/bin/qemu-system-x86_64</emulator>
                <graphics type='vnc' passwd='geh&#10;eim'><listen type='address'/></graphics>
                <memballoon model='virtio'>
                  <stats period='1'/>
                </memballoon>
              </devices>
              <qemu:commandline>
                <qemu:arg value='-plugin'/>
              </qemu:commandline>
            </domain>
            """;

    private static final String DEVICE = """
                <memory model='virtio-mem'>
                  <target>
                    <size unit='KiB'>262144</size>
                    <node>0</node>
                    <block unit='KiB'>2048</block>
                    <requested unit='KiB'>262144</requested>
                  </target>
                  <alias name='ua-near0'/>
                </memory>
            """;

    @Test
    void device_isAddedWithItsMaximumAndAllElseStays() {
        NearDeviceXml.Added added = add(TWO_CELLS);

        String expected = TWO_CELLS
                .replace(
                        "  <memory unit='KiB' dumpCore='off'>720896<",
                        "  <maxMemory slots='1' unit='KiB'>983040</maxMemory>\n"
                                + "  <memory unit='KiB' dumpCore='off'>983040<")
                .replace("    </memballoon>\n", "    </memballoon>\n" + DEVICE);
        assertEquals(expected, added.xml());
        assertEquals(OptionalLong.of(960 * MIB), added.addedMaximum());
        assertEquals(
                new NearDevice("ua-near0", 0, true, 2 * MIB, 256 * MIB, 256 * MIB, OptionalLong.empty()),
                added.device());
        assertTrue(added.farCell());
    }

    @Test
    void domainWithAMaximum_keepsIt() {
        String xml = withMaximum(983040);

        NearDeviceXml.Added added = add(xml);

        assertEquals(OptionalLong.empty(), added.addedMaximum());
        assertEquals(
                xml.replace("off'>720896<", "off'>983040<")
                        .replace("    </memballoon>\n", "    </memballoon>\n" + DEVICE),
                added.xml());
    }

    @Test
    void maximumThatWouldBeExceeded_isNamed() {
        assertEquals(
                "domain 'web1' would have 960MiB, more than its <maxMemory> of 959MiB: raise that to at least 983040 KiB"
                        + " with 'virsh edit', or choose a smaller --max",
                refused(withMaximum(982016), OptionalInt.empty()));
    }

    @Test
    void secondDevice_getsAnotherAlias() {
        String one = add(withMaximum(9830400)).xml();

        NearDeviceXml.Added two = NearDeviceXml.add(one, 512 * MIB, 4 * MIB, OptionalInt.of(0));

        assertEquals("ua-near1", two.device().alias());
        assertEquals(
                List.of("ua-near0", "ua-near1"),
                NearDevice.of(configured(two.xml())).stream()
                        .map(NearDevice::alias)
                        .toList());
        assertEquals(1472 * MIB, DomainXmlReader.read(two.xml()).maximum());
    }

    @Test
    void slots_areAtLeastTheMemoryDevices() {
        String one =
                add(withMaximum(9830400).replace("slots='16'", "slots = \"1\"")).xml();

        NearDeviceXml.Added two = add(one);

        assertEquals(OptionalInt.of(2), two.raisedSlots());
        assertTrue(two.xml().contains("<maxMemory slots = \"2\" unit='KiB'>9830400</maxMemory>"), two.xml());
        assertEquals(OptionalInt.empty(), add(withMaximum(9830400)).raisedSlots());
    }

    @Test
    void firstNearCell_isChosen() {
        String xml = TWO_CELLS.replace("id='0' cpus='0'", "id='0'").replace("id='1'", "id='1' cpus='0'");

        assertEquals(1, add(xml).device().cell());
    }

    @Test
    void nearCells_areThoseOfTheMetadataWhereItNamesThem() {
        String xml = TWO_CELLS.replace("mode='auto'/>", "mode='auto' near-cells='1'/>");

        assertEquals(1, add(xml).device().cell());
    }

    @Test
    void domainWithoutFarCell_isTold() {
        String xml = TWO_CELLS.replace("<cell id='1' memory='524288' unit='KiB'/>", "");

        assertFalse(add(xml).farCell());
    }

    @Test
    void domainWithoutCells_isToldWhatToDo() {
        String xml = TWO_CELLS.replaceAll("(?s)<numa>.*</numa>", "");

        assertEquals(
                "domain 'web1' has no NUMA cells to tell near from far: give it <numa> within <cpu>, with a cell that has"
                        + " its CPUs for near memory and one without CPUs for far memory",
                refused(xml, OptionalInt.empty()));
    }

    @Test
    void cellThatIsFar_isRefused() {
        assertEquals(
                "cell 1 of domain 'web1' is far (cell 0 is near: it has CPUs; cell 1 is far: it has no CPUs): name 0"
                        + " instead, or name this one with near-cells in the metadata",
                refused(TWO_CELLS, OptionalInt.of(1)));
    }

    @Test
    void cellThatIsNotThere_isRefused() {
        assertEquals("domain 'web1' has no NUMA cell 5: its near cells are 0", refused(TWO_CELLS, OptionalInt.of(5)));
    }

    @Test
    void domainWithoutNearCell_isRefused() {
        String xml = TWO_CELLS.replace("id='0' cpus='0'", "id='0'");

        assertEquals(
                "domain 'web1' has no near NUMA cell: give the CPUs to one, or name it with near-cells in the metadata",
                refused(xml, OptionalInt.empty()));
    }

    @Test
    void sumBeyondWhatANumberHolds_isRefused() {
        assertEquals(
                "domain 'web1' would have more than 8 EiB",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> NearDeviceXml.add(
                                        TWO_CELLS, Long.MAX_VALUE - 2 * MIB + 1, 2 * MIB, OptionalInt.empty()))
                        .getMessage());
    }

    @Test
    void devicesOnOneLine_areAddedToAsWell() {
        for (String devices :
                List.of("<devices/>", "<devices></devices>", "<devices><emulator>/q</emulator></devices>")) {
            String xml = TWO_CELLS.replaceAll("(?s)<devices>\n.*</devices>", devices);

            assertEquals(List.of(add(xml).device()), NearDevice.of(configured(add(xml).xml())), devices);
        }
    }

    @Test
    void memoryInOtherUnits_keepsThem() {
        String xml = TWO_CELLS.replace("unit='KiB' dumpCore='off'>720896<", "unit=\"MiB\">704<");

        assertTrue(add(xml).xml().contains("<memory unit=\"MiB\">960</memory>"));
    }

    @ParameterizedTest
    @CsvSource({"1048576, 1048576", "6291456, 3145728", "3145728, 2097152", "0, 2097152", "2097152, 0"})
    void sizeThatIsNoDevice_isAMistakeOfTheCaller(long size, long block) {
        assertThrows(
                IllegalArgumentException.class, () -> NearDeviceXml.add(TWO_CELLS, size, block, OptionalInt.empty()));
    }

    @Test
    void documentType_isRefused() {
        String xml = "<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>" + TWO_CELLS;

        assertEquals(
                "the domain XML has a document type, which libvirt never writes", refused(xml, OptionalInt.empty()));
    }

    @Test
    void runningDomain_hasItsDevicesAndThoseOfItsNextStart() {
        String next = add(add(withMaximum(9830400)).xml()).xml();
        String live = add(withMaximum(9830400))
                .xml()
                .replace("</requested>", "</requested><current unit='KiB'>131072</current>")
                .replace("ua-near0", "virtiomem0");

        List<NearDevice> devices =
                NearDevice.of(new ConfiguredDomain(new UUID(1, 2), "web1", Optional.of(next), Optional.of(live)));

        assertEquals(
                List.of(
                        new NearDevice(
                                "virtiomem0", 0, true, 2 * MIB, 256 * MIB, 256 * MIB, OptionalLong.of(128 * MIB)),
                        new NearDevice("ua-near1", 0, true, 2 * MIB, 256 * MIB, 256 * MIB, OptionalLong.empty())),
                devices);
    }

    @Test
    void deviceOnAFarCell_isToldApart() {
        String xml = add(withMaximum(9830400)).xml().replace("<node>0</node>", "<node>1</node>");

        assertEquals(
                List.of(false),
                NearDevice.of(configured(xml)).stream().map(NearDevice::near).toList());
    }

    private static NearDeviceXml.Added add(String xml) {
        return NearDeviceXml.add(xml, 256 * MIB, 2 * MIB, OptionalInt.empty());
    }

    private static String refused(String xml, OptionalInt cell) {
        return assertThrows(IllegalArgumentException.class, () -> NearDeviceXml.add(xml, 256 * MIB, 2 * MIB, cell))
                .getMessage();
    }

    private static String withMaximum(long kib) {
        return TWO_CELLS.replace(
                "  <memory unit='KiB' dump",
                "  <maxMemory slots='16' unit='KiB'>" + kib + "</maxMemory>\n  <memory unit='KiB' dump");
    }

    private static ConfiguredDomain configured(String xml) {
        return new ConfiguredDomain(new UUID(1, 2), "web1", Optional.of(xml), Optional.empty());
    }
}
