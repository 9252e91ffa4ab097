/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever sits on the socket, the client ends in time and with one sentence. */
@Timeout(60)
final class ControlClientTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    @TempDir
    private Path temporary;

    private Path socket;

    @BeforeEach
    void nameSocket() {
        socket = temporary.resolve("control.sock");
    }

    @Test
    void largeAnswer_isReadWhole() throws Exception {
        String body = "x".repeat(3_000_000) + "ü";
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 200, body)) {
            assertEquals(body, new ControlClient(socket).statusJson());
            assertEquals(1, daemon.requests().size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"})
    void daemonThatHangs_isGivenUp(String beginning) throws Exception {
        try (FakeDaemon daemon = FakeDaemon.hanging(socket, beginning)) {
            assertEquals(
                    "virt-ballastd did not answer on " + socket
                            + " within 0 seconds: see 'journalctl -u virt-ballast'.",
                    message(new ControlClient(socket, SHORT)));
            assertEquals(1, daemon.requests().size());
        }
    }

    @Test
    void daemonWithTooManyClients_isGivenUp() throws Exception {
        List<SocketChannel> others = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket), 1);
            while (isConnected(others)) {
                // Until the queue is full.
                assertTrue(others.size() < 100);
            }

            String message = message(new ControlClient(socket, SHORT));

            assertTrue(message.startsWith("virt-ballastd did not answer on "), message);
        } finally {
            for (SocketChannel other : others) {
                other.close();
            }
        }
    }

    /** Whether that is seen while asking or while waiting for the answer. */
    @Test
    void daemonThatTurnsClientsAway_isAskedAgainLater() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread closer = new Thread(() -> {
                try {
                    server.accept().close();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            closer.start();

            assertEquals(
                    "virt-ballastd turned this request away, as it does while it has too many others: ask again.",
                    message(new ControlClient(socket)));
            closer.join();
        }
    }

    @Test
    void daemonThatStopsMidway_isNoticed() throws Exception {
        assertRefused(
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{",
                "virt-ballastd stopped in the middle of its answer: ask again.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "220 mail.example ESMTP\r\n\r\n", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 999 X\r\n\r\n"})
    void otherServer_isNoDaemon(String answer) throws Exception {
        assertRefused(answer, socket + " is not the socket of a virt-ballastd: its answer is no HTTP.");
    }

    @Test
    void endlessAnswer_isGivenUp() throws Exception {
        assertRefused(
                "x".repeat(20 << 20), socket + " is not the socket of a virt-ballastd: it answered more than 16 MiB.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | {\"error\":\"It failed.\"} | It failed.",
                "500 | <html>             | virt-ballastd refused with status 500.",
                "404 | {}                 | virt-ballastd refused with status 404.",
                "400 | []                 | virt-ballastd refused with status 400."
            })
    void refusal_isQuotedWhereItIsASentence(int status, String body, String sentence) throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(socket, status, body)) {
            assertEquals(sentence, message(new ControlClient(socket)));
            assertEquals(1, daemon.requests().size());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "null", "{\"domains\":null}", "{\"domains\":[],\"problems\":[],\"time\":\"noon\"}"
            })
    void otherReport_isAskedAboutVersions(String body) throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 200, body)) {
            String message = message(new ControlClient(socket));

            assertTrue(message.startsWith("virt-ballastd answered something else "), message);
            assertTrue(message.endsWith(": are both of the same version?"), message);
            assertEquals(1, daemon.requests().size());
        }
    }

    @Test
    void fileThatIsNoSocket_isNoDaemon() throws Exception {
        Files.writeString(socket, "");

        assertTrue(message(new ControlClient(socket)).startsWith("virt-ballastd is not running (no answer on "));
    }

    @Test
    void pathTooLongForASocket_isNamed() {
        Path path = Path.of("/" + "x".repeat(200));

        String message = message(new ControlClient(path));

        assertTrue(message.startsWith("virt-ballastd cannot be asked on " + path + ": "), message);
    }

    private boolean isConnected(List<SocketChannel> others) throws IOException {
        SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX);
        others.add(other);
        other.configureBlocking(false);
        try {
            return other.connect(UnixDomainSocketAddress.of(socket));
        } catch (SocketException full) {
            return false;
        }
    }

    private void assertRefused(String answer, String sentence) throws Exception {
        try (FakeDaemon daemon = FakeDaemon.raw(socket, answer)) {
            assertEquals(sentence, message(new ControlClient(socket)));
            assertEquals(
                    1,
                    daemon.requests().stream()
                            .filter(line -> line.startsWith("GET "))
                            .count());
        }
    }

    private static String message(ControlClient client) {
        return assertThrows(ControlException.class, client::status).getMessage();
    }
}
