/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.virtballast.core.report.CycleReport;

/** Writes what a {@link Replay} shows as lines of JSON: one for each cycle, and one for each policy at the end. */
public final class ReplayJson {
    private ReplayJson() {}

    /** The line of a cycle, without its end; it names the domains of which not all want the same. */
    public static String line(CycleReport cycle, List<Replay.Difference> differences) {
        return JsonLine.of(json -> {
            json.writeNumberField("cycle", cycle.number());
            json.writeStringField("time", cycle.time().toString());
            json.writeStringField(
                    "policy",
                    cycle.policy().map(CycleReport.DecidingPolicy::name).orElse(null));
            json.writeArrayFieldStart("differences");
            for (Replay.Difference difference : differences) {
                json.writeStartObject();
                json.writeStringField("id", difference.id().toString());
                json.writeStringField("name", difference.name());
                json.writeNumberField("current", difference.wishes().get(0).current());
                json.writeArrayFieldStart("wishes");
                for (Replay.Wish wish : difference.wishes()) {
                    wish(json, wish);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** The line of a policy, without its end. */
    public static String line(Replay.Summary summary) {
        return JsonLine.of(json -> {
            json.writeStringField("summary", summary.policy());
            json.writeNumberField("cycles", summary.cycles());
            json.writeNumberField("wishes", summary.wishes());
            json.writeNumberField("asRecorded", summary.asRecorded());
            json.writeNumberField("takes", summary.takes());
            json.writeNumberField("gives", summary.gives());
            json.writeNumberField("failures", summary.failures());
            json.writeStringField("firstFailure", summary.firstFailure().orElse(null));
        });
    }

    private static void wish(JsonGenerator json, Replay.Wish wish) throws IOException {
        json.writeStartObject();
        json.writeStringField("policy", wish.policy());
        if (wish.wanted().isPresent()) {
            json.writeNumberField("wanted", wish.wanted().getAsLong());
        } else {
            json.writeNullField("wanted");
        }
        json.writeStringField("reason", wish.reason());
        json.writeEndObject();
    }
}
