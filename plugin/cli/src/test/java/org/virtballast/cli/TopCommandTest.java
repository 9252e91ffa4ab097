/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code virt-ballast top} on a terminal that somebody types on, and without one. */
@Timeout(60)
final class TopCommandTest {
    @TempDir
    private Path folder;

    private final FakeConsole console = new FakeConsole();
    private final Deque<String> answers = new ConcurrentLinkedDeque<>();
    private Path socket;

    @BeforeEach
    void name() {
        socket = folder.resolve("control.sock");
    }

    @Test
    void keys_areObeyed_andTheTerminalIsGivenBack() throws Exception {
        answers.add(status(1));
        answers.add(status(2));
        console.type("R", " ", "q");
        try (FakeDaemon daemon = FakeDaemon.answeringInTurn(socket, answers)) {
            assertEquals(new Run(0, "", ""), run());

            assertEquals(2, daemon.requests().size());
        }
        assertTrue(console.screens.get(0).contains("cycle 1 "), console.screens.get(0));
        assertTrue(console.screens.get(1).contains("By lacking, reversed"), console.screens.get(1));
        assertTrue(console.screens.get(2).contains("cycle 2 "), console.screens.get(2));
        assertTrue(console.closed);
    }

    @Test
    void daemonThatGoesAway_leavesTheLastThatIsKnown() throws Exception {
        answers.add(status(1));
        console.type(" ", "q");
        try (FakeDaemon daemon = FakeDaemon.answeringInTurn(socket, answers)) {
            assertEquals(new Run(0, "", ""), run());

            assertEquals(2, daemon.requests().size());
        }
        assertTrue(console.screens.get(1).contains("cycle 1 "), console.screens.get(1));
        assertTrue(console.screens.get(1).contains("\n! "), console.screens.get(1));
    }

    @Test
    void iterations_endIt() throws Exception {
        answers.addAll(List.of(status(1), status(2), status(3), status(4)));
        try (FakeDaemon daemon = FakeDaemon.answeringInTurn(socket, answers)) {
            assertEquals(new Run(0, "", ""), run("-n", "3", "-d", "0.1"));

            assertEquals(3, daemon.requests().size());
        }
        assertTrue(console.closed);
    }

    @Test
    void batch_printsPlainText() throws Exception {
        answers.addAll(List.of(status(1), status(2), status(3)));
        try (FakeDaemon daemon = FakeDaemon.answeringInTurn(socket, answers)) {
            Run run = run("--batch", "--iterations=2", "--delay=100ms");

            assertEquals(new Run(0, run.out(), ""), run);
            assertEquals(2, daemon.requests().size());
            assertTrue(run.out().contains("cycle 1 ") && run.out().contains("cycle 2 "), run.out());
            assertTrue(run.out().chars().noneMatch(c -> c == 27), run.out());
        }
        assertTrue(console.screens.isEmpty());
    }

    @Test
    void noTerminal_isWrongUsage_withAWayOut() throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 200, status(1))) {
            Run run = Run.in(
                    new Surroundings(
                            uri -> {
                                throw new AssertionError("libvirt is asked");
                            },
                            Interruption.bySignal(),
                            RecordCommand::create,
                            Optional::empty,
                            folder),
                    "--socket",
                    socket.toString(),
                    "top");

            assertEquals(
                    new Run(
                            2,
                            "",
                            "top needs a terminal; --batch prints the same as plain text; see 'virt-ballast top --help'.\n"),
                    run);
            assertEquals(1, daemon.requests().size());
        }
    }

    @Test
    void daemonThatIsDown_isSaidBeforeAScreenIsTaken() {
        Run run = run();

        assertEquals(1, run.code());
        assertTrue(run.err().contains("systemctl start virt-ballast"), run.err());
        assertTrue(console.screens.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--delay=0",
                "--delay=x",
                "--delay=50ms",
                "--delay=9999999h",
                "--iterations=0",
                "--sort=colour",
                "x"
            })
    void wrongUsage_isSaid(String option) {
        Run run = run(option);

        assertEquals(2, run.code(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    private Run run(String... options) {
        List<String> words = new ArrayList<>(List.of("--socket", socket.toString(), "top"));
        words.addAll(Arrays.asList(options));
        return Run.in(
                new Surroundings(
                        uri -> {
                            throw new AssertionError("libvirt is asked");
                        },
                        Interruption.bySignal(),
                        RecordCommand::create,
                        () -> Optional.of(console),
                        folder),
                words.toArray(String[]::new));
    }

    private static String status(long cycle) {
        return """
                {"version":"1.0","mode":"auto","policy":"hit-ratio","connected":true,"cycle":%d,"time":null,
                "cycleMillis":0.0,"budget":1024,"committed":512,"pressure":"high","paused":false,"hook":null,
                "domains":[],"problems":[]}
                """.formatted(cycle);
    }

    /** Types what it is told, and nothing after that; remembers what was drawn. */
    private static final class FakeConsole implements TopConsole {
        private final Deque<String> keys = new ArrayDeque<>();
        private final List<String> screens = new ArrayList<>();
        private boolean closed;

        void type(String... typed) {
            keys.addAll(List.of(typed));
        }

        @Override
        public int columns() {
            return 80;
        }

        @Override
        public int rows() {
            return 24;
        }

        @Override
        public void draw(List<AttributedString> lines) {
            screens.add(String.join(
                    "\n", lines.stream().map(AttributedString::toString).toList()));
        }

        @Override
        public Optional<String> key(Duration patience) {
            return Optional.ofNullable(keys.poll());
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
