/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.MemoryLayout;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

final class DomainLayoutTest {
    private static final HostTiers TWO_TIERS =
            new HostTiers(new TreeSet<>(Set.of(0, 1)), new TreeSet<>(Set.of(2, 3)), "told");
    private static final String TWO_CELLS =
            "<numa><cell id='0' cpus='0' memory='196608'/>" + "<cell id='1' memory='524288' unit='KiB'/></numa>";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # attributes           | nodes of cell 0, of cell 1, of all | host | near | far tier | because
            ``                     |       |       |       | one | 0   | CELL | cell 0 is near: it has CPUs; cell 1 is far: it has no CPUs
            ``                     |       |       |       | two | 0   | CELL | cell 0 is near: it has CPUs; cell 1 is far: it has no CPUs
            ``                     | 0     | 2     |       | two | 0   | CELL | cell 0 is near: it is bound to the host's node 0; cell 1 is far: it is bound to the host's node 2
            ``                     | 2-3   | 0-1   |       | two | 1   | CELL | cell 0 is far: it is bound to the host's nodes 2, 3; cell 1 is near: it is bound to the host's nodes 0, 1
            ``                     | 2     | 0     |       | one | 0   | CELL | cell 0 is near: it has CPUs; cell 1 is far: it has no CPUs
            ``                     | 0,2   | 3     |       | two | 0   | CELL | cell 0 is near: it has CPUs; cell 1 is far: it is bound to the host's node 3
            ``                     |       |       | 0     | two | 0,1 | HOST | cell 0 is near: it is bound to the host's node 0; cell 1 is near: it is bound to the host's node 0
            ``                     |       | 2     | 0-1   | two | 0   | CELL | cell 0 is near: it is bound to the host's nodes 0, 1; cell 1 is far: it is bound to the host's node 2
            ``                     | 9     | 2     |       | two | 0   | CELL | cell 0 is near: it has CPUs; cell 1 is far: it is bound to the host's node 2
            near-cells='1'         | 0     | 2     |       | two | 1   | CELL | cell 0 is far: near-cells in its metadata does not name it; cell 1 is near: near-cells in its metadata names it
            near-cells='0,1'       |       |       |       | one | 0,1 | SWAP | cell 0 is near: near-cells in its metadata names it; cell 1 is near: near-cells in its metadata names it
            """)
    void nearCells_areTold(
            String attributes,
            String first,
            String second,
            String all,
            String host,
            String near,
            FarTier tier,
            String because) {
        MemoryLayout layout = layout(
                        attributes.replace("`", ""), TWO_CELLS, numatune(first, second, all), "", host.equals("two"))
                .layout();

        assertEquals(Arrays.stream(near.split(",", -1)).map(Integer::valueOf).toList(), layout.nearCells());
        assertEquals(tier, layout.farTier());
        assertEquals(because + "; it has no near device", layout.reason());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # attributes                   | node of the device | lever | what is said of it
            ``                             | 0 | NEAR    | it has 1 near device
            lever='auto'                   | 0 | NEAR    | it has 1 near device
            ``                             | 1 | BALLOON | it has no near device
            lever='balloon'                | 0 | BALLOON | lever='balloon' in its metadata
            lever='near'                   | 0 | NEAR    | lever='near' in its metadata
            near-cells='1'                 | 1 | NEAR    | it has 1 near device
            near-cells='0,1'               | 0 | BALLOON | it has 1 near device, but no far cell
            near-cells='0,1' lever='near'  | 1 | NEAR    | lever='near' in its metadata
            """)
    void lever_isChosenByWhatTheDomainHas(String attributes, int node, LeverKind lever, String because) {
        DomainDescription domain = layout(
                attributes.replace("`", ""),
                TWO_CELLS,
                "",
                Xml.device("ua-a", 256, 2, 0, 0).replace("<node>0", "<node>" + node),
                false);

        assertEquals(lever, domain.layout().lever());
        assertTrue(
                domain.layout().reason().endsWith("; " + because),
                domain.layout().reason());
        assertEquals(Optional.empty(), domain.unresizable());
    }

    @Test
    void nearLever_countsNearBytes() {
        DomainDescription domain = Xml.parse(Xml.withNearDevice(262_144, 131_072));

        assertEquals(704 * ByteSize.MIB, domain.maximum());
        MemoryLayout layout = domain.layout();
        assertEquals(2 * ByteSize.MIB, layout.step());
        assertEquals(192 * ByteSize.MIB, layout.least());
        assertEquals(512 * ByteSize.MIB, layout.far());
        assertEquals(List.of(0), layout.nearCells());
        assertEquals(
                "cell 0 is near: it has CPUs; cell 1 is far: it has no CPUs; it has 1 near device", layout.reason());
    }

    @Test
    void severalNearDevices_areOneQuantityInTheLargestBlock() {
        String dimm = "<memory model='dimm'><target><size unit='MiB'>64</size><node>0</node></target></memory>";
        DomainDescription domain = Xml.parse(
                Xml.withNearDevices(Xml.device("ua-a", 256, 2, 0, 0) + Xml.device("ua-b", 128, 16, 0, 0) + dimm));

        assertEquals((192 + 256 + 128 + 64) * ByteSize.MIB, domain.maximum());
        assertEquals(16 * ByteSize.MIB, domain.layout().step());
        assertEquals((192 + 64) * ByteSize.MIB, domain.layout().least());
        assertTrue(domain.layout().reason().endsWith("; it has 2 near devices"));
    }

    @Test
    void balloon_countsAllBytes() {
        DomainDescription domain = layout("lever='balloon'", TWO_CELLS, "", Xml.device("ua-a", 256, 2, 0, 0), false);

        assertEquals(4 * ByteSize.GIB, domain.maximum());
        assertEquals(4096, domain.layout().step());
        assertEquals(0, domain.layout().least());
        assertEquals(0, domain.layout().far());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<memory model='dimm'><target><size>262144</size><node>0</node></target></memory>",
                "<memory model='virtio-mem'><target><size>262144</size><node>1</node><block>2048</block></target></memory>",
                "<memory model='virtio-mem'><target><size>262144</size><node>0</node></target></memory>"
            })
    void nearLeverWithoutANearDevice_saysWhatToDo(String devices) {
        DomainDescription domain = layout("lever='near'", TWO_CELLS, "", devices, false);

        assertEquals(LeverKind.BALLOON, domain.layout().lever());
        assertEquals(
                Optional.of("lever='near' in its metadata needs a virtio-mem device on a near cell, and it has none;"
                        + " add one with virt-ballast near-device add 'web1' --max SIZE, then start it again"),
                domain.unresizable());
    }

    @Test
    void nearLeverWithoutABalloon_isLeftAloneAsNobodyTellsWhatIsFree() {
        String xml = Xml.withNearDevice(0, 0).replace(Xml.BALLOON, "<memballoon model='none'/>");

        assertEquals(LeverKind.NEAR, Xml.parse(xml).layout().lever());
        assertEquals(
                Optional.of("it has no balloon device, without which its guest reports no statistics;"
                        + " give it <memballoon model='virtio'/> and start it again"),
                Xml.parse(xml).unresizable());
    }

    @Test
    void nearDevicesOfBlocksThatDoNotFit_areLeftAlone() {
        String xml = Xml.withNearDevices(Xml.device("ua-a", 48, 6, 0, 0) + Xml.device("ua-b", 48, 4, 0, 0));

        assertTrue(Xml.parse(xml).unresizable().orElseThrow().startsWith("its near devices have blocks of 6MiB"));
    }

    @Test
    void pinnedMemory_isLeftAloneWhateverTheLever() {
        String xml = Xml.withNearDevice(0, 0).replace("<devices>", "<launchSecurity type='sev'/><devices>");

        assertTrue(Xml.parse(xml).unresizable().orElseThrow().startsWith("its memory is protected"));
    }

    @Test
    void manyCells_makeAShortSentence() {
        StringBuilder cells = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            cells.append("<cell id='").append(i).append("' cpus='").append(i).append("' memory='1'/>");
        }
        String reason =
                layout("", "<numa>" + cells + "</numa>", "", "", false).layout().reason();

        assertTrue(
                reason.endsWith("; cell 7 is near: it has CPUs; and so on for 92 more; it has no near device"), reason);
    }

    private static DomainDescription layout(
            String attributes, String numa, String numatune, String devices, boolean twoTiers) {
        String xml = Xml.with(
                "<b:ballast xmlns:b='urn:virt-ballast:domain:1' " + attributes + "/>",
                numatune,
                numa,
                Xml.BALLOON + devices);
        DomainDescription domain = new DomainXml(twoTiers ? TWO_TIERS : HostTiers.single()).parse(xml);
        assertEquals(Optional.empty(), domain.settingsMistake());
        return domain;
    }

    private static String numatune(String first, String second, String all) {
        return "<numatune>"
                + (all == null ? "" : "<memory mode='strict' nodeset='" + all + "'/>")
                + (first == null ? "" : "<memnode cellid='0' mode='strict' nodeset='" + first + "'/>")
                + (second == null ? "" : "<memnode cellid='1' mode='preferred' nodeset='" + second + "'/>")
                + "</numatune>";
    }
}
