/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may open the socket, tried with processes of other users. */
@Timeout(60)
final class ControlServerUsersTest {
    private static final String PROGRAM = ConnectAttempt.class.getName().replace('.', '/') + ".class";

    @TempDir
    private Path temporary;

    private Path socket;

    @BeforeEach
    void makeWayForOthers() throws IOException {
        socket = temporary.resolve("run/control.sock");
        Path program = temporary.resolve("classes").resolve(PROGRAM);
        Files.createDirectories(program.getParent());
        try (InputStream in = ControlServerUsersTest.class.getClassLoader().getResourceAsStream(PROGRAM)) {
            Files.copy(in, program);
        }
        // So that nothing but the socket's own mode keeps anybody out.
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void strangers_areKeptOutAndTheGroupIsNot() throws Exception {
        if (!"root".equals(System.getProperty("user.name"))) {
            skip("only root can run a process as another user");
        }
        try (ControlServer server = new ControlServer(
                socket, () -> SampleReports.status(), name -> Optional.empty(), new RecordedRequests())) {
            server.start();
            String group = String.valueOf(Files.getAttribute(socket, "unix:gid"));

            assertEquals("connected", attemptAs("--reuid=65534", "--regid=" + group, "--clear-groups"));
            assertEquals("connected", attemptAs("--reuid=65534", "--regid=65534", "--groups=" + group));
            assertEquals("Permission denied", attemptAs("--reuid=65534", "--regid=65534", "--clear-groups"));
        }
    }

    private String attemptAs(String... who) throws Exception {
        List<String> command = new ArrayList<>(List.of("setpriv"));
        command.addAll(List.of(who));
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(
                List.of("-Xshare:auto", "-cp", temporary.resolve("classes").toString()));
        command.addAll(List.of(ConnectAttempt.class.getName(), socket.toString()));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(temporary.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return skip("setpriv cannot be run: " + e.getMessage());
        }
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? printed : skip("another user cannot run Java here: " + printed);
    }

    private static String skip(String why) {
        System.out.println("skipped: " + why);
        return abort(why);
    }
}
