/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.virtballast.daemon.control.SampleReports.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.StatusReport;

/** The control socket as a client meets it, friendly or not. */
@Timeout(60)
final class ControlServerTest {
    private static final Duration SHORT_LIFETIME = Duration.ofSeconds(2);

    @TempDir
    private Path temporary;

    private Path socket;
    private StatusReport status = SampleReports.status(domain("web1"));
    private ControlServer server;

    @BeforeEach
    void createServer() {
        socket = temporary.resolve("run/control.sock");
        server = server(ControlServer.CONNECTION_LIFETIME);
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void status_isAnswered() throws Exception {
        server.start();

        String answer = get("/v1/status");

        assertEquals("HTTP/1.1 200 OK", answer.lines().findFirst().orElseThrow());
        assertTrue(answer.contains("\r\nContent-Type: application/json\r\n"), answer);
        assertEquals("web1", body(answer).at("/domains/0/name").asText());
    }

    @Test
    void explain_isAnsweredForNamesOfAnyKind() throws Exception {
        server.start();

        assertEquals("web1", body(get("/v1/explain?domain=web1")).path("name").asText());
        assertEquals(
                "a b&ü%",
                body(get("/v1/explain?domain=a+b%26%C3%BC%25")).path("name").asText());
    }

    @Test
    void unknownDomain_isToldWhichAreKnown() throws Exception {
        server.start();

        assertError(404, "domain 'gone' is not running here; running: web1.", get("/v1/explain?domain=gone"));
    }

    @Test
    void unknownDomain_onAnEmptyHost_isToldSo() throws Exception {
        status = SampleReports.status();
        server.start();

        assertError(404, "domain 'gone' is not running here; running: none.", get("/v1/explain?domain=gone"));
    }

    @Test
    void unknownDomain_withoutLibvirtIsNotSaidToBeGone() throws Exception {
        status = SampleReports.beforeFirstCycle();
        server.start();

        assertError(404, "nothing is known of domain 'gone': libvirt does not answer.", get("/v1/explain?domain=gone"));
    }

    @Test
    void unknownDomain_onALargeHost_isToldAFewNames() throws Exception {
        status = SampleReports.status(
                IntStream.range(10, 32).mapToObj(i -> domain("g" + i)).toArray(DomainReport[]::new));
        server.start();

        assertError(
                404,
                "domain 'gone' is not running here; running: g10, g11, g12, g13, g14, g15, g16, g17, g18, g19"
                        + " and 12 more.",
                get("/v1/explain?domain=gone"));
    }

    @ParameterizedTest
    @CsvSource({"/", "/v1", "/v1/status/", "/v2/status", "/v1/../etc/passwd", "/v1/status%00"})
    void otherPath_isRefused(String path) throws Exception {
        server.start();

        String answer = get(path);

        assertTrue(answer.matches("(?s)HTTP/1\\.1 40[04] .*"), answer);
        assertFalse(body(answer).path("error").asText().isEmpty(), answer);
    }

    @ParameterizedTest
    @CsvSource({"POST", "PUT", "DELETE", "HEAD"})
    void otherMethod_isRefused(String method) throws Exception {
        server.start();

        String answer = exchange(method + " /v1/status HTTP/1.0\r\nHost: localhost\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
        assertTrue(answer.contains("\r\nAllow: GET\r\n"), answer);
    }

    @Test
    void explainWithoutDomain_isAskedForIt() throws Exception {
        server.start();

        assertError(400, "which domain? Ask /v1/explain?domain=NAME.", get("/v1/explain"));
    }

    @Test
    void failingReport_isAnsweredInOneSentence() throws Exception {
        server.close();
        server = new ControlServer(
                socket,
                () -> {
                    throw new IllegalStateException("a mistake of ours");
                },
                name -> Optional.empty(),
                new RecordedRequests());
        server.start();

        assertError(500, "virt-ballastd failed to answer: its log says why.", get("/v1/status"));
    }

    @ParameterizedTest
    @CsvSource({"nonsense, 400", "GET /v1/explain?domain=%ff HTTP/1.0, 400", "GET /%zz HTTP/1.0, 400"})
    void malformedRequest_isRefusedInJson(String line, int code) throws Exception {
        server.start();

        String answer = exchange(line + "\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 " + code + " "), answer);
        assertTrue(answer.contains("the request was refused: "), answer);
    }

    /** The refusal may be lost: a connection that is closed before all was read resets. */
    @Test
    void hugeHeader_isRefused() throws Exception {
        server.start();

        assertFalse(isAnswered("/v1/status?" + "x".repeat(2 * ControlServer.MOST_REQUEST_BYTES)));
        assertTrue(isAnswered("/v1/status"));
    }

    @Test
    void clientThatNeverFinishes_isDisconnectedAndDelaysNobody() throws Exception {
        server.close();
        server = server(SHORT_LIFETIME);
        server.start();
        try (SocketChannel slow = connect("GET /v1/st")) {
            assertTrue(get("/v1/status").startsWith("HTTP/1.1 200 "));
            assertEquals(-1, slow.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void tooManyClients_areTurnedAwayUntilSomeLeave() throws Exception {
        server.start();
        List<SocketChannel> slow = new ArrayList<>();
        try {
            for (int i = 0; i < ControlServer.MOST_CONNECTIONS; i++) {
                slow.add(connect("GET /v1/st"));
            }
            assertFalse(isAnswered("/v1/status"));
        } finally {
            for (SocketChannel channel : slow) {
                channel.close();
            }
        }
        while (!isAnswered("/v1/status")) {
            // The server notices in its own time; the test's timeout is the limit.
            Thread.onSpinWait();
        }
    }

    @Test
    void socket_isOpenToOwnerAndGroupOnly() throws Exception {
        server.start();

        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())));
        assertEquals(List.of("control.sock"), namesBeside(socket));
    }

    @Test
    void close_removesTheSocketAndNothingElse() throws Exception {
        server.start();
        Files.writeString(socket.resolveSibling("other"), "");

        server.close();

        assertEquals(List.of("other"), namesBeside(socket));
    }

    @Test
    void close_leavesTheSocketOfASuccessor() throws Exception {
        server.start();
        Files.delete(socket);
        try (ControlServer successor = server(ControlServer.CONNECTION_LIFETIME)) {
            successor.start();

            server.close();

            assertTrue(get("/v1/status").startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void close_beforeStart_doesNothing() throws Exception {
        Files.createDirectories(socket.getParent());
        Files.writeString(socket, "mine");

        server.close();

        assertEquals("mine", Files.readString(socket));
    }

    @Test
    void socketOfACrashedDaemon_isReplaced() throws Exception {
        Files.createDirectories(socket.getParent());
        try (ServerSocketChannel crashed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            crashed.bind(UnixDomainSocketAddress.of(socket));
        }
        // What a crash between bind and rename leaves behind.
        Files.createDirectory(socket.resolveSibling(".new"));
        Files.writeString(socket.resolveSibling(".new/s"), "");

        server.start();

        assertTrue(get("/v1/status").startsWith("HTTP/1.1 200 "));
        assertEquals(List.of("control.sock"), namesBeside(socket));
    }

    @Test
    void socketOfAnotherDaemon_isLeftAlone() throws Exception {
        server.start();
        try (ControlServer second = server(ControlServer.CONNECTION_LIFETIME)) {
            assertEquals(
                    "another virt-ballastd answers on " + socket + ": stop it first.",
                    assertThrows(IOException.class, second::start).getMessage());
        }

        assertTrue(get("/v1/status").startsWith("HTTP/1.1 200 "));
    }

    @Test
    void anythingElseInItsPlace_isLeftAlone() throws Exception {
        Files.createDirectories(socket.getParent());
        Files.writeString(socket, "mine");

        assertEquals(
                socket + " is no socket: move it away.",
                assertThrows(IOException.class, server::start).getMessage());
        assertEquals("mine", Files.readString(socket));
    }

    @Test
    void longestPath_isUsable() throws Exception {
        socket = pathOfLength(107);
        server = server(ControlServer.CONNECTION_LIFETIME);

        server.start();

        assertTrue(Files.exists(socket));
    }

    @Test
    void longerPath_isRefused() {
        socket = pathOfLength(108);
        server = server(ControlServer.CONNECTION_LIFETIME);

        assertEquals(
                socket + " is too long for a socket by 1 bytes: choose a shorter runtime-directory.",
                assertThrows(IOException.class, server::start).getMessage());
    }

    @Test
    void folderThatCannotBeMade_isNamed() throws Exception {
        Files.writeString(temporary.resolve("run"), "a file");

        String message = assertThrows(IOException.class, server::start).getMessage();

        assertTrue(message.startsWith(socket + " cannot be created: "), message);
    }

    private ControlServer server(Duration lifetime) {
        return new ControlServer(
                socket,
                () -> status,
                name -> "gone".equals(name) ? Optional.empty() : Optional.of(SampleReports.explain(name)),
                new RecordedRequests(),
                lifetime);
    }

    private Path pathOfLength(int length) {
        int missing = length - temporary.toString().length() - "//control.sock".length();
        return temporary.resolve("x".repeat(missing)).resolve("control.sock");
    }

    private boolean isAnswered(String target) {
        try {
            return get(target).startsWith("HTTP/1.1 200 ");
        } catch (IOException e) {
            return false;
        }
    }

    private String get(String target) throws IOException {
        return exchange("GET " + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
    }

    private String exchange(String request) throws IOException {
        try (SocketChannel channel = connect(request)) {
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private SocketChannel connect(String request) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
        return channel;
    }

    private static void assertError(int code, String sentence, String answer) throws IOException {
        assertTrue(answer.startsWith("HTTP/1.1 " + code + " "), answer);
        assertEquals(sentence, body(answer).path("error").asText());
    }

    private static JsonNode body(String answer) throws IOException {
        return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    private static List<String> namesBeside(Path file) throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
