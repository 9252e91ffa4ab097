/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.HitRatioReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.spi.ByteSize;

/** What {@code top} shows, as lines: a head, guests, and the last resizes. */
final class TopScreen {
    private static final int NAME_COLUMNS = 14;
    private static final int MOST_NAME = 40;
    private static final int STATE_COLUMNS = 9;
    private static final int SIZE_BAR = 14;
    private static final int SIZE_COLUMNS = 17;
    private static final int RATIO_BAR = 10;
    private static final int BUDGET_BAR = 40;

    /** Lines of the head: host, budget, guests, an empty one, and the names of the columns. */
    private static final int HEAD = 5;

    /** At most so many lines for resizes, and a third of the screen. */
    private static final int MOST_MOVES = 10;

    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final AttributedStyle BOLD = AttributedStyle.BOLD;
    private static final AttributedStyle BELOW = AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
    private static final AttributedStyle GIVEN = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle TAKEN = AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
    private static final AttributedStyle TITLE = AttributedStyle.INVERSE;

    private final Terminal terminal;
    private final DateTimeFormatter time;

    /**
     * What is known at a moment.
     *
     * @param report the last answer of the daemon
     * @param moves the resizes that were seen, the last first
     * @param trouble why the daemon did not answer since; absent where it did
     */
    record Frame(StatusReport report, List<SeenMoves.Seen> moves, Optional<String> trouble) {}

    TopScreen(Terminal terminal, ZoneId zone) {
        this.terminal = terminal;
        time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    /** How many guests are shown at a time on a screen of so many rows. */
    int page(int rows) {
        return Math.max(1, rows - HEAD - moveRows(rows));
    }

    /** A screen full: exactly so many lines, none of them longer than a row. */
    List<AttributedString> page(Frame frame, TopView view, int columns, int rows) {
        List<AttributedString> lines = new ArrayList<>();
        if (view.help()) {
            help(view).forEach(line -> lines.add(new AttributedString(line)));
        } else {
            lines.addAll(head(frame, view, columns));
            List<DomainReport> domains = view.order().sorted(frame.report().domains(), view.reversed());
            int page = page(rows);
            int first = view.first(domains.size(), page);
            domains.stream().skip(first).limit(page).forEach(domain -> lines.add(row(domain, columns)));
            // Where guests leave room, more resizes are told of.
            int room = rows - lines.size();
            int moves = Math.max(0, Math.min(frame.moves().size(), Math.max(moveRows(rows) - 1, room - 1)));
            while (lines.size() < rows - moves - 1) {
                lines.add(AttributedString.EMPTY);
            }
            lines.addAll(moves(frame, moves));
        }
        List<AttributedString> fitting = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            AttributedString line = i < lines.size() ? lines.get(i) : AttributedString.EMPTY;
            AttributedString cut = line.columnSubSequence(0, columns);
            fitting.add(terminal.colours() ? cut : new AttributedString(cut.toString()));
        }
        return fitting;
    }

    /** Everything, in 80 columns and as many lines as it takes. */
    List<AttributedString> all(Frame frame, TopView view) {
        List<AttributedString> lines = new ArrayList<>(head(frame, view, Terminal.COLUMNS));
        view.order()
                .sorted(frame.report().domains(), view.reversed())
                .forEach(domain -> lines.add(row(domain, Terminal.COLUMNS)));
        lines.addAll(moves(frame, MOST_MOVES));
        return lines.stream()
                .map(line -> line.columnSubSequence(0, Terminal.COLUMNS))
                .toList();
    }

    private static int moveRows(int rows) {
        return Math.min(MOST_MOVES, rows / 3);
    }

    private List<AttributedString> head(Frame frame, TopView view, int columns) {
        StatusReport report = frame.report();
        List<AttributedString> lines = new ArrayList<>();
        lines.add(new AttributedString("virt-ballast top"
                + report.time().map(start -> " - " + time.format(start)).orElse("") + ", mode "
                + report.mode() + (report.paused() ? " (paused)" : "") + ", policy "
                + Terminal.safe(report.policy())
                + String.format(Locale.ROOT, ", cycle %d in %.1f ms", report.cycle(), report.cycleMillis())));
        lines.add(budget(report));
        lines.add(guests(report));
        lines.add(notice(frame, view));
        lines.add(new AttributedString(terminal.cell(title(columns), columns), terminal.colours() ? TITLE : PLAIN));
        return lines;
    }

    private AttributedString budget(StatusReport report) {
        double share = report.budget() > 0 ? (double) report.committed() / report.budget() : 0;
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append("Budget ").append(ByteSize.format(report.budget())).append(" [");
        int filled = cells(share, BUDGET_BAR);
        line.append("=".repeat(filled), share > 1 ? BELOW : PLAIN);
        line.append(" ".repeat(BUDGET_BAR - filled)).append("] ");
        line.append(String.format(Locale.ROOT, "%.0f %% committed", 100 * share));
        if (!report.pressure().equals("high")) {
            line.append(", pressure " + report.pressure(), BELOW);
        }
        return line.toAttributedString();
    }

    private static AttributedString guests(StatusReport report) {
        List<DomainReport> domains = report.domains();
        long unknown =
                domains.stream().filter(domain -> domain.hitRatio().isEmpty()).count();
        long below = domains.stream().filter(TopScreen::isBelow).count();
        long resizing = domains.stream()
                .filter(domain -> domain.target() != domain.current())
                .count();
        long held = domains.stream()
                .filter(domain -> domain.condition().equals("held"))
                .count();
        return new AttributedString(String.format(
                Locale.ROOT,
                "Guests %d: %d on target, %d below, %d unknown; %d resizing, %d held",
                domains.size(),
                domains.size() - unknown - below,
                below,
                unknown,
                resizing,
                held));
    }

