/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.cli.ControlClient;
import org.virtballast.cli.ControlException;
import org.virtballast.core.report.StatusReport;

/** What the command reads is what the daemon meant. */
@Timeout(60)
final class ControlRoundTripTest {
    @TempDir
    private Path temporary;

    @Test
    void status_arrivesAsItWas() throws Exception {
        StatusReport full = SampleReports.status(SampleReports.domain("web1"), SampleReports.domain("ü\u001b\""));

        assertEquals(full, asked(full));
    }

    @Test
    void statusBeforeTheFirstCycle_arrivesAsItWas() throws Exception {
        assertEquals(SampleReports.beforeFirstCycle(), asked(SampleReports.beforeFirstCycle()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"web1", "a b", "ü&=%+?#/", "日本\u001b"})
    void explain_findsDomainsOfAnyName(String name) throws Exception {
        try (ControlServer server = server(SampleReports.status())) {
            server.start();

            assertEquals(SampleReports.explain(name), client().explain(name));
        }
    }

    @Test
    void unknownDomain_isTheDaemonsSentence() throws Exception {
        try (ControlServer server = server(SampleReports.status(SampleReports.domain("web1")))) {
            server.start();

            assertEquals(
                    "domain 'gone' is not running here; running: web1.",
                    assertThrows(ControlException.class, () -> client().explain("gone"))
                            .getMessage());
        }
    }

    private StatusReport asked(StatusReport report) throws Exception {
        try (ControlServer server = server(report)) {
            server.start();
            return client().status();
        }
    }

    private ControlServer server(StatusReport report) {
        return new ControlServer(
                temporary.resolve("control.sock"),
                () -> report,
                name -> "gone".equals(name) ? Optional.empty() : Optional.of(SampleReports.explain(name)),
                new RecordedRequests());
    }

    private ControlClient client() {
        return new ControlClient(temporary.resolve("control.sock"));
    }
}
