/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.spi.ByteSize;

/** Cells, bindings and memory devices out of domain XML, whoever wrote it. */
final class GuestMapTest {
    @Test
    void liveDevice_isRead() {
        MemoryDevice device =
                read(Xml.withNearDevice(262_144, 131_072)).devices().get(0);

        assertEquals("ua-near0", device.alias());
        assertEquals(0, device.cell());
        assertEquals(512 * ByteSize.MIB, device.size());
        assertEquals(2 * ByteSize.MIB, device.block());
        assertEquals(256 * ByteSize.MIB, device.requested());
        assertEquals(128 * ByteSize.MIB, device.current());
        assertTrue(device.resizable());
        assertFalse(device.settled());
    }

    /** Before the guest's driver comes libvirt prints 0, and where the domain is off nothing. */
    @Test
    void deviceWithoutACurrentSize_hasNone() {
        String xml = Xml.withNearDevice(262_144, 7).replace("<current unit='KiB'>7</current>", "");

        assertEquals(0, read(xml).devices().get(0).current());
    }

    @Test
    void deviceThatClaimsMoreThanThereIs_hasAllThereIs() {
        assertEquals(
                512 * ByteSize.MIB,
                read(Xml.withNearDevice(262_144, 1 << 30)).devices().get(0).current());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dimm", "nvdimm", "virtio-pmem", ""})
    void otherModels_areNotResizable(String model) {
        String xml = Xml.withNearDevice(0, 0).replace("model='virtio-mem'", "model='" + model + "'");
        MemoryDevice device = read(xml).devices().get(0);

        assertFalse(device.resizable());
        assertEquals(device.size(), device.current());
    }

    @Test
    void cells_areNumberedInTheirOrderWhereTheyAreNot() {
        String numa = "<numa><cell cpus='0' memory='1' unit='GiB'/><cell memory='2048'/></numa>";

        assertEquals(
                List.of(new NumaCell(0, true, ByteSize.GIB), new NumaCell(1, false, 2 * ByteSize.MIB)),
                read(Xml.with("", "", numa, Xml.BALLOON)).cells());
    }

    @Test
    void cellWithDistances_isStillACell() {
        String distances = "<distances>" + "<sibling id='0' value='10'/>".repeat(1000) + "</distances>";
        String numa = "<numa><cell id='0' cpus='0' memory='1' unit='GiB'>" + distances + "</cell></numa>";

        assertEquals(1, read(Xml.with("", "", numa, Xml.BALLOON)).cells().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0         | 0
            0-2       | 0 1 2
            0-3,^1    | 0 2 3
            5, 7      | 5 7
            4095      | 4095
            """)
    void nodes_areReadAsLibvirtWritesThem(String nodes, String numbers) {
        String xml = Xml.with(
                "", "<numatune><memnode cellid='3' mode='strict' nodeset='" + nodes + "'/></numatune>", "", "");

        assertEquals(
                numbers,
                String.join(
                        " ",
                        read(xml).nodes(3).stream()
                                .sorted()
                                .map(String::valueOf)
                                .toList()));
        assertEquals(Set.of(), read(xml).nodes(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1-", "0,,1", "4096", "0-4096", "0-99999999999999999999", "^", "0x1", "1 2"})
    void nodesThatAreNone_areRefused(String nodes) {
        String xml = Xml.with("", "<numatune><memory mode='strict' nodeset='" + nodes + "'/></numatune>", "", "");

        assertEquals(
                "nodeset of <memory> in the domain XML is wrong: '" + nodes + "' is no set of numbers such as 0-2,5",
                refusal(xml));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <size>x</size>                  | <size> of a memory device in the domain XML is wrong: 'x' is not a whole number
            <size unit='EiB'>9</size>       | <size> of a memory device in the domain XML is wrong: '9 EiB' is more than 8 EiB
            <size/>                         | <size> of a memory device in the domain XML is wrong: '' is not a whole number
            <size>1</size><block>-2</block> | <block> of a memory device in the domain XML is wrong: '-2' is not a whole number
            """)
    void wrongAmount_isRefused(String target, String sentence) {
        assertEquals(
                sentence,
                refusal(Xml.withNearDevices("<memory model='virtio-mem'><target>" + target + "</target></memory>")));
    }

    @Test
    void wrongCell_isRefused() {
        assertEquals(
                "memory of a <cell> in the domain XML is wrong: 'much' is not a whole number",
                refusal(Xml.with("", "", "<numa><cell id='0' memory='much'/></numa>", "")));
    }

    @Test
    void moreMemoryThanThereIs_isRefused() {
        String numa = "<numa><cell id='0' memory='5' unit='EiB'/><cell id='1' memory='5' unit='EiB'/></numa>";

        assertEquals(
                "the domain XML has cells and memory devices of more than 8 EiB", refusal(Xml.with("", "", numa, "")));
    }

    @Test
    void moreCellsAndDevicesThanAnybodyHas_areRefused() {
        String cells = "<numa>" + "<cell id='1' memory='1'/>".repeat(1025) + "</numa>";
        StringBuilder bound = new StringBuilder();
        for (int i = 0; i < 1025; i++) {
            bound.append("<memnode cellid='").append(i).append("' nodeset='0'/>");
        }

        assertEquals("the domain XML has more than 1024 NUMA cells", refusal(Xml.with("", "", cells, "")));
        assertEquals(
                "the domain XML has more than 1024 memory devices",
                refusal(Xml.withDevices("<memory model='dimm'/>".repeat(1025))));
        assertEquals(
                "the domain XML has more than 1024 bound NUMA cells",
                refusal(Xml.with("", "<numatune>" + bound + "</numatune>", "", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a/>", "<a>"})
    void deviceThatIsLargerThanAny_isRefused(String content) {
        String xml = Xml.withDevices("<memory model='virtio-mem'>" + content.repeat(100_000));

        String refusal = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> refusal(xml));
        assertEquals("<a> of the domain XML is in a device with more elements than any has", refusal);
    }

    @Test
    void whatComesAfterADevice_isReadOn() {
        String xml = Xml.withDevices(Xml.device("ua-a", 1, 1, 0, 0) + "<hostdev type='pci'/>" + Xml.BALLOON);

        assertTrue(Xml.parse(xml).unresizable().orElseThrow().contains("pins its memory"));
        assertEquals(Duration.ofSeconds(5), Xml.parse(xml).statsPeriod());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a/>",
                "<a b='1' c=''/>",
                "<a>x &amp; &lt;y&gt;</a>",
                "<a b='&amp;&lt;&gt;&apos;\"&#9;&#10;&#13;ü𝕏'/>",
                "<a><b>1</b><c d='2'><e/></c></a>"
            })
    void element_isWrittenAsItWasRead(String content) {
        String xml = Xml.withDevices("<memory model='dimm'>" + content + "</memory>");
        String written = read(xml).devices().get(0).xml().xml();

        assertEquals("<memory model='dimm'>" + content + "</memory>", written);
    }

    @Test
    void foreignAttributes_areLeftOut() {
        String xml = Xml.withDevices("<memory xmlns:o='urn:o' o:x='1' model='dimm'/>");

        assertEquals("<memory model='dimm'/>", read(xml).devices().get(0).xml().xml());
    }

    private static GuestMap read(String xml) {
        return DomainXmlReader.read(xml).map();
    }

    private static String refusal(String xml) {
        return assertThrows(IllegalArgumentException.class, () -> read(xml)).getMessage();
    }
}
