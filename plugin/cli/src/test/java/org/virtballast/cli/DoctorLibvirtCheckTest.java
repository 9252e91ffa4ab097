/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DoctorLibvirtCheckTest {
    private final LibvirtCheck check = new LibvirtCheck();

    @TempDir
    private Path temporary;

    private DoctorHost host;

    @BeforeEach
    void makeHost() throws Exception {
        host = new DoctorHost(temporary);
    }

    @ParameterizedTest
    @CsvSource({
        "6004999, 6.4.999, warning, before 6.5.0 does not look for hooks in qemu.d",
        "6005000, 6.5.0, note, before 7.9.0 cannot resize near devices",
        "9000000, 9.0.0, note, CVE-2024-4418",
        "10003999, 10.3.999, note, CVE-2024-4418",
        "10004000, 10.4.0, ok, no fault of this version"
    })
    void version_isJudged(long version, String text, String verdict, String words) {
        host.version = version;

        String lines = host.lines(check);
        assertTrue(
                lines.startsWith("ok libvirt: libvirt " + text + " answers.\n" + verdict + " libvirt-version: "),
                lines);
        assertTrue(lines.contains(words), lines);
    }

    @Test
    void libvirtThatIsDown_isAnError() {
        host.libvirtDown = Optional.of("cannot connect to libvirt");
        host.daemonDown = Optional.of("down");

        assertEquals("error libvirt: cannot connect to libvirt.\n    systemctl start libvirtd\n", host.lines(check));
    }

    @Test
    void libvirtThatRuns_needsNoStart() throws Exception {
        host.libvirtDown = Optional.of("access denied");
        host.daemonDown = Optional.of("down");
        host.write("run/libvirtd.pid", "42\n");
        host.write("proc/42/comm", "libvirtd\n");
        assertEquals("error libvirt: access denied.\n", host.lines(check));

        host.write("proc/42/comm", "another\n");
        assertEquals("error libvirt: access denied.\n    systemctl start libvirtd\n", host.lines(check));
    }

    @Test
    void libvirtThatTheDaemonReaches_needsNoStart() {
        host.libvirtDown = Optional.of("access denied");

        assertEquals("error libvirt: access denied.\n", host.lines(check));
    }
}
