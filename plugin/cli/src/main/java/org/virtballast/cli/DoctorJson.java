/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.virtballast.sim.JsonLine;

/** Writes the doctor's findings as one line of JSON. Members are added in later versions, and none is removed or renamed. */
final class DoctorJson {
    private DoctorJson() {}

    /** The line, without its end. */
    static String of(List<Finding> findings) {
        return JsonLine.of(json -> {
            json.writeStringField("verdict", worst(findings).label());
            json.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
                json.writeStartObject();
                json.writeStringField("check", finding.check());
                write(json, "domain", finding.domain());
                json.writeStringField("verdict", finding.verdict().label());
                json.writeStringField("sentence", finding.sentence());
                write(json, "command", finding.command());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** The worst verdict of all. */
    static Verdict worst(List<Finding> findings) {
        return findings.stream()
                .map(Finding::verdict)
                .reduce(Verdict.OK, (first, second) -> first.compareTo(second) > 0 ? first : second);
    }

    private static void write(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        } else {
            json.writeNullField(name);
        }
    }
}
