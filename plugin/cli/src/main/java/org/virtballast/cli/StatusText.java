/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.HitRatioReport;
import org.virtballast.core.report.MoveReport;
import org.virtballast.core.report.SetupReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.spi.ByteSize;

/** Writes a {@link StatusReport} for people, in 80 columns. */
final class StatusText {
    private static final int NAME_COLUMNS = 19;
    private static final int MODE_COLUMNS = 15;
    private static final int SIZE_COLUMNS = 23;
    private static final int RATIO_COLUMNS = 13;
    private static final int INDENT = 4;

    private final Terminal terminal;
    private final DateTimeFormatter time;

    StatusText(Terminal terminal, ZoneId zone) {
        this.terminal = terminal;
        time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    List<String> lines(StatusReport report) {
        List<String> lines = new ArrayList<>(header(report));
        lines.add("");
        if (report.domains().isEmpty()) {
            // An empty list is knowledge only once a cycle has looked, and while libvirt answers.
            lines.add(
                    report.connected() && report.time().isPresent()
                            ? "No guest is running."
                            : "Which guests run is not known.");
        } else {
            lines.add(row("DOMAIN", "MODE/STATE", "CURRENT " + terminal.arrow() + " TARGET", "HIT RATIO", "WANTED"));
            report.domains().forEach(domain -> addDomain(lines, domain));
        }
        if ("observe".equals(report.mode())) {
            lines.add("");
            lines.addAll(ObserveHint.lines(report));
        }
        return lines;
    }

    private List<String> header(StatusReport report) {
        List<String> lines = new ArrayList<>();
        lines.addAll(Terminal.wrapped(
                "virt-ballastd " + report.version() + ", mode " + report.mode() + ", policy " + report.policy(), 0));
        String share = report.budget() > 0
                ? String.format(Locale.ROOT, " (%.0f %%)", 100.0 * report.committed() / report.budget())
                : "";
        lines.add("budget " + ByteSize.format(report.budget()) + ", committed " + ByteSize.format(report.committed())
                + share);
        lines.add(report.time()
                .map(start -> String.format(
                        Locale.ROOT,
                        "cycle %d at %s, %.1f ms",
                        report.cycle(),
                        time.format(start),
                        report.cycleMillis()))
                .orElse("no cycle yet"));
        if (!report.connected()) {
            lines.add("! libvirt does not answer: no guest is resized until it does.");
        }
        if (report.paused()) {
            lines.add("! all guests are paused: 'virt-ballast resume' goes on.");
        }
        report.setup().ifPresent(setup -> lines.addAll(Terminal.wrapped(tiers(setup), 0)));
        if (!report.pressure().equals("high")) {
            lines.add("! the host itself has little near memory left: pressure " + report.pressure() + ".");
        }
        report.problems().forEach(problem -> lines.addAll(Terminal.wrapped("! " + problem, 0)));
        return lines;
    }

    private void addDomain(List<String> lines, DomainReport domain) {
        String size = (domain.lever().kind().equals("near") ? "near " : "") + ByteSize.format(domain.current());
        if (domain.target() != domain.current()) {
            size += " " + terminal.arrow() + " " + ByteSize.format(domain.target());
        }
        lines.add(row(
                domain.name(),
                domain.mode() + "/" + state(domain),
                size,
                domain.hitRatio().map(this::ratio).orElse("-"),
                String.format(Locale.ROOT, "%.3f", domain.targetHitRatio())));
        lines.addAll(Terminal.wrapped(domain.decision(), INDENT));
        lines.addAll(Terminal.wrapped(details(domain), INDENT));
        domain.problems().forEach(problem -> lines.addAll(Terminal.wrapped("! " + problem, INDENT)));
    }

    /** Where near and far memory are, without a full stop. */
    static String tiers(SetupReport setup) {
        return "near memory is on " + nodes(setup.nearNodes()) + ", far memory "
                + (setup.farNodes().isEmpty()
                        ? "of guests without a far cell is swap"
                        : "on " + nodes(setup.farNodes()));
    }

    private static String nodes(List<Integer> nodes) {
        return (nodes.size() == 1 ? "node " : "nodes ")
                + nodes.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Between which sizes, by which counts, and what was done last; why, where that is not what was decided just now. */
    private String details(DomainReport domain) {
        String bounds = "Between " + ByteSize.format(domain.min()) + " and " + ByteSize.format(domain.max());
        String source = domain.hitRatio()
                .map(ratio -> "; hit ratio by " + ratio.source())
                .orElse("");
        return bounds + source
                + domain.lastMove().map(move -> lastMove(domain, move)).orElse("") + ".";
    }

    private String lastMove(DomainReport domain, MoveReport move) {
        String what = move.outcome().equals("applied") ? "" : " (" + move.outcome() + ")";
        String why = domain.decision().contains(move.reason()) ? "" : ": " + move.reason();
        return "; last resized at " + time.format(move.time()) + ", " + ByteSize.format(move.from()) + " to "
                + ByteSize.format(move.to()) + what + why;
    }

    /** Why a domain that runs is not resized says more than that it runs. */
    static String state(DomainReport domain) {
        boolean plain =
                domain.condition().equals("normal") || domain.condition().equals("left-alone");
        return plain ? domain.state() : domain.condition();
    }

    private String ratio(HitRatioReport ratio) {
        double halfWidth = (ratio.high() - ratio.low()) / 2;
        return String.format(Locale.ROOT, "%.3f %s%.3f", ratio.estimate(), terminal.plusMinus(), halfWidth);
    }

    private String row(String name, String mode, String size, String ratio, String wanted) {
        return String.join(
                        " ",
                        terminal.cell(name, NAME_COLUMNS),
                        terminal.cell(mode, MODE_COLUMNS),
                        terminal.cell(size, SIZE_COLUMNS),
                        terminal.cell(ratio, RATIO_COLUMNS),
                        wanted)
                .stripTrailing();
    }
}
