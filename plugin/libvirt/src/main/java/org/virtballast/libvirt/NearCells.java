/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.virtballast.core.port.HostTiers;

/**
 * Which NUMA cells of a guest are near and which are far. What its operator says counts first; then the nodes of the host
 * that a cell is bound to, where the host has far ones; and else a cell is near that has CPUs, as the guest's own kernel
 * sees it.
 *
 * @param near their numbers, in order
 * @param far the numbers of all others, in order
 * @param reason what that was concluded from, in words for an operator, without a full stop
 */
record NearCells(List<Integer> near, List<Integer> far, String reason) {
    /** A guest with more is seldom, and a sentence must end. */
    private static final int MOST_TOLD = 8;

    NearCells {
        near = List.copyOf(near);
        far = List.copyOf(far);
    }

    /**
     * Tells the cells of a guest apart.
     *
     * @param said the near cells that its operator named; empty where nothing was said
     */
    static NearCells of(GuestMap map, HostTiers tiers, Set<Integer> said) {
        if (map.cells().isEmpty()) {
            return new NearCells(List.of(), List.of(), "its guest has no NUMA cells to tell apart");
        }
        List<Cell> cells = map.cells().stream()
                .map(cell -> said.isEmpty()
                        ? concluded(cell, map.nodes(cell.id()), tiers)
                        : new Cell(
                                cell.id(),
                                said.contains(cell.id()),
                                "near-cells in its metadata"
                                        + (said.contains(cell.id()) ? " names it" : " does not name it")))
                .toList();
        return new NearCells(numbers(cells, true), numbers(cells, false), reason(cells));
    }

    private record Cell(int id, boolean near, String because) {
        @Override
        public String toString() {
            return "cell " + id + (near ? " is near: " : " is far: ") + because;
        }
    }

    private static Cell concluded(NumaCell cell, Set<Integer> nodes, HostTiers tiers) {
        boolean onNear = !Collections.disjoint(nodes, tiers.near());
        boolean onFar = !Collections.disjoint(nodes, tiers.far());
        // Where the host has one tier, or the cell may lie in both, its nodes say nothing.
        if (!tiers.far().isEmpty() && onNear != onFar) {
            String all = new TreeSet<>(nodes)
                    .stream().limit(MOST_TOLD).map(String::valueOf).collect(Collectors.joining(", "));
            return new Cell(
                    cell.id(), onNear, "it is bound to the host's " + (nodes.size() == 1 ? "node " : "nodes ") + all);
        }
        return new Cell(cell.id(), cell.cpus(), cell.cpus() ? "it has CPUs" : "it has no CPUs");
    }

    private static List<Integer> numbers(List<Cell> cells, boolean near) {
        return cells.stream()
                .filter(cell -> cell.near() == near)
                .map(Cell::id)
                .distinct()
                .sorted()
                .toList();
    }

    private static String reason(List<Cell> cells) {
        List<String> told = new ArrayList<>();
        cells.stream().limit(MOST_TOLD).map(Cell::toString).forEach(told::add);
        if (cells.size() > MOST_TOLD) {
            told.add("and so on for " + (cells.size() - MOST_TOLD) + " more");
        }
        return String.join("; ", told);
    }
}
