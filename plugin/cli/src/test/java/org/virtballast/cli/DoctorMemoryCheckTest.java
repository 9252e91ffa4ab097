/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.report.SetupReport;

final class DoctorMemoryCheckTest {
    private final MemoryCheck check = new MemoryCheck();

    @TempDir
    private Path temporary;

    private DoctorHost host;

    @BeforeEach
    void makeHost() throws Exception {
        host = new DoctorHost(temporary);
    }

    @Test
    void tiersAndStalls_areTold() {
        assertEquals("""
                ok tiers: near memory is on node 0, far memory on node 1: a node with memory and no CPUs is far.
                ok psi: some tasks waited for memory 0.5 % of the last 10 s, all of them 0.25 %.
                """, host.lines(check));
    }

    @Test
    void hostWithoutFarNodes_hasSwap() {
        host.setup = Optional.of(
                new SetupReport(List.of(0, 1), List.of(), "every node with memory has CPUs", "perf", Optional.empty()));

        assertEquals(
                "ok tiers: near memory is on nodes 0,1, far memory of guests without a far cell is swap: every node with"
                        + " memory has CPUs.",
                host.lines(check).lines().findFirst().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"9.99, 4.99, ok", "10.00, 0.00, warning", "0.00, 5.00, warning"})
    void stalls_areAWarningWhereTheDaemonTakesThemForPressure(String some, String full, String verdict)
            throws Exception {
        host.write("proc/pressure/memory", "some avg10=" + some + " x\nfull avg10=" + full + " x\n");

        assertTrue(host.lines(check).contains("\n" + verdict + " psi: "), host.lines(check));
    }

    @Test
    void kernelThatDoesNotTell_isNoted() throws Exception {
        host.write("proc/pressure/memory", "nothing known\n");
        assertTrue(host.lines(check).contains("note psi: /proc/pressure/memory is not as"), host.lines(check));

        Files.delete(host.root.resolve("proc/pressure/memory"));
        assertTrue(
                host.lines(check)
                        .contains("note psi: the kernel does not tell how long tasks wait for memory"
                                + " (/proc/pressure/memory: there is no such file), so only free memory tells how short the"
                                + " host is: boot it with psi=1.\n"),
                host.lines(check));
    }

    @Test
    void daemonThatIsDownOrOld_cannotSayWhichNodesAreNear() {
        host.setup = Optional.empty();
        assertTrue(
                host.lines(check)
                        .startsWith(
                                "note tiers: this virt-ballastd does not say which nodes are near: restart it after an upgrade"),
                host.lines(check));

        host.daemonDown = Optional.of("down");
        assertEquals("""
                note tiers: not checked, since virt-ballastd does not answer.
                ok psi: some tasks waited for memory 0.5 % of the last 10 s, all of them 0.25 %.
                """, host.lines(check));
    }
}
