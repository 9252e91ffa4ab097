/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as it is typed: what it prints where, and how it ends. */
@Timeout(60)
final class VirtBallastTest {
    private static final String STATUS = """
            {"version":"1.0","mode":"auto","policy":"hit-ratio","connected":true,"cycle":0,"time":null,"cycleMillis":0.0,
            "budget":1024,"committed":512,"pressure":"high","paused":false,"hook":null,"domains":[],"problems":[],"ofALaterVersion":{"x":[1]}}
            """;
    private static final String EXPLAIN = """
            {"id":"00000000-0000-0000-0000-00000000002a","name":"web1",
            "lever":{"kind":"balloon","reason":"it has no cells","nearCells":[],"step":4096,"far":0,"lastYield":null},
            "problems":[],"entries":[{"firstCycle":1,"lastCycle":1,"time":"2026-01-02T03:04:05Z","kind":"kept","sentence":"It has what it needs."}]}
            """;

    @TempDir
    private Path temporary;

    private Path socket;

    @BeforeEach
    void nameSocket() {
        socket = temporary.resolve("control.sock");
    }

    @Test
    void status_printsATable() throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 200, STATUS)) {
            Run run = run("status");

            assertEquals(new Run(0, run.out(), ""), run);
            assertTrue(run.out().startsWith("virt-ballastd 1.0, mode auto, policy hit-ratio\n"), run.out());
            assertEquals(List.of("GET /v1/status HTTP/1.0"), daemon.requests());
        }
    }

    @Test
    void json_isPrintedAsItCame() throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 200, STATUS)) {
            assertEquals(new Run(0, STATUS, ""), run("status", "--json"));
            assertEquals(new Run(0, STATUS, ""), run("explain", "a b&ü", "--json"));
            assertEquals(
                    List.of("GET /v1/status HTTP/1.0", "GET /v1/explain?domain=a+b%26%C3%BC HTTP/1.0"),
                    daemon.requests());
        }
    }

    @Test
    void explain_printsLines() throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 200, EXPLAIN)) {
            Run run = run("explain", "web1");

            assertEquals(new Run(0, run.out(), ""), run);
            assertTrue(run.out().contains("2026-01-02 03:04:05  kept        It has what it needs."), run.out());
            assertEquals(1, daemon.requests().size());
        }
    }

    @Test
    void pauseAndResume_sayWhatWasDone() throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 200, "{\"done\":\"It is done\\u001b.\"}")) {
            assertEquals(new Run(0, "It is done?.\n", ""), run("pause"));
            assertEquals(new Run(0, "It is done?.\n", ""), run("pause", "a b&ü"));
            assertEquals(new Run(0, "It is done?.\n", ""), run("resume", "web1"));
            assertEquals(new Run(0, "It is done?.\n", ""), run("resume"));
            assertEquals(
                    List.of(
                            "POST /v1/pause HTTP/1.0",
                            "POST /v1/pause?domain=a+b%26%C3%BC HTTP/1.0",
                            "POST /v1/resume?domain=web1 HTTP/1.0",
                            "POST /v1/resume HTTP/1.0"),
                    daemon.requests());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume"})
    void emptyDomain_isNotAllDomains(String command) throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 200, "{\"done\":\"\"}")) {
            assertEquals(
                    new Run(
                            2,
                            "",
                            "DOMAIN is empty: name a guest, or none for all; see 'virt-ballast " + command
                                    + " --help'.\n"),
                    run(command, ""));
            assertEquals(List.of(), daemon.requests());
        }
    }

    @Test
    void daemonThatDoesNotPause_isQuoted() throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 409, "{\"error\":\"it cannot.\"}")) {
            assertEquals(new Run(1, "", "it cannot.\n"), run("pause", "web1"));
            assertEquals(new Run(1, "", "it cannot.\n"), run("resume"));
            assertEquals(2, daemon.requests().size());
        }
    }

    @Test
    void daemonThatAnswersSomethingElse_isAskedAboutVersions() throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 200, "{}")) {
            Run run = run("pause");

            assertEquals(new Run(1, "", run.err()), run);
            assertTrue(run.err().endsWith(": are both of the same version?\n"), run.err());
            assertEquals(1, daemon.requests().size());
        }
    }

    @Test
    void socket_mayBeNamedBeforeOrAfterTheCommand() throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 200, STATUS)) {
            assertEquals(
                    0, Run.of("--socket", socket.toString(), "status", "--json").code());
            assertEquals(0, Run.of("status", "--json", "--socket=" + socket).code());
            assertEquals(2, daemon.requests().size());
        }
    }

    @Test
    void daemonThatSaysNo_isQuoted() throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 404, "{\"error\":\"domain 'x\\u001b' is unknown.\"}")) {
            assertEquals(new Run(1, "", "domain 'x?' is unknown.\n"), run("explain", "x"));
            assertEquals(1, daemon.requests().size());
        }
    }

    @Test
    void daemonDown_isSaidInOneSentence() {
        Run expected = new Run(
                1,
                "",
                "virt-ballastd is not running (no answer on " + socket
                        + "): start it with 'systemctl start virt-ballast'.\n");

        assertEquals(expected, run("status"));
        assertEquals(expected, run("explain", "web1", "--json"));
        assertEquals(expected, run("pause"));
        assertEquals(expected, run("resume", "web1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "stats",
                "explain",
                "explain a b",
                "status x",
                "status --jsn",
                "--socket",
                "status --json=x",
                "pause a b",
                "resume a b",
                "pause --json"
            })
    void wrongUsage_isOneSentenceAndExitCodeTwo(String words) {
        Run run = Run.of(words.isEmpty() ? new String[0] : words.split(" ", -1));

        assertEquals(new Run(2, "", run.err()), run);
        assertTrue(run.err().matches("[^\n]+; see 'virt-ballast.*--help'\\.\n"), run.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-h",
                "status --help",
                "explain --help",
                "pause --help",
                "resume --help",
                "simulate --help"
            })
    void help_isPrinted(String words) {
        Run run = Run.of(words.split(" ", -1));

        assertEquals(new Run(0, run.out(), ""), run);
        assertTrue(run.out().startsWith("Usage: virt-ballast "), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= Terminal.COLUMNS), run.out());
    }

    @Test
    void version_isPrinted() {
        assertEquals(new Run(0, "virt-ballast development\n", ""), Run.of("--version"));
    }

    private Run run(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--socket";
        all[words.length + 1] = socket.toString();
        return Run.of(all);
    }
}
