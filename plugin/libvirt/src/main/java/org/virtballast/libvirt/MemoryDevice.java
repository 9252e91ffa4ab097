/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.virtballast.spi.ByteSize;

/**
 * A memory device of a guest, as libvirt's XML has it.
 *
 * @param xml the whole element, for libvirt to recognise it by
 * @param resizable whether it is one that can be resized while the guest runs: virtio-mem with a size and a block
 * @param cell the NUMA cell it is on; −1 where none is told
 * @param size the largest size it can have, in bytes; at least 0
 * @param block what it is resized by at once, in bytes; 0 where it is not resizable
 * @param requested the size the guest was asked to give it, in bytes, at most {@code size}; all of it where it is not
 *     resizable
 * @param current the size the guest gave it, in bytes, at most {@code size}; all of it where it is not resizable
 */
record MemoryDevice(XmlElement xml, boolean resizable, int cell, long size, long block, long requested, long current) {
    private static final XmlElement NOTHING = new XmlElement("", Map.of(), "", List.of());

    MemoryDevice {
        Objects.requireNonNull(xml, "xml");
        if (cell < -1 || size < 0 || block < 0 || requested < 0 || current < 0) {
            throw new IllegalArgumentException("no memory device: " + size + " in steps of " + block + ", " + requested
                    + " requested, " + current + " there");
        }
    }

    /**
     * Reads a device out of its element. One whose guest has not told its size yet has none.
     *
     * @throws IllegalArgumentException where an amount is none; the message is a sentence
     */
    static MemoryDevice of(XmlElement device) {
        XmlElement target = device.child("target").orElse(NOTHING);
        long size = amount(target, "size");
        long block = amount(target, "block");
        boolean resizable = device.attribute("model").equals("virtio-mem") && block > 0 && size > 0;
        return new MemoryDevice(
                device,
                resizable,
                target.child("node").map(node -> Numbers.small(node.text())).orElse(-1),
                size,
                resizable ? block : 0,
                // A guest cannot have more of it than there is, whatever is said.
                resizable ? Math.min(size, amount(target, "requested")) : size,
                resizable ? Math.min(size, amount(target, "current")) : size);
    }

    /** What it is called in sentences and by libvirt; may be empty. */
    String alias() {
        return xml.child("alias").map(alias -> alias.attribute("name")).orElse("");
    }

    /** Whether its guest has done what it was asked for. */
    boolean settled() {
        return requested == current;
    }

    /** The most that its guest has of it, or may come to have by what it was asked, in bytes. */
    long committed() {
        return Math.max(requested, current);
    }

    /** The element that asks for another size: the same but for that. Whole KiB, as libvirt takes it. */
    String asking(long bytes) {
        XmlElement wanted =
                new XmlElement("requested", Map.of("unit", "KiB"), Long.toString(bytes / ByteSize.KIB), List.of());
        XmlElement target = xml.child("target").orElse(NOTHING);
        return xml.with(target.without("current").with(wanted)).xml();
    }

    private static long amount(XmlElement target, String name) {
        try {
            return target.child(name)
                    .map(amount -> MemoryAmount.bytes(
                            amount.text().strip(), amount.attributes().get("unit")))
                    .orElse(0L);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "<" + name + "> of a memory device in the domain XML is wrong: " + e.getMessage(), e);
        }
    }
}
