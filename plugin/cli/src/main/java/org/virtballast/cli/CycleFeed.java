/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.report.CycleReport;
import org.virtballast.core.report.CyclesReport;
import org.virtballast.sim.JsonLine;

/**
 * Asks a daemon for its cycles, each once, and makes lines of a recording of them. They are written as they came, with what a
 * later daemon may add.
 */
final class CycleFeed {
    private final ControlClient client;
    private Optional<UUID> run = Optional.empty();
    private String runLine = "";
    private long last;

    /**
     * What is new since the last time.
     *
     * @param lines of the recording
     * @param cycles how many of the lines are cycles
     * @param time when the last of them began; absent where there is none
     * @param notices what is not as it should be, a sentence each
     */
    record Batch(List<String> lines, int cycles, Optional<Instant> time, List<String> notices) {}

    CycleFeed(ControlClient client) {
        this.client = client;
    }

    /** @throws ControlException where the daemon does not answer, or says no */
    Batch next() throws ControlException {
        Object answer = ReportParser.answer(client.cyclesJson(run, last));
        CyclesReport report = ReportParser.report(answer, CyclesReport.class);
        List<String> lines = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        if (!run.equals(Optional.of(report.run()))) {
            run.ifPresent(before -> notices.add("virt-ballastd was started anew; its cycles count from 1 again."));
            run = Optional.of(report.run());
            runLine = runLine(report);
            lines.add(runLine);
            last = 0;
        }
        int cycles = 0;
        Optional<Instant> time = Optional.empty();
        List<?> raw = (List<?>) ((Map<?, ?>) answer).get("cycles");
        for (int i = 0; i < raw.size(); i++) {
            CycleReport cycle = report.cycles().get(i);
            if (cycle.number() <= last) {
                continue;
            }
            if (last > 0 && cycle.number() > last + 1) {
                notices.add("The cycles from " + (last + 1) + " to " + (cycle.number() - 1)
                        + " are missing: the daemon had forgotten them when it was asked.");
            }
            lines.add(line("cycle", raw.get(i)));
            last = cycle.number();
            time = Optional.of(cycle.time());
            cycles++;
        }
        return new Batch(lines, cycles, time, notices);
    }

    /** The line that each file begins with; empty before the daemon answered. */
    String runLine() {
        return runLine;
    }

    private String runLine(CyclesReport report) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("format", RecordingLine.FORMAT);
        members.put("id", report.run().toString());
        members.put("version", report.version());
        return line("run", members);
    }

    private static String line(String member, Object value) {
        return JsonLine.of(json -> {
            json.writeFieldName(member);
            write(json, value);
        });
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> members) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                json.writeFieldName(member.getKey().toString());
                write(json, member.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> elements) {
            json.writeStartArray();
            for (Object element : elements) {
                write(json, element);
            }
            json.writeEndArray();
        } else {
            // A string, a number, a truth value or null.
            json.writeObject(value);
        }
    }
}
