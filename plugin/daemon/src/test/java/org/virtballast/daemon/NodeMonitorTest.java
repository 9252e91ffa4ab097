/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.port.HostMemory;
import org.virtballast.core.port.HostMemory.Stall;
import org.virtballast.core.port.HostTiers;
import org.virtballast.spi.ByteSize;

/** The host's memory as the kernel's files tell it, and as they do not. */
final class NodeMonitorTest {
    private static final String NODE = """
            Node 0 MemTotal:       8388608 kB
            Node 0 MemFree:        1048576 kB
            Node 0 Active(file):    524288 kB
            Node 0 Inactive(file):  262144 kB
            Node 0 SReclaimable:    131072 kB
            """;
    private static final String PRESSURE = """
            some avg10=1.50 avg60=0.00 avg300=0.00 total=12345
            full avg10=0.25 avg60=0.00 avg300=0.00 total=1234
            """;
    private static final Optional<Stall> STALL = Optional.of(new Stall(1.5, 0.25));

    @TempDir
    private Path root;

    private final RecordedLog log = new RecordedLog(NodeMonitor.class);
    private NodeMonitor monitor;

    @BeforeEach
    void makeHost() throws IOException {
        node(0, NODE);
        write("proc/meminfo", "MemTotal:       8388608 kB\nMemFree:  1 kB\nMemAvailable:    3145728 kB\n");
        write("proc/pressure/memory", PRESSURE);
        monitor = monitor(0);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void hostOfOneNode_hasWhatTheKernelCallsAvailable() {
        assertEquals(Optional.of(new HostMemory(8 * ByteSize.GIB, 3 * ByteSize.GIB, STALL)), monitor.read());
    }

    @Test
    void nearNodes_areAddedUp() throws IOException {
        node(1, NODE);

        assertEquals(16 * ByteSize.GIB, monitor(0, 1).read().orElseThrow().total());
    }

    @Test
    void farNode_isNotCountedAndNeitherIsWhatIsAvailableThere() throws IOException {
        node(1, NODE.replace("8388608", "99999999"));

        HostMemory memory = monitorBesideFar().read().orElseThrow();

        assertEquals(8 * ByteSize.GIB, memory.total());
        assertEquals((1024 + 512 + 256 + 128) * ByteSize.MIB, memory.available());
    }

    @Test
    void moreAvailableThanThereIs_isAllThatThereIs() throws IOException {
        write("proc/meminfo", "MemAvailable: 999999999999 kB\n");

        HostMemory memory = monitor.read().orElseThrow();

        assertEquals(memory.total(), memory.available());
    }

    @ParameterizedTest
    @ValueSource(strings = {"MemFree", "Active(file)", "Inactive(file)", "SReclaimable", "MemTotal"})
    void lineThatIsMissing_isNamed(String key) throws IOException {
        node(0, NODE.replace(key + ":", "Other:"));

        assertEquals(Optional.empty(), monitorBesideFar().read());
        assertEquals(
                List.of("The host's memory cannot be read: there is no " + key + " in "
                        + root.resolve("sys/devices/system/node/node0") + "."),
                log.lines());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "MemAvailable: -5 kB\n",
                "MemAvailable: 1e9 kB\n",
                "MemAvailable: 9999999999999999 kB\n",
                "MemAvailable: 5 MB\n",
                "\u0000\u0001"
            })
    void absurdMeminfo_isNotBelieved(String text) throws IOException {
        write("proc/meminfo", text);

        assertEquals(Optional.empty(), monitor.read());
        assertEquals(
                List.of("The host's memory cannot be read: there is no MemAvailable in " + root.resolve("proc/meminfo")
                        + "."),
                log.lines());
    }

    @Test
    void sumThatNoNumberHolds_isNotBelieved() throws IOException {
        for (int i = 0; i < 12; i++) {
            node(i, NODE.replace("8388608", "999999999999999"));
        }

        assertEquals(
                Optional.empty(),
                monitor(IntStream.range(0, 12).boxed().toArray(Integer[]::new)).read());
        assertEquals(1, log.lines().size());
    }

    @Test
    void bytesThatAreNoText_areNotBelieved() throws IOException {
        Files.write(root.resolve("proc/meminfo"), new byte[] {'M', (byte) 0xff, (byte) 0xfe, '\n'});

        assertEquals(Optional.empty(), monitor.read());
        assertEquals(1, log.lines().size());
    }

    @Test
    void nearNodeThatIsGone_isNotBelieved() {
        assertEquals(Optional.empty(), monitor(0, 1).read());
        assertEquals(
                List.of("The host's memory cannot be read: there is no "
                        + root.resolve("sys/devices/system/node/node1/meminfo") + "."),
                log.lines());
    }

    @Test
    void failure_isLoggedOnceAndAgainOnlyAfterItWasOver() throws IOException {
        Path meminfo = root.resolve("proc/meminfo");
        String text = Files.readString(meminfo);
        for (int round = 1; round <= 2; round++) {
            Files.delete(meminfo);
            assertEquals(Optional.empty(), monitor.read());
            assertEquals(Optional.empty(), monitor.read());
            assertEquals(round, log.lines().size());
            assertEquals(
                    "The host's memory cannot be read: there is no " + meminfo + ".",
                    log.lines().get(round - 1));

            Files.writeString(meminfo, text);
            assertTrue(monitor.read().isPresent());
            assertTrue(monitor.read().isPresent());
        }
        assertEquals(2, log.lines().size());
    }

    @Test
    void kernelWithoutPressureFile_tellsNoStall() throws IOException {
        Files.delete(root.resolve("proc/pressure/memory"));

        assertEquals(Optional.empty(), monitor.read().orElseThrow().stall());
        assertEquals(List.of(), log.lines());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "garbage", "some avg10=1.00 avg60=0\n", "full avg10=1.00\n", "some avg10=-1\nfull avg10=x\n"
            })
    void pressureThatIsNotWhole_tellsNoStall(String text) throws IOException {
        write("proc/pressure/memory", text);

        assertEquals(Optional.empty(), monitor.read().orElseThrow().stall());
    }

    @Test
    void pressureAboveAllTime_isAllTime() throws IOException {
        write("proc/pressure/memory", PRESSURE.replace("1.50", "999.99"));

        assertEquals(
                Optional.of(new Stall(100, 0.25)), monitor.read().orElseThrow().stall());
    }

    private NodeMonitor monitor(Integer... near) {
        return new NodeMonitor(root, new HostTiers(new TreeSet<>(List.of(near)), new TreeSet<>(), "a test says so"));
    }

    private NodeMonitor monitorBesideFar() {
        return new NodeMonitor(
                root, new HostTiers(new TreeSet<>(Set.of(0)), new TreeSet<>(Set.of(1)), "a test says so"));
    }

    private void node(int number, String meminfo) throws IOException {
        write("sys/devices/system/node/node" + number + "/meminfo", meminfo.replace("Node 0", "Node " + number));
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }
}
