/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the doctor's findings for people, in 80 columns: a finding, and the command that mends it below. */
final class DoctorText {
    private static final int VERDICT_COLUMNS = 8;
    private static final int COMMAND_INDENT = 12;
    private static final String GOES_ON = " \\";

    private final Terminal terminal;

    DoctorText(Terminal terminal) {
        this.terminal = terminal;
    }

    List<String> lines(List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : findings) {
            List<String> said = Terminal.wrapped(finding.check() + ": " + finding.sentence(), VERDICT_COLUMNS);
            String verdict = finding.verdict().label();
            lines.add(terminal.coloured(verdict, finding.verdict().colour())
                    + said.get(0).substring(verdict.length()));
            lines.addAll(said.subList(1, said.size()));
            finding.command().ifPresent(command -> lines.addAll(command(command)));
        }
        lines.add("");
        lines.add(summary(findings));
        return lines;
    }

    /** Broken before options where it is too long, so that it can be copied all the same. */
    private static List<String> command(String command) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(" ".repeat(COMMAND_INDENT));
        for (String part : Terminal.safe(command).split(" (?=-)", -1)) {
            boolean first = line.toString().isBlank();
            if (!first && line.length() + 1 + part.length() + GOES_ON.length() > Terminal.COLUMNS) {
                lines.add(line + GOES_ON);
                line.setLength(0);
                line.append(" ".repeat(COMMAND_INDENT + 2));
                first = true;
            }
            line.append(first ? "" : " ").append(part);
        }
        lines.add(line.toString());
        return lines;
    }

    private static String summary(List<Finding> findings) {
        return String.format(
                Locale.ROOT,
                "%s, %s, %s.",
                counted(findings, Verdict.ERROR),
                counted(findings, Verdict.WARNING),
                counted(findings, Verdict.NOTE));
    }

    private static String counted(List<Finding> findings, Verdict verdict) {
        long count = findings.stream()
                .filter(finding -> finding.verdict() == verdict)
                .count();
        return count + " " + verdict.label() + (count == 1 ? "" : "s");
    }
}
