/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Gathers, from the elements of a domain's XML as they come, of what its guest's memory is made. */
final class GuestMapReader {
    // QEMU has at most 128 cells and 256 slots.
    private static final int MOST_CELLS = 1024;
    private static final int MOST_DEVICES = 1024;

    private final List<NumaCell> cells = new ArrayList<>();
    private final List<MemoryDevice> devices = new ArrayList<>();
    private final Map<Integer, Set<Integer>> bindings = new HashMap<>();
    private Set<Integer> binding = Set.of();

    /**
     * A {@code <cell>} of the guest.
     *
     * @throws IllegalArgumentException where it is none, or there are too many; the message is a sentence. So it is below
     */
    void cell(XmlElement cell) {
        requireRoom(cells.size(), MOST_CELLS, "NUMA cells");
        String amount = cell.attribute("memory");
        long memory = amount.isEmpty()
                ? 0
                : wrong(
                        "memory of a <cell>",
                        () -> MemoryAmount.bytes(amount, cell.attributes().get("unit")));
        int id = Numbers.small(cell.attribute("id"));
        // libvirt numbers those that say nothing in their order.
        cells.add(
                new NumaCell(id < 0 ? cells.size() : id, !cell.attribute("cpus").isEmpty(), memory));
    }

    /** A {@code <memory>} among the devices. */
    void device(XmlElement device) {
        requireRoom(devices.size(), MOST_DEVICES, "memory devices");
        devices.add(MemoryDevice.of(device));
    }

    /** A {@code <memnode>}: nodes of the host for one cell. */
    void cellBinding(XmlElement memnode) {
        int cell = Numbers.small(memnode.attribute("cellid"));
        if (cell >= 0) {
            requireRoom(bindings.size(), MOST_CELLS, "bound NUMA cells");
            bindings.put(cell, nodes(memnode));
        }
    }

    /** The {@code <memory>} of {@code <numatune>}: nodes of the host for all memory that no other binding is about. */
    void binding(XmlElement memory) {
        binding = nodes(memory);
    }

    GuestMap map() {
        return new GuestMap(cells, devices, bindings, binding);
    }

    private static Set<Integer> nodes(XmlElement bound) {
        String nodes = bound.attribute("nodeset");
        return nodes.isEmpty()
                ? Set.of()
                : wrong("nodeset of <" + Quoted.line(bound.name()) + ">", () -> Numbers.set(nodes));
    }

    private static <T> T wrong(String what, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(what + " in the domain XML is wrong: " + e.getMessage(), e);
        }
    }

    private static void requireRoom(int have, int most, String what) {
        if (have >= most) {
            throw new IllegalArgumentException("the domain XML has more than " + most + " " + what);
        }
    }
}
