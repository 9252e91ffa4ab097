/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A small element of domain XML as a whole, to be given back to libvirt with little changed: libvirt wants to see all of a
 * device that it is to update, and what that is differs from version to version. Namespaces are left out; no device of
 * libvirt's is in one.
 *
 * @param name without a prefix
 * @param attributes in their order
 * @param text what it says where it has no children
 * @param children in their order
 */
record XmlElement(String name, Map<String, String> attributes, String text, List<XmlElement> children) {
    /** A memory device has about 15 elements. */
    private static final int MOST_ELEMENTS = 256;

    private static final int DEEPEST = 16;

    XmlElement {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        children = List.copyOf(children);
    }

    /**
     * Reads the element that begins here; afterwards the reader is at its end.
     *
     * @throws IllegalArgumentException where it is larger or deeper than any device
     */
    static XmlElement read(XMLStreamReader xml) throws XMLStreamException {
        return new Copy(xml).element(1);
    }

    /** The element that begins here without what is in it; the reader stays where it is. */
    static XmlElement opening(XMLStreamReader xml) {
        return new XmlElement(xml.getLocalName(), attributes(xml), "", List.of());
    }

    Optional<XmlElement> child(String wanted) {
        return children.stream().filter(child -> child.name.equals(wanted)).findFirst();
    }

    /** The attribute, stripped; empty where there is none. */
    String attribute(String wanted) {
        return attributes.getOrDefault(wanted, "").strip();
    }

    /** The same element with another in place of the child of its name, or at the end where there is none. */
    XmlElement with(XmlElement child) {
        List<XmlElement> others = new ArrayList<>(children);
        int place = others.indexOf(child(child.name).orElse(null));
        if (place < 0) {
            others.add(child);
        } else {
            others.set(place, child);
        }
        return new XmlElement(name, attributes, text, others);
    }

    /** The same element without the children of that name. */
    XmlElement without(String unwanted) {
        return new XmlElement(
                name,
                attributes,
                text,
                children.stream().filter(child -> !child.name.equals(unwanted)).toList());
    }

    /** As XML. */
    String xml() {
        StringBuilder xml = new StringBuilder();
        write(xml);
        return xml.toString();
    }

    private void write(StringBuilder xml) {
        xml.append('<').append(name);
        attributes.forEach((key, value) ->
                xml.append(' ').append(key).append("='").append(escaped(value)).append('\''));
        if (text.isEmpty() && children.isEmpty()) {
            xml.append("/>");
            return;
        }
        xml.append('>');
        if (children.isEmpty()) {
            xml.append(escaped(text));
        }
        children.forEach(child -> child.write(xml));
        xml.append("</").append(name).append('>');
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '\'' -> escaped.append("&apos;");
                // As they are, a parser would make blanks of them in an attribute.
                case '\n', '\r', '\t' ->
                    escaped.append("&#").append((int) character).append(';');
                default -> escaped.append(character);
            }
        }
        return escaped.toString();
    }

    private static Map<String, String> attributes(XMLStreamReader xml) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            String namespace = xml.getAttributeNamespace(i);
            if (namespace == null || namespace.isEmpty()) {
                attributes.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i));
            }
        }
        return attributes;
    }

    private static final class Copy {
        private final XMLStreamReader xml;
        private int elements;

        Copy(XMLStreamReader xml) {
            this.xml = xml;
        }

        XmlElement element(int depth) throws XMLStreamException {
            if (++elements > MOST_ELEMENTS || depth > DEEPEST) {
                throw new IllegalArgumentException("<" + Quoted.line(xml.getLocalName())
                        + "> of the domain XML is in a device with more elements than any has");
            }
            String name = xml.getLocalName();
            Map<String, String> attributes = attributes(xml);
            StringBuilder text = new StringBuilder();
            List<XmlElement> children = new ArrayList<>();
            for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
                switch (event) {
                    case XMLStreamConstants.START_ELEMENT -> children.add(element(depth + 1));
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
                    default -> {}
                }
            }
            return new XmlElement(name, attributes, children.isEmpty() ? text.toString() : "", children);
        }
    }
}
