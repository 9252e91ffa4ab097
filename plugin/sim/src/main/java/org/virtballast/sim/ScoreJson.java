/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Writes a {@link Score} as one line of JSON, and what many come to as an object in one. */
public final class ScoreJson {
    /** Shares and milliseconds to a millionth: what is beyond tells nobody anything. */
    private static final int DECIMALS = 6;

    private ScoreJson() {}

    /** The line, without its end. What is measured and not simulated comes last. */
    public static String line(Score score) {
        return JsonLine.of(json -> {
            json.writeStringField("scenario", score.scenario());
            json.writeStringField("policy", score.policy());
            json.writeNumberField("intervals", score.intervals());
            share(json, "onTarget", score.onTarget());
            share(json, "onTargetWhenFeasible", score.onTargetWhenFeasible());
            share(json, "oracleOnTarget", score.oracleOnTarget());
            json.writeNumberField("shortfall", rounded(score.shortfall()));
            json.writeNumberField("oracleShortfall", rounded(score.oracleShortfall()));
            json.writeNumberField("accesses", Math.round(score.accesses()));
            json.writeNumberField("farAccesses", Math.round(score.farAccesses()));
            json.writeNumberField("oracleFarAccesses", Math.round(score.oracleFarAccesses()));
            json.writeNumberField("excessFarShare", rounded(score.excessFarShare()));
            json.writeNumberField("bytesMoved", score.bytesMoved());
            json.writeNumberField("flips", score.flips());
            actions(json, score.actionsToSettle());
            violations(json, score.violations());
            json.writeObjectFieldStart("decisionMillis");
            json.writeNumberField("p50", rounded(score.decisionMillis().p50()));
            json.writeNumberField("p99", rounded(score.decisionMillis().p99()));
            json.writeEndObject();
        });
    }

    /** Writes what the scores of a policy come to, as an object. */
    public static void write(JsonGenerator json, String policy, ScoreBoard.Summary summary) throws IOException {
        json.writeStartObject();
        json.writeStringField("policy", policy);
        json.writeNumberField("scenarios", summary.scenarios());
        share(json, "onTarget", summary.onTarget());
        share(json, "leastOnTarget", summary.leastOnTarget());
        json.writeNumberField("shortfall", rounded(summary.shortfall()));
        json.writeNumberField("mostShortfall", rounded(summary.mostShortfall()));
        json.writeNumberField("excessFarShare", rounded(summary.excessFarShare()));
        json.writeNumberField("moved", summary.moved());
        json.writeNumberField("flips", summary.flips());
        json.writeNumberField("unbeaten", summary.unbeaten());
        json.writeNumberField("violations", summary.violations());
        json.writeEndObject();
    }

    private static void share(JsonGenerator json, String name, OptionalDouble share) throws IOException {
        if (share.isPresent()) {
            json.writeNumberField(name, rounded(share.getAsDouble()));
        } else {
            json.writeNullField(name);
        }
    }

    private static void actions(JsonGenerator json, Map<String, OptionalInt> actions) throws IOException {
        json.writeObjectFieldStart("actionsToSettle");
        for (Map.Entry<String, OptionalInt> entry : actions.entrySet()) {
            if (entry.getValue().isPresent()) {
                json.writeNumberField(entry.getKey(), entry.getValue().getAsInt());
            } else {
                json.writeNullField(entry.getKey());
            }
        }
        json.writeEndObject();
    }

    private static void violations(JsonGenerator json, Violations violations) throws IOException {
        json.writeObjectFieldStart("violations");
        json.writeNumberField("budget", violations.budget());
        json.writeNumberField("floor", violations.floor());
        json.writeNumberField("bounds", violations.bounds());
        json.writeNumberField("stale", violations.stale());
        json.writeNumberField("held", violations.held());
        json.writeNumberField("oom", violations.oom());
        json.writeEndObject();
    }

    private static double rounded(double number) {
        return BigDecimal.valueOf(number)
                .setScale(DECIMALS, RoundingMode.HALF_EVEN)
                .doubleValue();
    }
}
