/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.virtballast.sim.ExaminedPolicy;
import org.virtballast.sim.ScoreBoard;
import org.virtballast.spi.ByteSize;

/** Writes what was found out about a policy jar for people. */
final class PolicyCheckText {
    private static final int NAME_COLUMNS = 16;
    private static final int INDENT = 2;

    private final Terminal terminal;

    PolicyCheckText(Terminal terminal) {
        this.terminal = terminal;
    }

    List<String> remark(String sentence) {
        return Terminal.wrapped("! " + Terminal.safe(sentence), INDENT);
    }

    /** A fault, where it was found and how often. */
    List<String> fault(CheckedJar.Fault fault) {
        ExaminedPolicy.Finding finding = fault.finding();
        String example = finding.example().isEmpty() ? "" : " (first: " + finding.example() + ")";
        return remark("'" + fault.policy() + "' " + finding.fault().words() + " in " + finding.cycles() + " of "
                + finding.calls() + " cycles of scenario '" + fault.scenario() + "'" + example + ".");
    }

    /** What each policy comes to, a line each. */
    List<String> scores(ScoreBoard board) {
        List<String> lines = new ArrayList<>();
        lines.add(row("POLICY", "ON TARGET", "SHORTFALL", "FAR+", "MOVED", "FLIPS", "UNBEATEN", "BROKEN"));
        for (String policy : board.policies()) {
            ScoreBoard.Summary summary = board.summary(policy);
            lines.add(row(
                    policy,
                    share(summary.onTarget()),
                    String.format(Locale.ROOT, "%.4f", summary.shortfall()),
                    String.format(Locale.ROOT, "%.4f", summary.excessFarShare()),
                    ByteSize.format(summary.moved()),
                    String.valueOf(summary.flips()),
                    String.valueOf(summary.unbeaten()),
                    String.valueOf(summary.violations())));
        }
        return lines;
    }

    /** The last word. */
    String verdict(CheckedJar checked) {
        String names = String.join(", ", checked.policies());
        return Terminal.safe(
                checked.sound()
                        ? names + ": nothing wrong was found in " + checked.scenarios() + " scenarios."
                        : names + ": not as it should be, see above.");
    }

    private static String share(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.3f", share.getAsDouble()) : "-";
    }

    private String row(String name, Object... figures) {
        return terminal.cell(name, NAME_COLUMNS) + String.format(Locale.ROOT, " %9s %9s %7s %9s %6s %8s %6s", figures);
    }
}
