/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.virtballast.sim.Score;
import org.virtballast.sim.Violations;
import org.virtballast.spi.ByteSize;

/** Writes {@link Score}s for people, a line each, in 80 columns. */
final class ScoreTable {
    private static final int NAME_COLUMNS = 15;
    private static final int POLICY_COLUMNS = 10;
    private static final int INDENT = 4;

    private final Terminal terminal;

    ScoreTable(Terminal terminal) {
        this.terminal = terminal;
    }

    String header() {
        return row("SCENARIO", "POLICY", "ON TARGET", "FEASIBLE", "SHORTFALL", "ORACLE", "FAR+", "MOVED");
    }

    List<String> lines(Score score) {
        List<String> lines = new ArrayList<>();
        lines.add(row(
                score.scenario(),
                score.policy(),
                share(score.onTarget()),
                share(score.onTargetWhenFeasible()),
                fixed(score.shortfall()),
                fixed(score.oracleShortfall()),
                fixed(score.excessFarShare()),
                ByteSize.format(score.bytesMoved())));
        if (score.violations().total() > 0) {
            lines.addAll(Terminal.wrapped("! promises broken: " + violations(score.violations()), INDENT));
        }
        return lines;
    }

    private static String violations(Violations violations) {
        return Stream.of(
                        part("budget", violations.budget()),
                        part("floor", violations.floor()),
                        part("bounds", violations.bounds()),
                        part("stale", violations.stale()),
                        part("held", violations.held()),
                        part("oom", violations.oom()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String part(String name, int count) {
        return count == 0 ? "" : name + " " + count;
    }

    private static String share(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.3f", share.getAsDouble()) : "-";
    }

    private static String fixed(double number) {
        return String.format(Locale.ROOT, "%.4f", number);
    }

    private String row(String name, String policy, String... figures) {
        Object[] cells = Stream.concat(
                        Stream.of(terminal.cell(name, NAME_COLUMNS), terminal.cell(policy, POLICY_COLUMNS)),
                        Stream.of(figures))
                .toArray();
        return String.format(Locale.ROOT, "%s %s %9s %8s %9s %6s %7s %9s", cells);
    }
}
