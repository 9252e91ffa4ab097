/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.report.HookReport;
import org.virtballast.core.report.StartReport;

final class DoctorHookCheckTest {
    private static final String THERE = "ok hook-file: ROOT/virt-ballast is there and executable.\n";

    /** When the last cycle began. */
    private static final Instant CYCLE = SampleReports.TIME;

    private final HookCheck check = new HookCheck(ZoneOffset.UTC);

    @TempDir
    private Path temporary;

    private DoctorHost host;

    @BeforeEach
    void makeHost() throws Exception {
        host = new DoctorHost(temporary);
    }

    @Test
    void hookThatSpoke_isProved() {
        assertEquals(
                THERE + "ok hook: libvirt calls the hook: it told of 'started' of 'web1' at 2026-01-02 03:04:05.\n",
                host.lines(check));
    }

    @Test
    void hookThatIsThereAndNeverSpoke_isNotProved() {
        host.heard = Optional.empty();

        assertEquals(THERE + """
                note hook: that libvirt calls the hook is not proved: it has told of nothing since virt-ballastd started, \
                and no guest was started since; where libvirt was not reloaded since its first hook came, reload it.
                    systemctl reload libvirtd
                """, host.lines(check));
    }

    @Test
    void hookThatHadNoTimeToTellYet_isNotProved() {
        host.heard = Optional.empty();
        host.start = Optional.of(new StartReport(CYCLE.minusSeconds(9), "web2"));

        String lines = host.lines(check);
        assertTrue(lines.contains("note hook: that libvirt calls the hook is not proved: "), lines);
        assertTrue(lines.contains("a guest was started only just: ask again"), lines);
    }

    @Test
    void hookThatMissedAStart_isNotCalled() {
        host.heard = Optional.empty();
        host.start = Optional.of(new StartReport(CYCLE.minusSeconds(11), "web2"));

        assertEquals(THERE + """
                warning hook: domain 'web2' was started at 2026-01-02 03:03:54 and the hook told nothing of it: libvirt \
                does not call it, as is so until it is reloaded once after its first hook came.
                    systemctl reload libvirtd
                """, host.lines(check));
    }

    @ParameterizedTest
    @CsvSource({
        // seconds before the last cycle: the hook's last word, the start; whether the hook missed the start
        "60, 30, true",
        "41, 30, true",
        "39, 30, false",
        "30, 30, false",
        "0, 30, false",
        "60, 11, true",
        "60, 9, false"
    })
    void startIsMissed_whereTheHookHadTimeToTellAndDidNot(long heard, long started, boolean missed) {
        host.heard = Optional.of(new HookReport(CYCLE.minusSeconds(heard), "stopped", "web1"));
        host.start = Optional.of(new StartReport(CYCLE.minusSeconds(started), "web2"));

        assertEquals(missed, host.lines(check).contains("warning hook: "), host.lines(check));
    }

    @Test
    void hookThatWasRemoved_isMissed() throws Exception {
        Files.delete(host.hook);
        host.write("var/lib/dpkg/info/virt-ballast.list", "");

        assertEquals("""
                warning hook-file: there is no hook ROOT/virt-ballast, so guests are known by libvirt's own events alone: \
                install it, then have libvirt reload.
                    apt-get install --reinstall -o Dpkg::Options::=--force-confmiss virt-ballast
                note hook: the hook was called while it was there: it told of 'started' of 'web1' at 2026-01-02 03:04:05.
                """, host.lines(check));
    }

    @Test
    void hookThatWasNeverThere_needsNoReloadYet() throws Exception {
        Files.delete(host.hook);
        host.heard = Optional.empty();

        assertEquals("""
                warning hook-file: there is no hook ROOT/virt-ballast, so guests are known by libvirt's own events alone: \
                install it, then have libvirt reload.
                note hook: that libvirt calls the hook is not proved: it has told of nothing since virt-ballastd started, \
                and no guest was started since.
                """, host.lines(check));
        host.start = Optional.of(new StartReport(CYCLE.minusSeconds(11), "web2"));
        assertEquals(
                "warning hook: domain 'web2' was started at 2026-01-02 03:03:54 and the hook told nothing of it.\n",
                host.lines(check).lines().skip(1).findFirst().orElseThrow() + "\n");
    }

    @Test
    void hookThatIsNotExecutable_isSkippedByLibvirt() throws Exception {
        Files.setPosixFilePermissions(host.hook, PosixFilePermissions.fromString("rw-r--r--"));

        assertEquals("""
                warning hook-file: ROOT/virt-ballast is not executable, so libvirt does not call it.
                    chmod 755 ROOT/virt-ballast
                """, host.lines(check).replaceFirst("(?s)note .*", ""));
    }

    @Test
    void folderInThePlaceOfTheHook_isNoHook() throws Exception {
        Files.delete(host.hook);
        Files.createDirectory(host.hook);

        assertEquals(
                "warning hook-file: ROOT/virt-ballast is no file: libvirt calls no hook there.",
                host.lines(check).lines().findFirst().orElseThrow());
    }

    @Test
    void hookIsLookedAt_whoeverIsDown() {
        host.daemonDown = Optional.of("down");
        host.libvirtDown = Optional.of("down");

        assertEquals(THERE + "note hook: not checked, since virt-ballastd does not answer.\n", host.lines(check));
    }
}
