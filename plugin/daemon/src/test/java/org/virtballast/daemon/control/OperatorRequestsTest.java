/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.cli.ControlClient;
import org.virtballast.cli.ControlException;

/** What an operator asks for over the socket reaches the daemon as it was meant, or not at all. */
@Timeout(60)
final class OperatorRequestsTest {
    @TempDir
    private Path temporary;

    private final RecordedRequests requests = new RecordedRequests();
    private RawClient raw;
    private ControlClient client;
    private ControlServer server;

    @BeforeEach
    void start() throws Exception {
        Path socket = temporary.resolve("control.sock");
        raw = new RawClient(socket);
        client = new ControlClient(socket);
        server = new ControlServer(
                socket,
                () -> SampleReports.status(SampleReports.domain("web1")),
                name -> Optional.of(SampleReports.explain(name)),
                requests);
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void requests_areDoneAndSaid() throws Exception {
        assertEquals("paused all guests.", client.pause(Optional.empty()));
        assertEquals("paused a b&ü%=日.", client.pause(Optional.of("a b&ü%=日")));
        assertEquals("resumed web1.", client.resume(Optional.of("web1")));
        assertEquals("resumed all guests.", client.resume(Optional.empty()));
        assertEquals(List.of("pause all", "pause a b&ü%=日", "resume web1", "resume all"), requests.asked());
    }

    @Test
    void policies_areListedAndUsed() throws Exception {
        assertEquals(requests.policies(), client.policies());
        assertEquals("used calm.", client.usePolicy("calm"));
        assertEquals(
                "stuck cannot be resumed: it is gone for good.",
                assertThrows(ControlException.class, () -> client.usePolicy("stuck"))
                        .getMessage());
        assertTrue(raw.post("/v1/policy/use").startsWith("HTTP/1.1 400 "));
        assertTrue(raw.post("/v1/policy/use?name=a&name=b").startsWith("HTTP/1.1 400 "));
        assertTrue(raw.post("/v1/policy/use?name=").startsWith("HTTP/1.1 400 "));
    }

    @Test
    void cycles_arriveAsTheyWere() throws Exception {
        UUID run = new UUID(1, 2);

        assertEquals(SampleReports.cycles(), client.cycles(Optional.empty(), 0));
        assertEquals(SampleReports.cycles(), client.cycles(Optional.of(run), 7));
        assertEquals(List.of("cycles of any run after 0", "cycles of " + run + " after 7"), requests.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"after=x", "after=", "after=1.5", "run=7&after=1", "after=99999999999999999999"})
    void cyclesAskedForOddly_areRefusedWithTheForm(String query) throws Exception {
        String answer = raw.get("/v1/cycles?" + query);

        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("Ask /v1/cycles?run=ID&after=NUMBER"), answer);
        assertEquals(List.of(), requests.asked());
    }

    @Test
    void answer_isASmallReport() throws Exception {
        String answer = raw.post("/v1/pause?domain=web1");

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertTrue(answer.endsWith("\r\n\r\n{\n  \"done\" : \"paused web1.\"\n}\n"), answer);
    }

    @Test
    void unknownDomain_isToldWhichAreKnown() {
        assertEquals(
                "domain 'gone' is not running here; running: web1.",
                assertThrows(ControlException.class, () -> client.pause(Optional.of("gone")))
                        .getMessage());
    }

    @Test
    void unknownDomain_isNotFound() throws Exception {
        assertTrue(raw.post("/v1/resume?domain=gone").startsWith("HTTP/1.1 404 "));
    }

    @Test
    void refusal_isQuoted() throws Exception {
        assertTrue(raw.post("/v1/resume?domain=stuck").startsWith("HTTP/1.1 409 "));
        assertEquals(
                "stuck cannot be resumed: it is gone for good.",
                assertThrows(ControlException.class, () -> client.resume(Optional.of("stuck")))
                        .getMessage());
    }

    /** What is not understood must not be done to all domains. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "?domain=",
                "?domian=web1",
                "?domain=web1&domain=web2",
                "?domain=web1&force=1",
                "?web1",
                "?domain"
            })
    void queryThatIsNotUnderstood_doesNothing(String query) throws Exception {
        String answer = raw.post("/v1/pause" + query);

        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("which domains? Ask /v1/pause?domain=NAME for one, and /v1/pause for all."), answer);
        assertEquals(List.of(), requests.asked());
    }

    @ParameterizedTest
    @CsvSource({"GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "post"})
    void otherMethod_doesNothing(String method) throws Exception {
        String answer = raw.exchange(method + " /v1/pause HTTP/1.0\r\nHost: localhost\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
        assertTrue(answer.contains("\r\nAllow: POST\r\n"), answer);
        assertEquals(List.of(), requests.asked());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1\r\n\r\nx",
                "Content-Length: 13\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\ndomain=web1&a",
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\nx",
                "Content-Length: 9223372036854775807\r\n\r\nx"
            })
    void body_doesNothing(String rest) throws Exception {
        String answer = raw.exchange("POST /v1/pause HTTP/1.1\r\nHost: localhost\r\n" + rest);

        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        assertTrue(answer.contains("/v1/pause takes no body: send none."), answer);
        assertEquals(List.of(), requests.asked());
    }
}
