/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Of what a guest's memory is made, and on which nodes of the host it lies.
 *
 * @param cells its NUMA cells, by their numbers; empty where it has none
 * @param devices its memory devices, in the order of the XML
 * @param bindings the host's nodes that the memory of a cell is taken from, by the cell's number
 * @param binding the host's nodes for all other memory; empty where there are none in particular
 */
record GuestMap(
        List<NumaCell> cells, List<MemoryDevice> devices, Map<Integer, Set<Integer>> bindings, Set<Integer> binding) {
    GuestMap {
        cells = List.copyOf(cells);
        devices = List.copyOf(devices);
        bindings = bindings.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
        binding = Set.copyOf(binding);
        requireCountable(cells, devices);
    }

    /** The host's nodes that the memory of a cell is taken from; empty where it may come from any. */
    Set<Integer> nodes(int cell) {
        return Optional.ofNullable(bindings.get(cell)).orElse(binding);
    }

    /** The devices that can be resized while the guest runs. */
    List<MemoryDevice> resizable() {
        return devices.stream().filter(MemoryDevice::resizable).toList();
    }

    /** What its guest has of the devices that can be resized, or may come to have by what it was asked, in bytes. */
    long plugged() {
        return resizable().stream().mapToLong(MemoryDevice::committed).sum();
    }

    /** What of that it has not, in bytes. */
    long coming() {
        return resizable().stream()
                .mapToLong(device -> device.committed() - device.current())
                .sum();
    }

    /** What its guest neither has of them nor may come to have, in bytes. */
    long unplugged() {
        return resizable().stream()
                .mapToLong(device -> device.size() - device.committed())
                .sum();
    }

    /** What of it lies on these cells. */
    NearMemory on(List<Integer> near) {
        long boot = cells.stream()
                .filter(cell -> near.contains(cell.id()))
                .mapToLong(NumaCell::memory)
                .sum();
        List<MemoryDevice> there =
                devices.stream().filter(device -> near.contains(device.cell())).toList();
        long fixed = there.stream()
                .filter(device -> !device.resizable())
                .mapToLong(MemoryDevice::size)
                .sum();
        return new NearMemory(
                boot + fixed, there.stream().filter(MemoryDevice::resizable).toList());
    }

    private static void requireCountable(List<NumaCell> cells, List<MemoryDevice> devices) {
        try {
            long all = cells.stream().mapToLong(NumaCell::memory).reduce(0, Math::addExact);
            for (MemoryDevice device : devices) {
                all = Math.addExact(all, device.size());
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("the domain XML has cells and memory devices of more than 8 EiB", e);
        }
    }
}
