/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QemuProcessesTest {
    @TempDir
    private Path temporary;

    private FakeHost host;
    private QemuProcesses processes;

    @BeforeEach
    void makeHost() throws IOException {
        host = new FakeHost(temporary);
        processes = new QemuProcesses(host.procRoot(), host.runDir());
    }

    @Test
    void threads_areThoseOfVirtualCpusByName() throws Exception {
        host.startDomain("web1", 70, 500);
        host.addThread(70, 80, "CPU 0/KVM", 510);
        host.addThread(70, 81, "CPU 12/TCG", 511);
        host.addThread(70, 82, "ALL CPUs/TCG", 512);
        host.addThread(70, 83, "IO mon_iothread", 513);
        host.addThread(70, 84, "CPU 0/KVM2", 514);
        host.addThread(70, 85, "vnc_worker", 515);

        assertEquals(
                new Vcpus(
                        70,
                        500,
                        Set.of(
                                new VcpuThread(80, 510, true),
                                new VcpuThread(81, 511, false),
                                new VcpuThread(82, 512, false))),
                processes.of("web1"));
    }

    @Test
    void thread_thatEndsWhileItIsListedIsLeftOut() throws Exception {
        host.startDomain("web1", 70, 500);
        host.addThread(70, 80, "CPU 0/KVM", 510);
        Files.createDirectory(host.procRoot().resolve("70/task/81"));

        assertEquals(Set.of(new VcpuThread(80, 510, true)), processes.of("web1").threads());
    }

    @Test
    void domainWithoutPidFile_doesNotRun() {
        assertReason("web1", "domain 'web1' does not run under libvirt here: there is no pid file");
    }

    @Test
    void process_thatEndedIsSaid() throws IOException {
        host.writePidFile("web1", "70");

        assertReason("web1", "its process 70 ended or cannot be read");
    }

    @Test
    void process_withoutVirtualCpusIsSaid() throws IOException {
        host.startDomain("web1", 70, 500);

        assertReason("web1", "no thread of process 70 is called 'CPU n/KVM' or 'CPU n/TCG'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "12x", "99999999999999999999", "../1"})
    void pidFile_withoutNumberIsSaid(String text) throws IOException {
        host.writePidFile("web1", text);

        assertReason("web1", "does not hold the number of a process");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "a/b"})
    void name_thatLeavesTheFolderIsRefused(String name) {
        assertReason(name, "has a name that no pid file can have");
    }

    @Test
    void name_thatIsNoFileNameIsSaid() {
        assertReason("web\0", "its name cannot be a file's");
    }

    @Test
    void pidFile_thatIsAFolderIsSaid() throws IOException {
        Files.createDirectory(host.pidFile("web1"));

        assertReason("web1", "cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "70", "70 (x) S 1", "70 (x) S 1 7 7 0 -1 4194560 2 3 4 5 6 7 8 9 20 0 4 0 soon 9 1\n"})
    void statFile_thatIsDamagedIsSaid(String text) throws IOException {
        host.startDomain("web1", 70, 500);
        Files.writeString(host.procRoot().resolve("70/stat"), text);

        assertReason("web1", "its process 70 ended or cannot be read");
    }

    @Test
    void statFile_isReadWhateverBytesTheNameHas() throws IOException {
        Path file = Files.write(temporary.resolve("stat"), new byte[] {'7', ' ', '(', (byte) 0xFF, ')', ')', ' '});
        Files.writeString(file, "S 1 7 7 0 -1 4194560 2 3 4 5 6 7 8 9 20 0 4 0 42 9 1\n", StandardOpenOption.APPEND);

        assertEquals(new ProcStat("\u00ff)", 42), ProcStat.read(file));
    }

    private void assertReason(String domain, String reason) {
        String message = assertThrows(NotCountableException.class, () -> processes.of(domain))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }
}
