/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.HostTiers;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.NearResidence;

/**
 * Tells what of a domain's near memory the host holds, from the page tables of its QEMU. Where the host has far nodes that
 * is what lies on the near ones. Else it is what is there of the areas that are the guest's near cells and devices: QEMU
 * maps one area for each, of exactly its size, so a size that near and far memory share cannot be told.
 *
 * <p>The kernel goes through all page tables of a process for that: 2 ms for a guest of 1 GiB, and for hundreds of GiB in
 * small pages seconds, in which its memory map is locked for reading.
 */
final class Residence {
    private static final System.Logger LOG = System.getLogger(Residence.class.getName());

    private final QemuProcesses processes;
    private final HostTiers tiers;
    private final MemoryDevices devices;
    private final DeadlineCalls calls;

    /** @param calls used for nothing else: page tables that are locked must not keep other calls from being made */
    Residence(QemuProcesses processes, HostTiers tiers, MemoryDevices devices, DeadlineCalls calls) {
        this.processes = processes;
        this.tiers = tiers;
        this.devices = devices;
        this.calls = calls;
    }

    @FunctionalInterface
    private interface Walk {
        OptionalLong read(Path process) throws IOException;
    }

    /** What of the domain's near memory there is; empty where it cannot be told from its far memory, or not be read. */
    Optional<NearResidence> near(DomainDescription domain) {
        Optional<GuestMap> map = map(domain);
        long size = map.isEmpty() || map.get().cells().isEmpty()
                ? domain.maximum()
                : map.get().on(domain.layout().nearCells()).current();
        OptionalLong resident = tiers.far().isEmpty()
                ? map.map(known -> inCells(domain, known)).orElse(OptionalLong.empty())
                : onNearNodes(domain);
        return resident.isEmpty() || size <= 0
                ? Optional.empty()
                : Optional.of(new NearResidence(resident.getAsLong(), size));
    }

    /** What the domain's QEMU holds of the host's near nodes, in bytes; absent where that cannot be read. */
    OptionalLong onNearNodes(DomainDescription domain) {
        return walk(domain, process -> NumaMaps.sum(process, area -> area.on(tiers.near())));
    }

    private Optional<GuestMap> map(DomainDescription domain) {
        try {
            return devices.map(domain);
        } catch (HypervisorException e) {
            LOG.log(Level.DEBUG, "{0}; what is resident of it is not known", e.getMessage());
            return Optional.empty();
        }
    }

    private OptionalLong inCells(DomainDescription domain, GuestMap map) {
        Map<Long, Integer> areas = areas(map, Set.copyOf(domain.layout().nearCells()));
        return areas.isEmpty()
                ? OptionalLong.empty()
                : walk(domain, process -> {
                    Optional<Set<Long>> starts = ProcessMaps.starts(process, areas);
                    return starts.isEmpty()
                            ? OptionalLong.empty()
                            : NumaMaps.sum(process, area -> starts.get().contains(area.start()) ? area.all() : 0);
                });
    }

    /** How many areas of each size are near memory; empty where one of them could be far memory as well. */
    private static Map<Long, Integer> areas(GuestMap map, Set<Integer> nearCells) {
        Map<Long, Integer> near = new HashMap<>();
        Map<Long, Integer> far = new HashMap<>();
        map.cells().forEach(cell -> (nearCells.contains(cell.id()) ? near : far).merge(cell.memory(), 1, Integer::sum));
        map.devices()
                .forEach(device ->
                        (nearCells.contains(device.cell()) ? near : far).merge(device.size(), 1, Integer::sum));
        near.remove(0L);
        return near.keySet().stream().anyMatch(far::containsKey) ? Map.of() : near;
    }

    private OptionalLong walk(DomainDescription domain, Walk walk) {
        try {
            return calls.call(
                    domain.id(),
                    "find out what is resident of domain " + Quoted.of(domain.name()),
                    new Patience(),
                    () -> {
                        Optional<Path> process = processes.of(domain);
                        return process.isEmpty() ? OptionalLong.empty() : read(walk, process.get());
                    });
        } catch (HypervisorException e) {
            LOG.log(Level.DEBUG, e::getMessage);
            return OptionalLong.empty();
        }
    }

    private static OptionalLong read(Walk walk, Path process) {
        try {
            return walk.read(process);
        } catch (IOException e) {
            // The process ends, or may not be looked at.
            LOG.log(Level.DEBUG, "cannot read what is resident of " + process, e);
            return OptionalLong.empty();
        }
    }
}
