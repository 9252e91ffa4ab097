/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.virtballast.core.report.ExplainReport;
import org.virtballast.core.report.ExplainReport.Entry;
import org.virtballast.core.report.LeverReport;

/** Writes an {@link ExplainReport} for people: a decision a line, in local time, wrapped at 80 columns. */
final class ExplainText {
    private static final int INDENT = 33;

    private final DateTimeFormatter time;

    ExplainText(ZoneId zone) {
        time = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    List<String> lines(ExplainReport report) {
        List<String> lines = new ArrayList<>(Terminal.wrapped(report.name() + " (" + report.id() + ")", 0));
        lines.addAll(Terminal.wrapped("lever " + lever(report.lever()), 0));
        report.problems().forEach(problem -> lines.addAll(Terminal.wrapped("! " + problem, 0)));
        for (Entry entry : report.entries()) {
            String head = String.format("%s  %-10s  ", time.format(entry.time()), Terminal.safe(entry.kind()));
            List<String> sentence = Terminal.wrapped(entry.sentence() + cycles(entry), INDENT);
            lines.add(head + sentence.get(0).strip());
            lines.addAll(sentence.subList(1, sentence.size()));
        }
        if (report.entries().isEmpty()) {
            lines.add("No cycle has decided anything about it yet.");
        }
        return lines;
    }

    private static String lever(LeverReport lever) {
        String measured = lever.lastYield().map(last -> "; " + last.sentence()).orElse("");
        return lever.kind() + ": " + lever.reason() + measured;
    }

    private static String cycles(Entry entry) {
        return entry.firstCycle() == entry.lastCycle()
                ? " (cycle " + entry.lastCycle() + ")"
                : " (cycles " + entry.firstCycle() + " to " + entry.lastCycle() + ")";
    }
}
