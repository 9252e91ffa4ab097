/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.daemon.control.OperatorRequests.Done;
import org.virtballast.daemon.control.OperatorRequests.Refused;

/** Turns a request into a report, or into one sentence that says why there is none. */
final class ControlHandler extends Handler.Abstract {
    private static final Logger LOGGER = System.getLogger(ControlHandler.class.getName());
    private static final String STATUS = "/v1/status";
    private static final String EXPLAIN = "/v1/explain";
    private static final String PAUSE = "/v1/pause";
    private static final String RESUME = "/v1/resume";
    private static final String POLICIES = "/v1/policies";
    private static final String USE = "/v1/policy/use";
    private static final String CYCLES = "/v1/cycles";
    private static final Map<String, HttpMethod> METHODS = Map.of(
            STATUS, HttpMethod.GET,
            EXPLAIN, HttpMethod.GET,
            POLICIES, HttpMethod.GET,
            CYCLES, HttpMethod.GET,
            PAUSE, HttpMethod.POST,
            RESUME, HttpMethod.POST,
            USE, HttpMethod.POST);
    private static final String NAME = "name";
    private static final String DOMAIN = "domain";
    private static final String RUN = "run";
    private static final String AFTER = "after";

    /** A host may run hundreds of domains; a sentence names a few. */
    private static final int MOST_NAMES = 10;

    private final ReportJson json;
    private final Supplier<StatusReport> status;
    private final Function<String, Optional<ExplainReport>> explain;
    private final OperatorRequests requests;

    ControlHandler(
            ReportJson json,
            Supplier<StatusReport> status,
            Function<String, Optional<ExplainReport>> explain,
            OperatorRequests requests) {
        this.json = json;
        this.status = status;
        this.explain = explain;
        this.requests = requests;
    }

    /** An HTTP status and what goes with it. */
    private record Answer(int code, Record report) {
        static Answer refusal(int code, String sentence) {
            return new Answer(code, new ErrorReport(sentence));
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Answer answer = answer(request, response.getHeaders());
        json.send(response, callback, answer.code(), answer.report());
        return true;
    }

    private Answer answer(Request request, HttpFields.Mutable headers) throws Exception {
        // As it was sent: once decoded and cleaned, /v1/pause;domain=web1 would ask to pause all.
        String path = String.valueOf(request.getHttpURI().getPath());
        HttpMethod method = METHODS.get(path);
        if (method == null) {
            return Answer.refusal(
                    HttpStatus.NOT_FOUND_404,
                    "there is nothing at this path: known are " + STATUS + ", " + EXPLAIN + ", " + POLICIES + ", "
                            + CYCLES + ", " + PAUSE + ", " + RESUME + " and " + USE + ".");
        }
        if (!method.is(request.getMethod())) {
            headers.put(HttpHeader.ALLOW, method.asString());
            return Answer.refusal(
                    HttpStatus.METHOD_NOT_ALLOWED_405,
                    path + (method == HttpMethod.GET ? " can only be read: use GET." : " does something: use POST."));
        }
        if (hasBody(request.getHeaders())) {
            return Answer.refusal(HttpStatus.PAYLOAD_TOO_LARGE_413, path + " takes no body: send none.");
        }
        // Outside the try: a query that is not UTF-8 is the client's mistake, and Jetty says so.
        Fields query = Request.extractQueryParameters(request);
        try {
            return method == HttpMethod.GET ? read(path, query) : act(path, query);
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "The request for " + path + " failed.", e);
            return Answer.refusal(
                    HttpStatus.INTERNAL_SERVER_ERROR_500, "virt-ballastd failed to answer: its log says why.");
        }
    }

    private Answer read(String path, Fields query) {
        String domain = query.getValue(DOMAIN);
        if (path.equals(STATUS)) {
            return new Answer(HttpStatus.OK_200, status.get());
        }
        if (path.equals(POLICIES)) {
            return policies();
        }
        if (path.equals(CYCLES)) {
            return cycles(query);
        }
        if (domain == null || domain.isEmpty()) {
            return Answer.refusal(HttpStatus.BAD_REQUEST_400, "which domain? Ask " + EXPLAIN + "?domain=NAME.");
        }
        Optional<ExplainReport> found = explain.apply(domain);
        return found.isPresent() ? new Answer(HttpStatus.OK_200, found.get()) : unknown(domain);
    }

    private Answer policies() {
        try {
            return new Answer(HttpStatus.OK_200, requests.policies());
        } catch (PolicyLoadException e) {
            return Answer.refusal(HttpStatus.CONFLICT_409, e.getMessage());
        }
    }

    private Answer cycles(Fields query) {
        String run = query.getValue(RUN);
        String after = query.getValue(AFTER);
        try {
            return new Answer(
                    HttpStatus.OK_200,
                    requests.cycles(
                            Optional.ofNullable(run).map(UUID::fromString), after == null ? 0 : Long.parseLong(after)));
        } catch (IllegalArgumentException e) {
            LOGGER.log(Level.DEBUG, "an odd question", e);
            return Answer.refusal(
                    HttpStatus.BAD_REQUEST_400,
                    "which cycles? Ask " + CYCLES + "?run=ID&after=NUMBER, with an id that came with earlier cycles.");
        }
    }

    private Answer use(Fields query) {
        List<String> names = query.getValuesOrEmpty(NAME);
        if (query.getSize() != 1 || names.size() != 1 || names.contains("")) {
            return Answer.refusal(HttpStatus.BAD_REQUEST_400, "which policy? Ask " + USE + "?name=NAME.");
        }
        return said(requests.usePolicy(names.get(0)), "");
    }

    private Answer said(OperatorRequests.Answer answer, String domain) {
        if (answer instanceof Done done) {
            return new Answer(HttpStatus.OK_200, new DoneReport(done.sentence()));
        }
        if (answer instanceof Refused refused) {
            return Answer.refusal(HttpStatus.CONFLICT_409, refused.sentence());
        }
        return unknown(domain);
    }

    /** Does what was asked. A query that is not understood must not do to all domains what was meant for one. */
    private Answer act(String path, Fields query) {
        if (path.equals(USE)) {
            return use(query);
        }
        List<String> domains = query.getValuesOrEmpty(DOMAIN);
        boolean understood =
                query.getSize() == (domains.isEmpty() ? 0 : 1) && domains.size() <= 1 && !domains.contains("");
        if (!understood) {
            return Answer.refusal(
                    HttpStatus.BAD_REQUEST_400,
                    "which domains? Ask " + path + "?domain=NAME for one, and " + path + " for all.");
        }
        Optional<String> domain = domains.stream().findFirst();
        OperatorRequests.Answer answer = path.equals(PAUSE) ? requests.pause(domain) : requests.resume(domain);
        return said(answer, domain.orElse(""));
    }

    private static boolean hasBody(HttpFields headers) {
        return headers.contains(HttpHeader.TRANSFER_ENCODING) || headers.getLongField(HttpHeader.CONTENT_LENGTH) > 0;
    }

    private Answer unknown(String domain) {
        StatusReport now = status.get();
        if (!now.connected()) {
            return Answer.refusal(
                    HttpStatus.NOT_FOUND_404, "nothing is known of domain '" + domain + "': libvirt does not answer.");
        }
        List<String> names = now.domains().stream().map(DomainReport::name).toList();
        String known = "none";
        if (!names.isEmpty()) {
            known = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
            known += names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "";
        }
        return Answer.refusal(
                HttpStatus.NOT_FOUND_404, "domain '" + domain + "' is not running here; running: " + known + ".");
    }
}
