/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.SetupReport;

final class DoctorAccessCheckTest {
    private final AccessCheck check = new AccessCheck();

    @TempDir
    private Path temporary;

    private DoctorHost host;

    @BeforeEach
    void makeHost() throws Exception {
        host = new DoctorHost(temporary);
    }

    @Test
    void sourceThatCounts_isNamed() {
        host.reports(SampleReports.counted(guest("web1")));

        assertEquals("ok access: perf counts the accesses of 1 guest in its last window.\n", host.lines(check));
    }

    @Test
    void sourceThatIsNotProvedYet_isNoted() {
        assertEquals(
                "note access: perf is to count accesses, and there is no guest yet that proves that it can.\n",
                host.lines(check));
    }

    @Test
    void noSource_isAWarningWithTheReason() {
        host.setup = Optional.of(new SetupReport(
                List.of(0), List.of(), "one node", "none", Optional.of("source under [access] is none")));

        assertEquals(
                "warning access: nothing counts the guests' accesses, so no hit ratio is known: source under [access] is"
                        + " none.\n",
                host.lines(check));
    }

    @Test
    void whatStopsCounting_isToldOnceForAllGuestsThatItStops() {
        host.reports(
                guest("a", "the metadata of domain 'a' is wrong", refused("a")),
                SampleReports.counted(guest("b")),
                guest("c", refused("c")),
                guest("d", refused("d")),
                guest("e", "counting of domain 'e' began with this cycle: the next one has the first window"));

        assertEquals("""
                ok access: perf counts the accesses of 1 guest in its last window.
                warning access: domain 'a' is not counted: opening event 'x' failed: no right (EACCES, errno 13); so it is \
                with 2 guests more.
                note access: counting of domain 'e' began with this cycle: the next one has the first window.
                """, host.lines(check));
    }

    @Test
    void daemonThatIsDownOrOld_cannotSay() {
        host.setup = Optional.empty();
        assertEquals(
                "note access: this virt-ballastd does not say what counts accesses: restart it after an upgrade.\n",
                host.lines(check));

        host.daemonDown = Optional.of("down");
        assertEquals("note access: not checked, since virt-ballastd does not answer.\n", host.lines(check));
    }

    private static DomainReport guest(String name, String... problems) {
        return SampleReports.domain(name, "auto", "Kept.", problems);
    }

    private static String refused(String name) {
        return "domain '" + name + "' is not counted: opening event 'x' failed: no right (EACCES, errno 13)";
    }
}
