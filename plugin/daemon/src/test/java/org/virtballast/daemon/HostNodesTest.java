/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.core.port.HostTiers;

/** Hosts as their kernel's folders tell of them. */
final class HostNodesTest {
    private static final String CPUS = "0-3\n";
    private static final String NO_CPUS = "\n";
    private static final String BY_CPUS = "a node with memory and no CPUs is far";

    @TempDir
    private Path root;

    @Test
    void hostOfOneNode_hasNoFarMemory() throws Exception {
        node(0, CPUS, 2);
        tier(4, "0\n");

        assertEquals(tiers(List.of(0), List.of(), "the host has one node"), found());
    }

    @Test
    void twoSockets_areNear() throws Exception {
        node(0, CPUS, 2);
        node(1, CPUS, 2);

        assertEquals(tiers(List.of(0, 1), List.of(), "every node with memory has CPUs"), found());
    }

    @Test
    void nodeWithoutCpus_isFarWhereTheKernelHasNoTiers() throws Exception {
        node(0, CPUS, 2);
        node(2, NO_CPUS, 1);

        assertEquals(tiers(List.of(0), List.of(2), BY_CPUS), found());
    }

    @Test
    void nodeWithoutCpus_isFarWhereTheKernelHasOneTier() throws Exception {
        node(0, CPUS, 2);
        node(1, NO_CPUS, 1);
        tier(4, "0-1\n");

        assertEquals(tiers(List.of(0), List.of(1), BY_CPUS), found());
    }

    @Test
    void nodeWithoutMemory_isInNeitherTier() throws Exception {
        node(0, CPUS, 2);
        node(1, CPUS, 0);
        node(2, NO_CPUS, 0);
        Files.writeString(root.resolve("sys/devices/system/node/node2/meminfo"), "");

        assertEquals(tiers(List.of(0), List.of(), "the host has one node"), found());
    }

    @Test
    void kernelTiers_areBelievedBeforeCpus() throws Exception {
        node(0, CPUS, 2);
        node(1, NO_CPUS, 2);
        node(2, NO_CPUS, 2);
        tier(4, "0-1\n");
        tier(22, "2\n");

        assertEquals(
                tiers(
                        List.of(0, 1),
                        List.of(2),
                        "the kernel's memory tiers, of which memory_tier4 and faster ones are near"),
                found());
    }

    @Test
    void kernelTierFasterThanThatOfTheCpus_isNear() throws Exception {
        node(0, CPUS, 2);
        node(1, NO_CPUS, 2);
        tier(2, "1\n");
        tier(4, "0\n");

        assertEquals(
                tiers(List.of(0, 1), List.of(), "the kernel's memory tiers, of which memory_tier4 is the slowest"),
                found());
    }

    @Test
    void kernelTiers_areOrderedByNumberAndNotByName() throws Exception {
        node(0, CPUS, 2);
        node(1, NO_CPUS, 2);
        tier(9, "0\n");
        tier(10, "1\n");

        assertEquals(List.of(1), List.copyOf(found().far()));
    }

    @Test
    void fastestKernelTier_isNearWhereCpusHaveNoMemory() throws Exception {
        node(0, CPUS, 0);
        node(1, NO_CPUS, 2);
        node(2, NO_CPUS, 2);
        tier(4, "1\n");
        tier(22, "2\n");

        assertEquals(List.of(1), List.copyOf(found().near()));
        assertEquals(List.of(2), List.copyOf(found().far()));
    }

    @Test
    void kernelTierWithoutMemory_saysNothing() throws Exception {
        node(0, CPUS, 2);
        node(1, NO_CPUS, 2);
        tier(4, "0-1\n");
        tier(22, "\n");
        tier(23, "7\n");

        assertEquals(tiers(List.of(0), List.of(1), BY_CPUS), found());
    }

    @Test
    void nodeInNoKernelTier_isJudgedByItsCpus() throws Exception {
        for (int node = 0; node < 2; node++) {
            node(node, CPUS, 2);
            node(2 + node, NO_CPUS, 2);
        }
        tier(4, "0\n");
        tier(22, "2\n");

        assertEquals(List.of(0, 1), List.copyOf(found().near()));
        assertEquals(List.of(2, 3), List.copyOf(found().far()));
    }

