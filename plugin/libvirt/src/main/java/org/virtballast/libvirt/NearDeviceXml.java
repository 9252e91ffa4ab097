/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.virtballast.core.port.HostTiers;
import org.virtballast.libvirt.XmlPlaces.Place;
import org.virtballast.spi.ByteSize;

/**
 * Writes a near device, which is a virtio-mem device on a near NUMA cell, into a domain's configuration. All else stays as
 * it is, character for character, but for the sum in {@code <memory>} that libvirt keeps itself, and for slots of
 * {@code <maxMemory>} where there are too few: libvirt counts each memory device, though this kind takes none.
 */
public final class NearDeviceXml {
    private static final Pattern SLOTS = Pattern.compile("\\sslots\\s*=\\s*[\"'](\\d{1,9})[\"']");

    private NearDeviceXml() {}

    /**
     * A configuration with a new near device.
     *
     * @param xml the whole configuration
     * @param device the device
     * @param addedMaximum the {@code <maxMemory>} that was added, in bytes; empty where there was one
     * @param raisedSlots the slots that it got where it had too few
     * @param farCell whether the guest has a far cell, to take what is taken from the device
     */
    public record Added(
            String xml, NearDevice device, OptionalLong addedMaximum, OptionalInt raisedSlots, boolean farCell) {}

    /**
     * Adds a device, of which the guest has all when it starts.
     *
     * @param xml the configuration of a domain, as libvirt writes it
     * @param size the most that the device can have, in bytes; above 0, a multiple of the block
     * @param block what it is resized by at once, in bytes; a power of two, at least 2 MiB
     * @param wanted the near cell that it is on; empty: the first
     * @throws IllegalArgumentException where the domain cannot have it; the message is a sentence without a full stop that
     *     says what to do
     */
    public static Added add(String xml, long size, long block, OptionalInt wanted) {
        if (block < 2 * ByteSize.MIB || Long.bitCount(block) != 1 || size <= 0 || size % block != 0) {
            throw new IllegalArgumentException("no near device: " + size + " bytes in blocks of " + block);
        }
        DomainFacts facts = DomainXmlReader.read(xml);
        String name = Quoted.of(facts.name());
        NearCells cells = cells(facts);
        int cell = cell(name, cells, wanted);
        XmlPlaces places = new XmlPlaces(xml);
        Place memory = place(places, "memory", name);
        Place devices = place(places, "devices", name);
        long total = sum(facts.maximum(), size, name);
        int slots = facts.map().devices().size() + 1;
        Optional<Place> maximum = places.first("domain/maxMemory");
        maximum.ifPresent(place -> requireRoom(amount(element(xml, place)), total, name));

        NearDevice device = new NearDevice(freeAlias(facts.map()), cell, true, block, size, size, OptionalLong.empty());
        // From the end to the start: what comes earlier in the text stays where it is.
        StringBuilder changed = new StringBuilder(xml);
        insertDevice(changed, devices, device);
        XmlElement sum = element(xml, memory);
        changed.replace(memory.content(), memory.contentEnd(), grown(sum, size));
        if (maximum.isPresent()) {
            boolean raised = raiseSlots(changed, maximum.get(), slots);
            return new Added(
                    changed.toString(),
                    device,
                    OptionalLong.empty(),
                    raised ? OptionalInt.of(slots) : OptionalInt.empty(),
                    !cells.far().isEmpty());
        }
        changed.insert(
                memory.start(),
                "<maxMemory slots='" + slots + "' unit='KiB'>" + total / ByteSize.KIB + "</maxMemory>"
                        + indentation(xml, memory.start()));
        return new Added(
                changed.toString(),
                device,
                OptionalLong.of(total),
                OptionalInt.empty(),
                !cells.far().isEmpty());
    }

    /** Which cells of a domain are near, as far as its own XML tells. */
    static NearCells cells(DomainFacts facts) {
        return NearCells.of(facts.map(), HostTiers.single(), facts.settings().nearCells());
    }

