/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorRightsCheckTest {
    private final RightsCheck check = new RightsCheck("me");

    @TempDir
    private Path temporary;

    private DoctorHost host;

    @BeforeEach
    void makeHost() throws Exception {
        host = new DoctorHost(temporary);
    }

    @Test
    void socketThatMayBeUsed_isWell() {
        String lines = host.lines(check);

        assertTrue(
                lines.matches(
                        "ok rights: ROOT/control\\.sock is for \\S+( and the group \\S+)?, and me may use it\\.\n"),
                lines);
    }

    @Test
    void socketForEverybody_isAnError() throws Exception {
        Files.setPosixFilePermissions(host.socket, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertEquals("""
                error rights: everybody on this host may command the daemon through ROOT/control.sock.
                    chmod 660 ROOT/control.sock
                """, host.lines(check));
    }

    @Test
    void noSocket_isNotASecondError() throws Exception {
        Files.delete(host.socket);

        assertEquals(
                "note rights: not checked, since there is no control socket ROOT/control.sock.\n", host.lines(check));
    }
}
