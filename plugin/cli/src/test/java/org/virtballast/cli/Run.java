/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;

/**
 * A run of the command, as it is typed on a terminal of UTF-8 in a place of universal time.
 *
 * @param code how it ended
 * @param out what it printed
 * @param err what it complained of
 */
record Run(int code, String out, String err) {
    static Run of(String... words) {
        return in(Surroundings.real(), words);
    }

    static Run in(Surroundings surroundings, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = VirtBallast.run(
                words,
                new PrintWriter(out),
                new PrintWriter(err),
                new Terminal(StandardCharsets.UTF_8),
                ZoneOffset.UTC,
                surroundings);
        return new Run(code, out.toString(), err.toString());
    }
}
