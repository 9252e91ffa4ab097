/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself refuses is answered like everything else: JSON, one sentence, no page and no stack trace. */
final class JsonErrorHandler extends ErrorHandler {
    private final ReportJson json;

    JsonErrorHandler(ReportJson json) {
        this.json = json;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        json.send(response, callback, response.getStatus(), refusal(response.getStatus()));
        return true;
    }

    private static ErrorReport refusal(int status) {
        return new ErrorReport("the request was refused: " + HttpStatus.getMessage(status) + ".");
    }
}
