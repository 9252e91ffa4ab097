/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.virtballast.sim.Score;
import org.virtballast.sim.ScoreBoard;
import org.virtballast.sim.ScoreBoard.Summary;
import org.virtballast.spi.ByteSize;

/** Writes a {@link ScoreBoard} as tables in Markdown: what each policy comes to, and each policy on each scenario. */
final class ScorePage {
    private final ScoreBoard board;

    ScorePage(ScoreBoard board) {
        this.board = board;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| in all " + board.scenarios().size() + " scenarios | " + String.join(" | ", board.policies()) + " |");
        lines.add(rule());
        lines.add(row("on target where feasible, mean", summary -> share(summary.onTarget())));
        lines.add(row("the least", summary -> share(summary.leastOnTarget())));
        lines.add(row("shortfall beyond the oracle's, mean", summary -> fixed(summary.shortfall())));
        lines.add(row("the most", summary -> fixed(summary.mostShortfall())));
        lines.add(row("excess far share, mean", summary -> fixed(summary.excessFarShare())));
        lines.add(row(
                "resizes to settle, median",
                summary -> summary.actionsToSettle().isPresent()
                        ? String.valueOf(summary.actionsToSettle().getAsInt())
                        : "never"));
        lines.add(row("moved", summary -> ByteSize.format(summary.moved())));
        lines.add(row("flips", summary -> String.valueOf(summary.flips())));
        lines.add(row("not beaten by 0.001 of shortfall in", summary -> String.valueOf(summary.unbeaten())));
        lines.add(row("promises broken", summary -> String.valueOf(summary.violations())));
        lines.add("");
        lines.add("Shortfall beyond the oracle's, and the share on target where feasible:");
        lines.add("");
        lines.add("| scenario | " + String.join(" | ", board.policies()) + " |");
        lines.add(rule());
        for (String scenario : board.scenarios()) {
            lines.add("| " + scenario + " | "
                    + String.join(
                            " | ",
                            board.policies().stream()
                                    .map(policy -> cell(board.score(scenario, policy)))
                                    .toList())
                    + " |");
        }
        return lines;
    }

    private String rule() {
        return "|---" + "|---:".repeat(board.policies().size()) + "|";
    }

    private String row(String title, Function<Summary, String> figure) {
        return "| " + title + " | "
                + String.join(
                        " | ",
                        board.policies().stream()
                                .map(policy -> figure.apply(board.summary(policy)))
                                .toList())
                + " |";
    }

    private static String cell(Optional<Score> score) {
        return score.map(known -> fixed(ScoreBoard.beyondOracle(known)) + ", " + share(known.onTargetWhenFeasible()))
                .orElse("");
    }

    private static String share(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.3f", share.getAsDouble()) : "–";
    }

    private static String fixed(double number) {
        return String.format(Locale.ROOT, "%.4f", number);
    }
}