    /** The line above the table: what is typed, what is wrong, or what the order is. */
    private static AttributedString notice(Frame frame, TopView view) {
        if (view.typed().isPresent()) {
            return new AttributedString(
                    "Delay, such as 2s (now " + view.delay().toMillis() / 1000.0 + "s): "
                            + view.typed().get() + "_",
                    BOLD);
        }
        Optional<String> wrong = frame.trouble()
                .or(() -> frame.report().connected()
                        ? Optional.empty()
                        : Optional.of("libvirt does not answer: no guest is resized until it does."))
                .or(() -> frame.report().problems().stream().findFirst());
        return wrong.map(text -> new AttributedString("! " + Terminal.safe(text), BELOW))
                .orElse(new AttributedString(
                        "By " + view.order() + (view.reversed() ? ", reversed" : "") + "; 'h' for help"));
    }

    private String title(int columns) {
        return String.join(
                " ",
                terminal.cell("DOMAIN", nameColumns(columns)),
                terminal.cell("STATE", STATE_COLUMNS),
                terminal.cell("SIZE OF MAX", SIZE_BAR + 2),
                terminal.cell("SIZE", SIZE_COLUMNS),
                terminal.cell("HIT RATIO", RATIO_BAR + 2),
                "NOW");
    }

    /** What a wide terminal has more goes to the names. */
    private static int nameColumns(int columns) {
        return NAME_COLUMNS + Math.max(0, Math.min(columns - Terminal.COLUMNS, MOST_NAME - NAME_COLUMNS));
    }

    private AttributedString row(DomainReport domain, int columns) {
        AttributedStyle style = domain.target() == domain.current() ? PLAIN : BOLD;
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append(terminal.cell(domain.name(), nameColumns(columns)), style).append(" ");
        line.append(terminal.cell(state(domain), STATE_COLUMNS)).append(" ");
        sizeBar(line, domain);
        line.append(" ")
                .append(terminal.cell(size(domain), SIZE_COLUMNS), style)
                .append(" ");
        ratioBar(line, domain);
        return line.toAttributedString();
    }

    private static String state(DomainReport domain) {
        return domain.mode().equals("auto") ? StatusText.state(domain) : domain.mode();
    }

    private String size(DomainReport domain) {
        String size = ByteSize.format(domain.current());
        return domain.target() == domain.current() ? size : size + terminal.arrow() + ByteSize.format(domain.target());
    }

    private static void sizeBar(AttributedStringBuilder line, DomainReport domain) {
        double max = Math.max(1, domain.max());
        int current = cells(domain.current() / max, SIZE_BAR);
        int target = cells(domain.target() / max, SIZE_BAR);
        int kept = Math.min(current, target);
        line.append("[").append("=".repeat(kept));
        if (target > current) {
            line.append("+".repeat(target - kept), GIVEN);
        } else {
            line.append("-".repeat(current - kept), TAKEN);
        }
        line.append(" ".repeat(SIZE_BAR - Math.max(current, target))).append("]");
    }

    private static void ratioBar(AttributedStringBuilder line, DomainReport domain) {
        int filled = domain.hitRatio()
                .map(ratio -> cells(ratio.estimate(), RATIO_BAR))
                .orElse(0);
        int wanted = Math.max(0, cells(domain.targetHitRatio(), RATIO_BAR) - 1);
        AttributedStyle style = isBelow(domain) ? BELOW : PLAIN;
        line.append("[");
        for (int i = 0; i < RATIO_BAR; i++) {
            boolean shown = i < filled;
            line.append(i == wanted ? "!" : shown ? "=" : " ", shown ? style : PLAIN);
        }
        line.append("] ");
        line.append(
                domain.hitRatio()
                        .map(ratio -> String.format(Locale.ROOT, "%.3f", ratio.estimate()))
                        .orElse("-"),
                style);
    }

    /** Whether the guest is certainly below the hit ratio that it should have. */
    private static boolean isBelow(DomainReport domain) {
        return domain.hitRatio()
                .map(HitRatioReport::high)
                .filter(high -> high < domain.targetHitRatio())
                .isPresent();
    }

    private static int cells(double share, int width) {
        return (int) Math.round(Math.max(0, Math.min(1, share)) * width);
    }

    private List<AttributedString> moves(Frame frame, int most) {
        List<AttributedString> lines = new ArrayList<>();
        lines.add(new AttributedString(frame.moves().isEmpty() ? "No resize yet." : "Resizes, the last first:", BOLD));
        frame.moves().stream().limit(most).forEach(seen -> {
            String outcome = seen.move().outcome().equals("applied")
                    ? ""
                    : " (" + seen.move().outcome() + ")";
            lines.add(new AttributedString(time.format(seen.move().time()) + " "
                    + terminal.truncated(seen.domain(), NAME_COLUMNS) + " "
                    + ByteSize.format(seen.move().from())
                    + terminal.arrow() + ByteSize.format(seen.move().to()) + outcome + ": "
                    + Terminal.safe(seen.move().reason())));
        });
        return lines;
    }

    private static List<String> help(TopView view) {
        return List.of(
                "Keys of virt-ballast top",
                "",
                "  h ?           this page; any key leaves it",
                "  q             leaves",
                "  space, Enter  asks the daemon now",
                "  d s           changes the delay (now " + view.delay().toMillis() / 1000.0 + "s)",
                "  L             the guests furthest below their wanted hit ratio first",
                "  M             the biggest first",
                "  P             those first that access memory most often",
                "  T             those first that were resized last",
                "  N             by name",
                "  R             turns the order round",
                "  up, down, page up, page down, home, end: other guests",
                "",
                "Sizes, of the maximum:  = has   + is being given   - is being taken",
                "Hit ratios:             = has   ! wanted");
    }
}