    @Test
    void operator_isBelievedBeforeTheKernel() throws Exception {
        node(0, CPUS, 2);
        node(1, CPUS, 2);
        node(2, NO_CPUS, 2);
        tier(4, "0-1\n");
        tier(22, "2\n");

        assertEquals(
                tiers(List.of(0, 2), List.of(1), "near-nodes in the configuration names the near ones"), found(0, 2));
    }

    @Test
    void nodeThatTheHostLacks_isNamed() throws Exception {
        node(0, CPUS, 2);

        assertEquals(
                "near-nodes under [host] names node 1, which this host does not have: name nodes with memory, as in "
                        + root.resolve("sys/devices/system/node/has_memory") + ", or auto.",
                assertThrows(StartException.class, () -> found(0, 1)).getMessage());
    }

    @Test
    void nodeWithoutMemoryThatIsNamed_isToldApartFromOneThatIsNotThere() throws Exception {
        node(0, CPUS, 2);
        node(1, CPUS, 0);

        assertEquals(
                "near-nodes under [host] names node 1, which this host has no memory on: name nodes with memory, as in "
                        + root.resolve("sys/devices/system/node/has_memory") + ", or auto.",
                assertThrows(StartException.class, () -> found(0, 1)).getMessage());
    }

    @Test
    void hostOnWhichNoNodeIsNearByItself_isASentence() throws Exception {
        node(0, CPUS, 0);
        node(1, NO_CPUS, 2);

        assertEquals(
                "No NUMA node in " + root.resolve("sys/devices/system/node")
                        + " has both CPUs and memory; name the near nodes with near-nodes under [host].",
                assertThrows(StartException.class, this::found).getMessage());
        assertEquals(List.of(1), List.copyOf(found(1).near()));
    }

    @Test
    void hostWithoutNodes_isASentence() {
        String message = assertThrows(StartException.class, this::found).getMessage();

        assertEquals(
                "The host's NUMA nodes cannot be read: java.nio.file.NoSuchFileException: "
                        + root.resolve("sys/devices/system/node")
                        + "; see that sysfs is mounted, and that the kernel was built with CONFIG_NUMA.",
                message);
    }

    @Test
    void tiersThatCannotBeRead_matterToNobodyWhoNamesNodes() throws Exception {
        node(0, CPUS, 2);
        tier(4, "0");
        Path list = root.resolve("sys/devices/virtual/memory_tiering/memory_tier4/nodelist");
        Files.delete(list);

        assertEquals(
                "The kernel's memory tiers cannot be read: java.nio.file.NoSuchFileException: " + list
                        + "; name the near nodes with near-nodes under [host].",
                assertThrows(StartException.class, this::found).getMessage());
        assertEquals(List.of(0), List.copyOf(found(0).near()));
    }

    @Test
    void thisHost_hasNearMemory() throws StartException {
        assertFalse(new HostNodes(Path.of("/")).tiers(new TreeSet<>()).near().isEmpty());
    }

    private HostTiers found(Integer... said) throws StartException {
        return new HostNodes(root).tiers(sorted(List.of(said)));
    }

    private static HostTiers tiers(List<Integer> near, List<Integer> far, String source) {
        return new HostTiers(sorted(near), sorted(far), source);
    }

    private static SortedSet<Integer> sorted(List<Integer> numbers) {
        return new TreeSet<>(numbers);
    }

    private void node(int number, String cpus, int gib) throws IOException {
        Path node = Files.createDirectories(root.resolve("sys/devices/system/node/node" + number));
        Files.writeString(node.resolve("cpulist"), cpus);
        Files.writeString(
                node.resolve("meminfo"),
                "Node %1$d MemTotal: %2$15d kB\nNode %1$d MemFree: 5 kB\n".formatted(number, (long) gib << 20));
    }

    private void tier(int number, String nodes) throws IOException {
        Path tier = Files.createDirectories(root.resolve("sys/devices/virtual/memory_tiering/memory_tier" + number));
        Files.writeString(tier.resolve("nodelist"), nodes);
    }
}
