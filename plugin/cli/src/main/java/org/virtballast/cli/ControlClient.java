/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.report.CyclesReport;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.PoliciesReport;
import org.virtballast.core.report.StatusReport;

/** Asks a running daemon. One connection a question; may be used by several threads. */
public final class ControlClient {
    /** Far above what an answer takes; keeps a daemon that hangs from hanging its operator. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final HttpOverUnixSocket http;

    /**
     * Connects to nothing yet.
     *
     * @param socket the daemon's control socket
     */
    public ControlClient(Path socket) {
        this(socket, DEADLINE);
    }

    ControlClient(Path socket, Duration deadline) {
        http = new HttpOverUnixSocket(socket, deadline);
    }

    /**
     * The host and its domains as the last cycle saw them.
     *
     * @throws ControlException where the daemon does not answer, or says no
     */
    public StatusReport status() throws ControlException {
        return ReportParser.report(statusJson(), StatusReport.class);
    }

    /**
     * What {@link #status()} is made of, as it came.
     *
     * @throws ControlException where the daemon does not answer, or says no
     */
    public String statusJson() throws ControlException {
        return ask("/v1/status");
    }

    /**
     * Why a domain has the size it has.
     *
     * @param domain its name or UUID
     * @throws ControlException where the daemon does not answer, or does not know the domain
     */
    public ExplainReport explain(String domain) throws ControlException {
        return ReportParser.report(explainJson(domain), ExplainReport.class);
    }

    /**
     * What {@link #explain(String)} is made of, as it came.
     *
     * @param domain its name or UUID
     * @throws ControlException where the daemon does not answer, or does not know the domain
     */
    public String explainJson(String domain) throws ControlException {
        return ask("/v1/explain" + query(domain));
    }

    /**
     * Has the daemon leave domains alone.
     *
     * @param domain a name or UUID; absent for all
     * @return what it did, as a sentence
     * @throws ControlException where the daemon does not answer, says no, or does not know the domain
     */
    public String pause(Optional<String> domain) throws ControlException {
        return request("/v1/pause", domain);
    }

    /**
     * Has the daemon take domains up again.
     *
     * @param domain a name or UUID; absent for all
     * @return what it did, as a sentence
     * @throws ControlException where the daemon does not answer, says no, or does not know the domain
     */
    public String resume(Optional<String> domain) throws ControlException {
        return request("/v1/resume", domain);
    }

    /**
     * The policies there are.
     *
     * @throws ControlException where the daemon does not answer, or cannot list them
     */
    public PoliciesReport policies() throws ControlException {
        return ReportParser.report(policiesJson(), PoliciesReport.class);
    }

    /**
     * What {@link #policies()} is made of, as it came.
     *
     * @throws ControlException where the daemon does not answer, or cannot list them
     */
    public String policiesJson() throws ControlException {
        return ask("/v1/policies");
    }

    /**
     * The cycles that the daemon still remembers, or the first of them where there are many.
     *
     * @param run the run of the daemon that is meant; absent for all cycles of the one that answers
     * @param after the cycle after which to begin; 0 for all
     * @throws ControlException where the daemon does not answer, or says no
     */
    public CyclesReport cycles(Optional<UUID> run, long after) throws ControlException {
        return ReportParser.report(cyclesJson(run, after), CyclesReport.class);
    }

    /**
     * What {@link #cycles} is made of, as it came.
     *
     * @param run the run of the daemon that is meant; absent for all cycles of the one that answers
     * @param after the cycle after which to begin; 0 for all
     * @throws ControlException where the daemon does not answer, or says no
     */
    public String cyclesJson(Optional<UUID> run, long after) throws ControlException {
        return ask("/v1/cycles?after=" + after + run.map(id -> "&run=" + id).orElse(""));
    }

    /**
     * Has another policy decide.
     *
     * @return what the daemon did, as a sentence
     * @throws ControlException where the daemon does not answer, or the policy cannot be loaded
     */
    public String usePolicy(String name) throws ControlException {
        String target = "/v1/policy/use?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        return ReportParser.report(said(http.post(target)), Done.class).done();
    }

    /** What the daemon answers when it did something. */
    record Done(String done) {}

    private String request(String path, Optional<String> domain) throws ControlException {
        String target = path + domain.map(ControlClient::query).orElse("");
        return ReportParser.report(said(http.post(target)), Done.class).done();
    }

    private static String query(String domain) {
        return "?domain=" + URLEncoder.encode(domain, StandardCharsets.UTF_8);
    }

    private String ask(String target) throws ControlException {
        return said(http.get(target));
    }

    private static String said(HttpOverUnixSocket.Answer answer) throws ControlException {
        if (answer.status() != 200) {
            throw new ControlException(ReportParser.error(answer.body(), answer.status()));
        }
        return answer.body();
    }
}
