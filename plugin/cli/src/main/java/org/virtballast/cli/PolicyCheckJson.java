/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import org.virtballast.sim.JsonLine;
import org.virtballast.sim.ScoreJson;

/** Writes what was found out about a policy jar as one line of JSON. */
final class PolicyCheckJson {
    private PolicyCheckJson() {}

    /** The line, without its end. */
    static String of(CheckedJar checked) {
        return JsonLine.of(json -> {
            json.writeStringField("jar", checked.jar().toString());
            json.writeStringField("refusal", checked.refusal().orElse(null));
            json.writeArrayFieldStart("policies");
            for (String policy : checked.policies()) {
                json.writeString(policy);
            }
            json.writeEndArray();
            json.writeNumberField("scenarios", checked.scenarios());
            json.writeBooleanField("sound", checked.sound());
            json.writeArrayFieldStart("faults");
            for (CheckedJar.Fault fault : checked.faults()) {
                write(json, fault);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("scores");
            for (String policy : checked.board().policies()) {
                ScoreJson.write(json, policy, checked.board().summary(policy));
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, CheckedJar.Fault fault) throws IOException {
        json.writeStartObject();
        json.writeStringField("policy", fault.policy());
        json.writeStringField("scenario", fault.scenario());
        json.writeStringField("fault", fault.finding().fault().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("cycles", fault.finding().cycles());
        json.writeNumberField("calls", fault.finding().calls());
        json.writeStringField("example", fault.finding().example());
        json.writeEndObject();
    }
}
