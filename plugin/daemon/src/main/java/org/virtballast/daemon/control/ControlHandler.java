/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.StatusReport;

/** Turns a request into a report, or into one sentence that says why there is none. */
final class ControlHandler extends Handler.Abstract {
    private static final Logger LOGGER = System.getLogger(ControlHandler.class.getName());
    private static final String STATUS = "/v1/status";
    private static final String EXPLAIN = "/v1/explain";

    /** A host may run hundreds of domains; a sentence names a few. */
    private static final int MOST_NAMES = 10;

    private final ReportJson json;
    private final Supplier<StatusReport> status;
    private final Function<String, Optional<ExplainReport>> explain;

    ControlHandler(ReportJson json, Supplier<StatusReport> status, Function<String, Optional<ExplainReport>> explain) {
        this.json = json;
        this.status = status;
        this.explain = explain;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (!path.equals(STATUS) && !path.equals(EXPLAIN)) {
            String sentence =
                    "there is nothing at this path: known are " + STATUS + " and " + EXPLAIN + "?domain=NAME.";
            json.send(response, callback, HttpStatus.NOT_FOUND_404, new ErrorReport(sentence));
        } else if (!HttpMethod.GET.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET");
            String sentence = path + " can only be read: use GET.";
            json.send(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, new ErrorReport(sentence));
        } else {
            answer(path, request, response, callback);
        }
        return true;
    }

    private void answer(String path, Request request, Response response, Callback callback) throws Exception {
        // Outside the try: a query that is not UTF-8 is the client's mistake, and Jetty says so.
        String domain = Request.extractQueryParameters(request).getValue("domain");
        int code = HttpStatus.OK_200;
        Record report;
        try {
            if (path.equals(STATUS)) {
                report = status.get();
            } else if (domain == null || domain.isEmpty()) {
                code = HttpStatus.BAD_REQUEST_400;
                report = new ErrorReport("which domain? Ask " + EXPLAIN + "?domain=NAME.");
            } else {
                Optional<ExplainReport> found = explain.apply(domain);
                code = found.isPresent() ? HttpStatus.OK_200 : HttpStatus.NOT_FOUND_404;
                report = found.isPresent() ? found.get() : unknown(domain);
            }
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "The request for " + path + " failed.", e);
            code = HttpStatus.INTERNAL_SERVER_ERROR_500;
            report = new ErrorReport("virt-ballastd failed to answer: its log says why.");
        }
        json.send(response, callback, code, report);
    }

    private ErrorReport unknown(String domain) {
        StatusReport now = status.get();
        if (!now.connected()) {
            return new ErrorReport("nothing is known of domain '" + domain + "': libvirt does not answer.");
        }
        List<String> names = now.domains().stream().map(DomainReport::name).toList();
        String known = "none";
        if (!names.isEmpty()) {
            known = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
            known += names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "";
        }
        return new ErrorReport("domain '" + domain + "' is not running here; running: " + known + ".");
    }
}
