/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.virtballast.core.port.HostTiers;
import org.virtballast.daemon.config.NodeList;

/**
 * Finds out which of the host's NUMA nodes are near and which are far. The operator's word counts first; then the kernel's
 * memory tiers, which kernels from 6.1 on tell; and else a node with memory and no CPUs is far. A kernel that has put all
 * nodes into one tier has not found out how fast they are, and says nothing by it.
 */
final class HostNodes {
    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d{1,15}) kB");
    private static final Pattern TIER = Pattern.compile("memory_tier(\\d{1,9})");
    private static final String REMEDY = "; name the near nodes with near-nodes under [host].";

    private final Path nodes;
    private final Path tiers;

    /** @param root the folder in which {@code sys} is mounted, {@code /} on a real host */
    HostNodes(Path root) {
        nodes = root.resolve("sys/devices/system/node");
        tiers = root.resolve("sys/devices/virtual/memory_tiering");
    }

    /**
     * The host's tiers.
     *
     * @param said the near nodes that the operator named; empty: none were
     * @throws StartException where the operator named a node that is not there or has no memory, or the near nodes cannot be
     *     told; the message is a sentence
     */
    HostTiers tiers(SortedSet<Integer> said) throws StartException {
        NavigableMap<Integer, Boolean> found = read();
        try {
            if (!said.isEmpty()) {
                return named(said, found.keySet());
            }
            NavigableMap<Integer, Set<Integer>> kernels = kernelTiers(found.keySet());
            return kernels.size() > 1 ? ofKernel(kernels, found) : ofCpus(found);
        } catch (IOException | DirectoryIteratorException e) {
            throw new StartException("The kernel's memory tiers cannot be read: " + e + REMEDY, e);
        }
    }

    private NavigableMap<Integer, Boolean> read() throws StartException {
        try {
            return withMemory();
        } catch (IOException | DirectoryIteratorException e) {
            throw new StartException(
                    "The host's NUMA nodes cannot be read: " + e
                            + "; see that sysfs is mounted, and that the kernel was built with CONFIG_NUMA.",
                    e);
        }
    }

    private HostTiers named(SortedSet<Integer> said, Set<Integer> found) throws StartException {
        SortedSet<Integer> others = new TreeSet<>(found);
        for (int node : said) {
            if (!others.remove(node)) {
                boolean there = Files.exists(nodes.resolve("node" + node));
                throw new StartException(
                        "near-nodes under [host] names node " + node + ", which this host "
                                + (there ? "has no memory on" : "does not have") + ": name nodes with memory, as in "
                                + nodes.resolve("has_memory") + ", or auto.",
                        null);
            }
        }
        return new HostTiers(said, others, "near-nodes in the configuration names the near ones");
    }

    /** What is faster than the memory of the CPUs, such as that on their package, is near as well. */
    private static HostTiers ofKernel(NavigableMap<Integer, Set<Integer>> tiers, NavigableMap<Integer, Boolean> found) {
        int slowestNear = tiers.entrySet().stream()
                .filter(tier -> tier.getValue().stream().anyMatch(found::get))
                .mapToInt(Map.Entry::getKey)
                .max()
                .orElse(tiers.firstKey());
        SortedSet<Integer> near = withCpus(found, true);
        SortedSet<Integer> far = withCpus(found, false);
        for (Set<Integer> tier : tiers.headMap(slowestNear, true).values()) {
            near.addAll(tier);
        }
        far.removeAll(near);
        String source = "the kernel's memory tiers, of which memory_tier" + slowestNear
                + (far.isEmpty() ? " is the slowest" : " and faster ones are near");
        return new HostTiers(near, far, source);
    }

    private HostTiers ofCpus(NavigableMap<Integer, Boolean> found) throws StartException {
        SortedSet<Integer> near = withCpus(found, true);
        SortedSet<Integer> far = withCpus(found, false);
        if (near.isEmpty()) {
            throw new StartException("No NUMA node in " + nodes + " has both CPUs and memory" + REMEDY, null);
        }
        if (far.isEmpty()) {
            return new HostTiers(
                    near, far, near.size() == 1 ? "the host has one node" : "every node with memory has CPUs");
        }
        return new HostTiers(near, far, "a node with memory and no CPUs is far");
    }

    private static SortedSet<Integer> withCpus(NavigableMap<Integer, Boolean> found, boolean cpus) {
        return found.entrySet().stream()
                .filter(node -> node.getValue() == cpus)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The nodes with memory, and whether each has CPUs. */
    private NavigableMap<Integer, Boolean> withMemory() throws IOException {
        NavigableMap<Integer, Boolean> found = new TreeMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(nodes, "node[0-9]*")) {
            for (Path folder : folders) {
                Matcher total = TOTAL.matcher(Files.readString(folder.resolve("meminfo")));
                if (total.find() && Long.parseLong(total.group(1)) > 0) {
                    int number =
                            Integer.parseInt(folder.getFileName().toString().substring("node".length()));
                    found.put(
                            number, !Files.readString(folder.resolve("cpulist")).isBlank());
                }
            }
        }
        return found;
    }

    /** The kernel's tiers that have memory, the fastest first; none on a kernel that has no tiers. */
    private NavigableMap<Integer, Set<Integer>> kernelTiers(Set<Integer> found) throws IOException {
        NavigableMap<Integer, Set<Integer>> known = new TreeMap<>();
        if (!Files.isDirectory(tiers)) {
            return known;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(tiers, "memory_tier[0-9]*")) {
            for (Path folder : folders) {
                Matcher name = TIER.matcher(folder.getFileName().toString());
                Set<Integer> members = NodeList.parse(
                                Files.readString(folder.resolve("nodelist")).strip())
                        .orElseGet(TreeSet::new);
                members.retainAll(found);
                if (name.matches() && !members.isEmpty()) {
                    known.put(Integer.parseInt(name.group(1)), members);
                }
            }
        }
        return known;
    }
}
