/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.spi.ByteSize;

final class HostNodesTest {
    @TempDir
    private Path folder;

    @Test
    void nodesWithCpus_areNear() throws IOException {
        node(0, "0-3", "Node 0 MemTotal:       2097152 kB\nNode 0 MemFree: 5 kB\n");
        node(1, "4-7", "Node 1 MemTotal:       1048576 kB\n");

        assertEquals(new HostNodes(3 * ByteSize.GIB, 0), HostNodes.read(folder));
    }

    @Test
    void nodeWithoutCpus_isFar() throws IOException {
        node(0, "0-3", "Node 0 MemTotal:       2097152 kB\n");
        node(2, "\n", "Node 2 MemTotal:       1048576 kB\n");

        assertEquals(new HostNodes(2 * ByteSize.GIB, ByteSize.GIB), HostNodes.read(folder));
    }

    @Test
    void nodeWithoutMemory_countsNothing() throws IOException {
        node(0, "0", "Node 0 MemTotal:       2097152 kB\n");
        node(1, "1", "");

        assertEquals(2 * ByteSize.GIB, HostNodes.read(folder).near());
    }

    @Test
    void hostWithoutNearMemory_isAnError() {
        assertThrows(IOException.class, () -> HostNodes.read(folder));
    }

    @Test
    void thisHost_hasNearMemory() throws IOException {
        assertTrue(HostNodes.read(Path.of("/sys/devices/system/node")).near() > 0);
    }

    private void node(int number, String cpus, String meminfo) throws IOException {
        Path node = Files.createDirectory(folder.resolve("node" + number));
        Files.writeString(node.resolve("cpulist"), cpus);
        Files.writeString(node.resolve("meminfo"), meminfo);
    }
}
