/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.report.StatusReport;

final class DoctorDaemonCheckTest {
    private final DaemonCheck check = new DaemonCheck();

    @TempDir
    private Path temporary;

    private DoctorHost host;

    @BeforeEach
    void makeHost() throws Exception {
        host = new DoctorHost(temporary);
    }

    @Test
    void daemonThatAnswers_isWell() {
        assertEquals(
                "ok daemon: virt-ballastd 1.0 answers: mode auto, policy hit-ratio, cycle 7.\n", host.lines(check));
    }

    @Test
    void daemonThatIsDown_isAnErrorWithItsOwnAdvice() {
        host.daemonDown = Optional.of("virt-ballastd is not running: start it with 'systemctl start virt-ballast'.");

        assertEquals("""
                error daemon: virt-ballastd is not running: start it with 'systemctl start virt-ballast'.
                    systemctl start virt-ballast
                """, host.lines(check));
    }

    @Test
    void observe_isNoted() {
        host.status = SampleReports.status("observe", List.of());

        assertEquals("""
                ok daemon: virt-ballastd 1.0 answers: mode observe, policy hit-ratio, cycle 7.
                note mode: the daemon observes: no guest is resized unless its own mode is auto; 'mode = auto' under \
                [daemon] in its configuration turns it on for all.
                """, host.lines(check));
    }

    @Test
    void problems_areTold_butForAPolicysOwn() {
        host.status = SampleReports.status(
                "auto", List.of(), "The policy 'x' is in quarantine: why; 'hit-ratio' decides.", "Something else.");

        assertEquals("""
                ok daemon: virt-ballastd 1.0 answers: mode auto, policy hit-ratio, cycle 7.
                warning problem: Something else.
                """, host.lines(check));
    }

    @ParameterizedTest
    @CsvSource({"high,", "soft,note", "hard,warning", "low,warning"})
    void pressure_isTold(String pressure, String verdict) {
        host.status = with(true, pressure, false);

        assertEquals(
                "ok daemon: virt-ballastd 1.0 answers: mode auto, policy hit-ratio, no cycle yet.\n"
                        + (verdict == null
                                ? ""
                                : verdict
                                        + " host-memory: the host itself has little near memory left: its pressure is "
                                        + pressure + ".\n"),
                host.lines(check));
    }

    @Test
    void pausedGuestsAndALostConnection_areTold() {
        host.status = with(false, "high", true);
        host.libvirtDown = Optional.of("it is down");

        assertEquals("""
                ok daemon: virt-ballastd 1.0 answers: mode auto, policy hit-ratio, no cycle yet.
                error daemon-libvirt: virt-ballastd has no connection to libvirt and resizes nobody until it has one.
                    systemctl start libvirtd
                warning paused: an operator paused all guests.
                    virt-ballast resume
                """, host.lines(check));
    }

    @Test
    void connectionThatTheDaemonAloneLacks_isInItsLog() {
        host.status = with(false, "high", false);

        assertEquals("""
                ok daemon: virt-ballastd 1.0 answers: mode auto, policy hit-ratio, no cycle yet.
                error daemon-libvirt: virt-ballastd has no connection to libvirt and resizes nobody until it has one.
                    journalctl -u virt-ballast
                """, host.lines(check));
    }

    private static StatusReport with(boolean connected, String pressure, boolean paused) {
        return new StatusReport(
                "1.0",
                "auto",
                "hit-ratio",
                connected,
                0,
                Optional.empty(),
                0,
                0,
                0,
                pressure,
                paused,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }
}