    private static int cell(String name, NearCells cells, OptionalInt wanted) {
        if (cells.near().isEmpty() && cells.far().isEmpty()) {
            throw new IllegalArgumentException("domain " + name
                    + " has no NUMA cells to tell near from far: give it <numa> within <cpu>, with a cell that has its CPUs for"
                    + " near memory and one without CPUs for far memory");
        }
        if (wanted.isEmpty()) {
            return cells.near().stream()
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalArgumentException(
                                    "domain " + name
                                            + " has no near NUMA cell: give the CPUs to one, or name it with near-cells in the metadata"));
        }
        int cell = wanted.getAsInt();
        if (cells.far().contains(cell)) {
            throw new IllegalArgumentException("cell " + cell + " of domain " + name + " is far (" + cells.reason()
                    + "): name " + (cells.near().isEmpty() ? "it" : listed(cells.near()) + " instead, or name this one")
                    + " with near-cells in the metadata");
        }
        if (!cells.near().contains(cell)) {
            throw new IllegalArgumentException(
                    "domain " + name + " has no NUMA cell " + cell + ": its near cells are " + listed(cells.near()));
        }
        return cell;
    }

    private static String listed(List<Integer> cells) {
        return cells.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static Place place(XmlPlaces places, String element, String name) {
        return places.first("domain/" + element)
                .filter(place -> element.equals("devices") || !place.empty())
                .orElseThrow(() -> new IllegalArgumentException(
                        "the configuration of domain " + name + " has no <" + element + ">"));
    }

    private static long sum(long memory, long size, String name) {
        if (size > Long.MAX_VALUE - memory) {
            throw new IllegalArgumentException("domain " + name + " would have more than 8 EiB");
        }
        return memory + size;
    }

    private static void requireRoom(long maximum, long total, String name) {
        if (total > maximum) {
            throw new IllegalArgumentException("domain " + name + " would have " + ByteSize.format(total)
                    + ", more than its <maxMemory> of " + ByteSize.format(maximum) + ": raise that to at least "
                    + total / ByteSize.KIB + " KiB with 'virsh edit', or choose a smaller --max");
        }
    }

    /** Whether there were too few. */
    private static boolean raiseSlots(StringBuilder xml, Place maximum, int least) {
        Matcher slots = SLOTS.matcher(xml).region(maximum.start(), maximum.content());
        if (!slots.find() || Integer.parseInt(slots.group(1)) >= least) {
            return false;
        }
        xml.replace(slots.start(1), slots.end(1), Integer.toString(least));
        return true;
    }

    private static void insertDevice(StringBuilder xml, Place devices, NearDevice device) {
        String text = """
                    <memory model='virtio-mem'>
                      <target>
                        <size unit='KiB'>%1$d</size>
                        <node>%2$d</node>
                        <block unit='KiB'>%3$d</block>
                        <requested unit='KiB'>%1$d</requested>
                      </target>
                      <alias name='%4$s'/>
                    </memory>
                """.formatted(
                        device.size() / ByteSize.KIB, device.cell(), device.block() / ByteSize.KIB, device.alias());
        if (devices.empty()) {
            xml.replace(devices.start(), devices.end(), "<devices>\n" + text + "  </devices>");
            return;
        }
        // Before the end tag with its indentation, where it is alone on its line.
        int end = devices.contentEnd();
        int line = xml.lastIndexOf("\n", end - 1) + 1;
        boolean alone = line >= devices.content() && xml.substring(line, end).isBlank();
        xml.insert(alone ? line : end, alone ? text : "\n" + text);
    }

    /** What comes between an element and the next on the same level. */
    private static String indentation(String xml, int start) {
        int line = xml.lastIndexOf('\n', start) + 1;
        String before = xml.substring(line, start);
        return before.isBlank() ? "\n" + before : "";
    }

    /** The amount and what comes on top, in the unit that the element has. */
    private static String grown(XmlElement memory, long more) {
        long unit = MemoryAmount.bytes("1", memory.attributes().get("unit"));
        long total = amount(memory) + more;
        return Long.toString(total / unit + (total % unit == 0 ? 0 : 1));
    }

    private static long amount(XmlElement element) {
        return MemoryAmount.bytes(element.text().strip(), element.attributes().get("unit"));
    }

    private static XmlElement element(String xml, Place place) {
        try {
            XMLStreamReader reader = DomainXmlReader.stream(xml.substring(place.start(), place.end()));
            reader.nextTag();
            return XmlElement.read(reader);
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException("the domain XML has an amount of memory that cannot be read", e);
        }
    }

    private static String freeAlias(GuestMap map) {
        Set<String> taken = map.devices().stream().map(MemoryDevice::alias).collect(Collectors.toUnmodifiableSet());
        int number = 0;
        while (taken.contains("ua-near" + number)) {
            number++;
        }
        return "ua-near" + number;
    }
}
