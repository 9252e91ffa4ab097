/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.virtballast.core.report.CycleReport;
import org.virtballast.sim.Replay;
import org.virtballast.spi.ByteSize;

/** Writes what a {@link Replay} shows for people: each difference when it begins or changes, and what each policy came to. */
final class ReplayText {
    private static final int NAME_COLUMNS = 16;
    private static final int INDENT = 4;

    private final Terminal terminal;
    private final DateTimeFormatter time;

    /** Which way each policy wanted to go when a domain's difference was last written; none for a domain without one. */
    private Map<UUID, List<Integer>> written = new HashMap<>();

    ReplayText(Terminal terminal, ZoneId zone) {
        this.terminal = terminal;
        this.time =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    List<String> differences(CycleReport cycle, List<Replay.Difference> differences) {
        Map<UUID, List<Integer>> now = new HashMap<>();
        List<String> lines = new ArrayList<>();
        for (Replay.Difference difference : differences) {
            List<Integer> directions =
                    difference.wishes().stream().map(Replay.Wish::direction).toList();
            now.put(difference.id(), directions);
            if (!directions.equals(written.get(difference.id()))) {
                lines.addAll(lines(difference));
            }
        }
        written = now;
        if (!lines.isEmpty()) {
            String decided = cycle.policy()
                    .map(policy -> ", '" + policy.name() + "' decided")
                    .orElse("");
            lines.add(0, Terminal.safe("cycle " + cycle.number() + ", " + time.format(cycle.time()) + decided));
        }
        return lines;
    }

    private List<String> lines(Replay.Difference difference) {
        long current = difference.wishes().get(0).current();
        List<String> lines =
                new ArrayList<>(Terminal.wrapped(difference.name() + ", " + ByteSize.format(current), INDENT / 2));
        for (Replay.Wish wish : difference.wishes()) {
            String why = wish.reason().isEmpty() ? "" : ": " + wish.reason();
            List<String> wrapped = Terminal.wrapped(wanted(wish) + why, INDENT + NAME_COLUMNS + 1);
            lines.add(" ".repeat(INDENT) + terminal.cell(wish.policy(), NAME_COLUMNS) + " "
                    + wrapped.get(0).strip());
            lines.addAll(wrapped.subList(1, wrapped.size()));
        }
        return lines;
    }

    private static String wanted(Replay.Wish wish) {
        if (wish.direction() == 0) {
            return "keep";
        }
        return (wish.direction() < 0 ? "take to " : "give to ")
                + ByteSize.format(wish.wanted().orElse(wish.current()));
    }

    /** A line for each policy. */
    List<String> summaries(List<Replay.Summary> summaries) {
        List<String> lines = new ArrayList<>();
        lines.add(row("POLICY", "CYCLES", "AS RECORDED", "TAKES", "GIVES", "FAILED"));
        for (Replay.Summary summary : summaries) {
            lines.add(row(
                    summary.policy(),
                    summary.cycles(),
                    summary.policy().equals(Replay.RECORDED) ? "" : share(summary),
                    summary.takes(),
                    summary.gives(),
                    summary.failures()));
        }
        return lines;
    }

    private static String share(Replay.Summary summary) {
        return summary.wishes() == 0
                ? "-"
                : String.format(Locale.ROOT, "%.3f", (double) summary.asRecorded() / summary.wishes());
    }

    private String row(String name, Object... figures) {
        return terminal.cell(name, NAME_COLUMNS) + String.format(Locale.ROOT, " %8s %12s %8s %8s %8s", figures);
    }
}
