/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Goes through a domain's XML once, from start to end. It streams and is bounded, because metadata is written by whoever
 * may edit a domain; for the same reason a document type, the door to entities, is refused.
 */
final class DomainXmlReader {
    private static final int MOST_CHARACTERS = 4 << 20;
    // A domain of libvirt's is about 8 deep; metadata of other programs lies within.
    private static final int DEEPEST = 128;
    // No element of libvirt's is called so.
    private static final String OURS = "{ours}";
    private static final String FOREIGN = "{foreign}";

    private final XMLStreamReader xml;
    private final Deque<String> path = new ArrayDeque<>();
    private final GuestMapReader map = new GuestMapReader();
    private String name;
    private UUID id;
    private int run;
    private long maximum;
    private boolean balloon;
    private Duration statsPeriod = Duration.ZERO;
    private boolean autodeflate;
    private boolean freePageReporting;
    private final Set<String> pins = new LinkedHashSet<>();
    private Map<String, String> metadata;

    private DomainXmlReader(XMLStreamReader xml) {
        this.xml = xml;
    }

    /**
     * Reads a domain's XML.
     *
     * @throws IllegalArgumentException where this is no domain; the message is a sentence
     */
    static DomainFacts read(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("the domain XML has " + text.length() + " characters, more than the "
                    + MOST_CHARACTERS + " allowed");
        }
        try {
            return new DomainXmlReader(stream(text)).read();
        } catch (XMLStreamException e) {
            Location place = e.getLocation();
            throw new IllegalArgumentException(
                    "the domain XML is not well-formed"
                            + (place == null
                                    ? ""
                                    : " at line " + place.getLineNumber() + ", column " + place.getColumnNumber()),
                    e);
        }
    }

    /** A stream of foreign XML that opens no door. */
    static XMLStreamReader stream(String text) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        return factory.createXMLStreamReader(new StringReader(text));
    }

    private DomainFacts read() throws XMLStreamException {
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.DTD ->
                    throw new IllegalArgumentException(
                            "the domain XML has a document type, which libvirt never writes");
                case XMLStreamConstants.START_ELEMENT -> enter();
                case XMLStreamConstants.END_ELEMENT -> path.removeLast();
                default -> {}
            }
        }
        return new DomainFacts(
                name,
                id,
                run,
                maximum,
                balloon,
                statsPeriod,
                autodeflate,
                freePageReporting,
                List.copyOf(pins),
                map.map(),
                Optional.ofNullable(metadata));
    }

    private void enter() throws XMLStreamException {
        path.addLast(step());
        if (path.size() > DEEPEST) {
            throw new IllegalArgumentException("the domain XML is more than " + DEEPEST + " elements deep");
        }
        // No element of interest is as deep; what other programs keep in the metadata may be, and large.
        if (path.size() <= 5) {
            take(String.join("/", path));
        }
    }

    /**
     * The name of the element that begins here. libvirt's own are in no namespace. Ours is known by its namespace alone, as
     * it is to libvirt: a misspelt name must not read as "the operator said nothing".
     */
    private String step() {
        String namespace = xml.getNamespaceURI();
        if (namespace == null || namespace.isEmpty()) {
            return xml.getLocalName();
        }
        return namespace.equals(DomainXml.METADATA_URI) ? OURS : FOREIGN;
    }

    private void take(String element) throws XMLStreamException {
        switch (element) {
            case "domain" -> run = number("id");
            case "domain/name" -> name = text();
            case "domain/uuid" -> id = uuid(text());
            case "domain/memory" -> maximum = memory();
            case "domain/memoryBacking/hugepages" -> pin("its memory is huge pages");
            case "domain/memoryBacking/locked" -> pin("its memory is locked");
            case "domain/launchSecurity" -> pin("its memory is protected from the host");
            case "domain/cpu/numa/cell" -> map.cell(XmlElement.opening(xml));
            case "domain/numatune/memory" -> map.binding(XmlElement.opening(xml));
            case "domain/numatune/memnode" -> map.cellBinding(XmlElement.opening(xml));
            case "domain/devices/memory" -> map.device(whole());
            case "domain/devices/memballoon" -> {
                balloon = !attribute("model").equals("none");
                autodeflate = attribute("autodeflate").equals("on");
                freePageReporting = attribute("freePageReporting").equals("on");
            }
            case "domain/devices/memballoon/stats" -> statsPeriod = Duration.ofSeconds(number("period"));
            case "domain/devices/hostdev" -> pinBy("hostdev", "pci", "mdev");
            case "domain/devices/interface" -> pinBy("interface", "hostdev", "vdpa");
            case "domain/devices/disk" -> pinBy("disk", "nvme", "vhostvdpa");
            case "domain/metadata/" + OURS -> metadata = attributes();
            default -> {}
        }
    }

    /** VFIO, vDPA and userspace NVMe pin all memory of the guest: QEMU turns discarding off then. */
    private void pinBy(String device, String type, String otherType) {
        String found = attribute("type");
        if (found.equals(type) || found.equals(otherType)) {
            pin("its <" + device + " type='" + found + "'> pins its memory");
        }
    }

    private void pin(String why) {
        pins.add(why + ": what the guest gives up would not come back to the host");
    }

    private long memory() throws XMLStreamException {
        String unit = xml.getAttributeValue(null, "unit");
        try {
            return MemoryAmount.bytes(text().strip(), unit);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("<memory> of the domain XML is wrong: " + e.getMessage(), e);
        }
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("<uuid> of the domain XML is wrong: " + Quoted.of(text), e);
        }
    }

    /** The number that an attribute is; 0 where it is none. */
    private int number(String attribute) {
        return Math.max(0, Numbers.small(attribute(attribute)));
    }

    /** The text of the element that begins here, which ends with it. */
    private String text() throws XMLStreamException {
        String text = xml.getElementText();
        path.removeLast();
        return text;
    }

    /** All of the element that begins here, which ends with it. */
    private XmlElement whole() throws XMLStreamException {
        XmlElement element = XmlElement.read(xml);
        path.removeLast();
        return element;
    }

    private String attribute(String attribute) {
        String value = xml.getAttributeValue(null, attribute);
        return value == null ? "" : value.strip();
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            String prefix = xml.getAttributePrefix(i);
            String local = xml.getAttributeLocalName(i);
            attributes.put(prefix == null || prefix.isEmpty() ? local : prefix + ":" + local, xml.getAttributeValue(i));
        }
        return attributes;
    }
}
