/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.report.DomainReport;

/** Clients that mean harm, or do it: none of them keeps the server from the next, nor from letting go of what it holds. */
@Timeout(120)
final class ControlServerHostileTest {
    private static final Duration LIFETIME = Duration.ofSeconds(2);

    @TempDir
    private Path temporary;

    private final RecordedRequests requests = new RecordedRequests();
    private RawClient client;
    private ControlServer server;

    @BeforeEach
    void start() throws IOException {
        Path socket = temporary.resolve("control.sock");
        client = new RawClient(socket);
        // A MiB: more than the kernel takes off our hands for a client that does not read.
        DomainReport[] many = IntStream.range(0, 1_000)
                .mapToObj(i -> SampleReports.domain("g" + i))
                .toArray(DomainReport[]::new);
        server = new ControlServer(
                socket,
                () -> SampleReports.status(many),
                name -> Optional.of(SampleReports.explain(name)),
                requests,
                LIFETIME);
        server.start();
        assertTrue(client.isAnswered());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedRequest_isRefusedAndNothingElseHappens(String request) throws Exception {
        String answer = answer(request);

        assertTrue(answer.isEmpty() || answer.matches("(?s)HTTP/1\\.1 (4\\d\\d|50[15]) .*"), answer);
        assertTrue(client.isAnswered());
        assertEquals(List.of(), requests.asked());
    }

    static Stream<String> malformed() {
        String pause = "POST /v1/pause HTTP/1.1\r\n";
        String host = "Host: localhost\r\n";
        return Stream.of(
                "\0\0\0\0\r\n\r\n",
                "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "POST /v1/pause\r\n\r\n",
                "POST /v1/pause HTTP/9.9\r\n" + host + "\r\n",
                "POST /v1/pause HTTP/1.1 x\r\n" + host + "\r\n",
                "POST\t/v1/pause\tHTTP/1.1\r\n" + host + "\r\n",
                "POST  HTTP/1.1\r\n" + host + "\r\n",
                "POST * HTTP/1.1\r\n" + host + "\r\n",
                "POST v1/pause HTTP/1.1\r\n" + host + "\r\n",
                "POST /v1/pau\0se HTTP/1.1\r\n" + host + "\r\n",
                "POST /v1/pause%00 HTTP/1.1\r\n" + host + "\r\n",
                "POST /v1/%2e%2e/v1/pause HTTP/1.1\r\n" + host + "\r\n",
                "POST /v1;x/pause HTTP/1.1\r\n" + host + "\r\n",
                "POST /v1/pause;domain=web1 HTTP/1.1\r\n" + host + "\r\n",
                "POST /v1/%70ause HTTP/1.1\r\n" + host + "\r\n",
                "POST /v1//pause HTTP/1.1\r\n" + host + "\r\n",
                "POST /V1/PAUSE HTTP/1.1\r\n" + host + "\r\n",
                "CONNECT localhost:22 HTTP/1.1\r\n" + host + "\r\n",
                "TRACE /v1/pause HTTP/1.1\r\n" + host + "\r\n",
                pause + "\r\n",
                pause + host + host + "\r\n",
                pause + "Host: a b\r\n\r\n",
                pause + "Host: [::1\r\n\r\n",
                pause + host + "no colon\r\n\r\n",
                pause + host + "Space : before\r\n\r\n",
                pause + host + ": no name\r\n\r\n",
                pause + host + "X: a\0b\r\n\r\n",
                pause + host + "X: a\r\n folded\r\n\r\n",
                pause + host + "Content-Length: -1\r\n\r\n",
                pause + host + "Content-Length: x\r\n\r\n",
                pause + host + "Content-Length: 99999999999999999999\r\n\r\n",
                pause + host + "Content-Length: 0\r\nContent-Length: 5\r\n\r\nGET /",
                pause + host + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                pause + host + "Transfer-Encoding: gzip\r\n\r\n",
                pause + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                pause + host + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                pause + host + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n",
                pause + host + "Expect: magic\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noise_isRefused(long seed) throws Exception {
        byte[] noise = new byte[3_000];
        new Random(seed).nextBytes(noise);

        String answer = answer(new String(noise, StandardCharsets.ISO_8859_1) + "\r\n\r\n");

        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(client.isAnswered());
    }

    /** The refusal may be lost: a connection that is closed before all was read resets. */
    @ParameterizedTest
    @MethodSource("oversized")
    void oversizedRequest_isRefusedBeforeItIsRead(String start) throws Exception {
        String refusal = "";
        long sent = 0;
        try (SocketChannel channel = client.connect(start)) {
            ByteBuffer more = ByteBuffer.wrap("x".repeat(64 << 10).getBytes(StandardCharsets.US_ASCII));
            try {
                while (sent < 64 << 20) {
                    sent += channel.write(more.rewind());
                }
            } catch (IOException e) {
                // One that waited for room when the server closed is told of a reset, once; all others of what is so.
                sent += channel.write(more.rewind());
            }
        } catch (IOException e) {
            refusal = String.valueOf(e.getMessage());
        }

        assertEquals("Broken pipe", refusal);
        assertTrue(sent < 2 << 20, "it took " + sent + " bytes");
        assertTrue(client.isAnswered());
        assertEquals(List.of(), requests.asked());
    }

    static Stream<String> oversized() {
        String head = "POST /v1/pause HTTP/1.1\r\nHost: localhost\r\n";
        return Stream.of(
                "",
                "POST /v1/pause?domain=",
                "POST /v1/pause HTTP/1.1\r\nHost: ",
                head + "X",
                head + "X: ",
                head + "X: y\r\n".repeat(600) + "X: ",
                head + "Content-Length: 1000000000000\r\n\r\n",
                head + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: evil.example", "Host: localhost:99999", "Host: \u00e4", "Host:", "Host: 127.0.0.1"})
    void hostOfAnyName_changesNothing(String host) throws Exception {
        String answer = answer("GET /v1/explain?domain=web1 HTTP/1.1\r\n" + host + "\r\n\r\n");

        assertTrue(answer.matches("(?s)HTTP/1\\.1 (200|400) .*"), answer);
        assertFalse(answer.contains("evil"), answer);
    }

    @Test
    void pipelinedRequests_areAnsweredOnceAndClosed() throws Exception {
        String one = "POST /v1/pause?domain=a HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n";

        String answer = answer(one + one.replace("=a", "=b") + "garbage");

        assertEquals(1, answer.split("HTTP/1\\.1 ", -1).length - 1, answer);
        assertEquals(List.of("pause a"), requests.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /v1/status?", "POST /v1/pause HTTP/1.1\r\nHost: localhost\r\nX-", "\r\n"})
    void clientThatTrickles_isCutOffAtItsAge(String start) throws Exception {
        long began = System.nanoTime();
        try (SocketChannel slow = client.connect(start)) {
            while (isOpen(slow)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        Duration lasted = Duration.ofNanos(System.nanoTime() - began);

        assertTrue(lasted.compareTo(LIFETIME.multipliedBy(5)) < 0, "it held on for " + lasted);
        assertEquals(List.of(), requests.asked());
    }

    @Test
    void clientsThatNeverRead_holdNoThreadAndAreCutOff() throws Exception {
        long descriptors = descriptors();
        List<SocketChannel> deaf = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                deaf.add(client.connect("GET /v1/status HTTP/1.0\r\nHost: localhost\r\n\r\n"));
            }
            for (int i = 0; i < 20; i++) {
                assertTrue(client.isAnswered());
            }
            await(() -> descriptors() <= descriptors + deaf.size());
        } finally {
            for (SocketChannel channel : deaf) {
                channel.close();
            }
        }
        await(() -> descriptors() <= descriptors);
    }

    @Test
    void twoHundredClients_leaveNothingBehind() throws Exception {
        long descriptors = descriptors();
        ExecutorService threads = Executors.newFixedThreadPool(200);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String request = i % 2 == 0
                        ? "GET /v1/explain?domain=g" + i + " HTTP/1.0\r\nHost: localhost\r\n\r\n"
                        : "GET /v1/half";
                answers.add(threads.submit(() -> answer(request)));
            }
            for (Future<String> answer : answers) {
                String text = answer.get();
                assertTrue(text.isEmpty() || text.matches("(?s)HTTP/1\\.1 (200|408|5\\d\\d) .*"), text);
            }
        } finally {
            threads.shutdownNow();
            assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
        }
        await(client::isAnswered);
        await(() -> descriptors() <= descriptors);
    }

    /** What came back, nothing where the connection broke first. */
    private String answer(String request) {
        try {
            return client.exchange(request);
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean isOpen(SocketChannel channel) {
        try {
            return channel.write(ByteBuffer.wrap(new byte[] {'x'})) == 1;
        } catch (IOException e) {
            return false;
        }
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited 30 s in vain");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
