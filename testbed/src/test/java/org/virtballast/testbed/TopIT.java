/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code virt-ballast top} on a real terminal, beside a real guest: script(1) makes the terminal. */
@Timeout(300)
final class TopIT {
    private static final Path SOCKET = DaemonProcess.RUNTIME.resolve("control.sock");
    private static final String OTHER_SCREEN = "\u001b[?1049h";
    private static final String FIRST_SCREEN = "\u001b[?1049l";
    private static final String CURSOR = "\u001b[?25h";

    @TempDir
    private Path folder;

    private ScriptedHost host;
    private Guest guest;

    @BeforeEach
    void start() throws Exception {
        host = new ScriptedHost(512);
        host.startDaemon();
        guest = host.startNormal("web1", "--near", "256");
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @Test
    void q_leavesTheTerminalAsItWas() throws Exception {
        try (Session session = new Session("40", "120")) {
            session.await(guest.domain());
            session.type("h");
            session.await("Keys of virt-ballast top");
            int help = session.said().length();
            session.type("x");
            session.await("By lacking", help);
            session.type("N");
            session.await("name");
            host.want(guest, 192);
            // Told of in the list of resizes, as it happens.
            session.await("256MiB\u2192192MiB");
            session.type("q");

            assertEquals("status 0", session.end());
        }
    }

    @Test
    void interrupt_leavesTheTerminalAsItWas() throws Exception {
        try (Session session = new Session("24", "80")) {
            session.await(guest.domain());
            // What Ctrl-C sends, for the terminal to make a signal of.
            session.type("\u0003");

            assertEquals("status 0", session.end());
        }
    }

    @Test
    void termination_leavesTheTerminalAsItWas() throws Exception {
        try (Session session = new Session("24", "80")) {
            session.await(guest.domain());
            Program.check("pkill", "-TERM", "-f", "VirtBallast --socket " + SOCKET + " top$");

            assertEquals("status 143", session.end());
        }
    }

    @Test
    void anotherSize_isDrawnAnew() throws Exception {
        try (Session session = new Session("24", "80")) {
            session.await(guest.domain());
            int narrow = session.said().length();
            session.resize("30", "110");
            // Names have more room now.
            session.await("STATE     SIZE OF MAX", narrow);
            session.type("q");

            assertEquals("status 0", session.end());
        }
    }

    /** A terminal on which the command runs; its modes are looked at before and after. */
    private final class Session implements AutoCloseable {
        private final AtomicReference<String> said = new AtomicReference<>("");
        private final Process process;
        private final OutputStream keys;
        private final Thread reader;

        Session(String rows, String columns) throws IOException {
            Path program = folder.resolve("program");
            Files.writeString(program, """
                    stty rows %s cols %s
                    tty >%s
                    stty -g >%s
                    %s --socket %s top
                    status=$?
                    stty -g >%s
                    echo "status $status"
                    """.formatted(
                            rows,
                            columns,
                            folder.resolve("tty"),
                            folder.resolve("before"),
                            host.tree().path("packaging/bin/virt-ballast"),
                            SOCKET,
                            folder.resolve("after")));
            // Who started this may ignore the signal of Ctrl-C, which is handed down.
            String command = "env --default-signal=INT bash " + program;
            ProcessBuilder builder =
                    new ProcessBuilder("script", "--quiet", "--flush", "--command", command, "/dev/null");
            builder.environment().put("TERM", "xterm");
            builder.environment().put("LC_ALL", "C.UTF-8");
            process = builder.redirectErrorStream(true).start();
            keys = process.getOutputStream();
            reader = new Thread(() -> read(process.getInputStream()), "terminal");
            reader.start();
        }

        private void read(InputStream in) {
            byte[] buffer = new byte[8192];
            try {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    add(new String(buffer, 0, count, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                add("the terminal ended: " + e.getMessage());
            }
        }

        private void add(String more) {
            said.updateAndGet(before -> before + more);
        }

        String said() {
            return said.get();
        }

        void type(String key) throws IOException {
            keys.write(key.getBytes(StandardCharsets.UTF_8));
            keys.flush();
        }

        void resize(String rows, String columns) throws IOException {
            Program.check("stty", "-F", Files.readString(folder.resolve("tty")).strip(), "rows", rows, "cols", columns);
        }

        void await(String text) {
            await(text, 0);
        }

        void await(String text, int from) {
            Eventually.await(
                    "'" + text + "' on the terminal", ScriptedHost.SOON, () -> said().indexOf(text, from) >= 0);
        }

        /** The last line, when all is as it was. */
        String end() throws Exception {
            assertTrue(process.waitFor(ScriptedHost.SOON.toSeconds(), TimeUnit.SECONDS), "it does not end: " + said());
            reader.join();
            String all = said();
            assertTrue(all.contains(OTHER_SCREEN), all);
            assertTrue(all.lastIndexOf(FIRST_SCREEN) > all.lastIndexOf(OTHER_SCREEN), all);
            assertTrue(all.lastIndexOf(CURSOR) > all.lastIndexOf(OTHER_SCREEN), all);
            assertEquals(
                    Files.readString(folder.resolve("before")), Files.readString(folder.resolve("after")), "the modes");
            String[] lines = all.strip().split("\r?\n", -1);
            String last = lines[lines.length - 1];
            return last.substring(last.indexOf("status "));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
