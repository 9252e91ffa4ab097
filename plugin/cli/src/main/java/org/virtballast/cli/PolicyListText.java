/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.virtballast.core.report.PoliciesReport;

/** Writes a {@link PoliciesReport} for people. */
final class PolicyListText {
    private static final int NAME_COLUMNS = 16;
    private static final int INDENT = 4;

    private final Terminal terminal;

    PolicyListText(Terminal terminal) {
        this.terminal = terminal;
    }

    List<String> lines(PoliciesReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(row("NAME", "KIND", "", "JAR"));
        for (PoliciesReport.Entry entry : report.policies()) {
            String state = entry.used() ? (report.quarantine().isPresent() ? "quarantine" : "decides") : "";
            lines.add(row(
                    entry.name().orElse("-"),
                    entry.kind(),
                    entry.refusal().isPresent() ? "refused" : state,
                    Terminal.safe(entry.jar())));
            entry.refusal().ifPresent(why -> lines.addAll(Terminal.wrapped("! " + Terminal.safe(why) + ".", INDENT)));
            if (entry.used()) {
                report.quarantine()
                        .ifPresent(why -> lines.addAll(Terminal.wrapped("! " + Terminal.safe(why) + ".", INDENT)));
            }
        }
        if (!report.deciding().equals(report.used())) {
            String instead =
                    report.deciding().equals("none") ? "Nothing is proposed" : "'" + report.deciding() + "' decides";
            lines.add(Terminal.safe(instead + " while '" + report.used() + "' is in quarantine."));
        }
        return lines;
    }

    private String row(String name, String kind, String state, String jar) {
        return String.format(Locale.ROOT, "%s %-7s %-10s %s", terminal.cell(name, NAME_COLUMNS), kind, state, jar)
                .stripTrailing();
    }
}
