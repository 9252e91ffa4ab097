/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.spi.ByteSize;

/** What {@code top} draws. */
final class TopScreenTest {
    private final TopView view = new TopView(TopOrder.LACKING, Duration.ofSeconds(1));
    private final SeenMoves moves = new SeenMoves();

    @Test
    void page_showsHostGuestsAndResizes() {
        StatusReport report = SampleReports.status(
                "auto",
                List.of(
                        SampleReports.domain("db", "auto", 2 * ByteSize.GIB, 4 * ByteSize.GIB, "Gave."),
                        SampleReports.domain("shrinks", "auto", 4 * ByteSize.GIB, 3 * ByteSize.GIB, "Took."),
                        SampleReports.unmeasured("new"),
                        SampleReports.busy(new UUID(0, 1), "web1", 6 * ByteSize.GIB, 0.6, 1e6, SampleReports.TIME)));
        moves.add(report);

        assertEquals("""
                virt-ballast top - 03:04:05, mode auto, policy hit-ratio, cycle 7 in 1.3 ms
                Budget 64GiB [==============================          ] 75 % committed
                Guests 4: 2 on target, 1 below, 1 unknown; 2 resizing, 0 held
                By lacking; 'h' for help
                DOMAIN         STATE     SIZE OF MAX      SIZE              HIT RATIO    NOW
                web1           running   [===========   ] 6GiB              [======   !] 0.600
                db             running   [====+++       ] 2GiB→4GiB         [=========!] 0.962
                shrinks        running   [=====--       ] 4GiB→3GiB         [=========!] 0.962
                new            running   [==            ] 1GiB              [         !] -




                Resizes, the last first:
                03:04:05 web1 2GiB→6GiB: it needs less
                """, text(page(report, 80, 15)));
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "80, 6", "40, 10", "200, 60", "10, 5", "1, 1"})
    void page_fitsItsScreen(int columns, int rows) {
        List<DomainReport> domains = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            domains.add(SampleReports.busy(
                    new UUID(0, i),
                    "guest\u001b[2J-with-a-name-that-is-longer-than-its-column-" + i,
                    (1 + i % 8) * ByteSize.GIB,
                    0.5,
                    1,
                    SampleReports.TIME));
        }
        StatusReport report = SampleReports.status("auto", domains, "Something\u0007 is wrong. ".repeat(20));
        moves.add(report);

        List<AttributedString> lines = page(report, columns, rows);

        assertEquals(rows, lines.size());
        for (AttributedString line : lines) {
            assertTrue(line.columnLength() <= columns, line.toString());
            assertTrue(line.toString().chars().noneMatch(Character::isISOControl), line.toString());
        }
        view.press("h", 10);
        assertEquals(rows, page(report, columns, rows).size());
    }

    @Test
    void trouble_isSaidWithTheLastThatIsKnown() {
        StatusReport report = SampleReports.status("auto", List.of(SampleReports.unmeasured("web1")));
        List<AttributedString> lines =
                screen(false).page(new TopScreen.Frame(report, List.of(), Optional.of("It is gone.")), view, 80, 12);

        assertTrue(text(lines).contains("! It is gone.\n"), text(lines));
        assertTrue(text(lines).contains("web1 "), text(lines));
        assertTrue(text(lines).contains("No resize yet."), text(lines));
    }

    @Test
    void batch_showsAllGuests() {
        List<DomainReport> domains = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            domains.add(SampleReports.domain("guest" + i, "auto", "Kept."));
        }
        List<AttributedString> lines = screen(false)
                .all(new TopScreen.Frame(SampleReports.status("auto", domains), List.of(), Optional.empty()), view);

        assertEquals(
                60,
                lines.stream()
                        .filter(line -> line.toString().startsWith("guest"))
                        .count());
    }

    @Test
    void wideTerminal_hasRoomForNames() {
        String name = "a-guest-with-a-name-of-33-columns";
        StatusReport report = SampleReports.status("auto", List.of(SampleReports.unmeasured(name)));

        assertTrue(text(page(report, 100, 10)).contains(name + " "));
    }

    @Test
    void resizes_areRememberedOnceEach() {
        for (int i = 0; i < 3; i++) {
            for (int time = 0; time <= i; time++) {
                moves.add(SampleReports.status(
                        "auto",
                        List.of(SampleReports.busy(
                                new UUID(0, 1), "web1", ByteSize.GIB, 0.9, 1, SampleReports.TIME.plusSeconds(i)))));
            }
        }
        assertEquals(
                List.of(2L, 1L, 0L),
                moves.lastFirst().stream()
                        .map(seen -> Duration.between(
                                        SampleReports.TIME, seen.move().time())
                                .toSeconds())
                        .toList());
    }

    @Test
    void moreResizesThanAreRemembered_areToldOfOnce() {
        List<DomainReport> domains = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            domains.add(SampleReports.busy(
                    new UUID(0, i), "web" + i, ByteSize.GIB, 0.9, 1, SampleReports.TIME.plusSeconds(i)));
        }
        moves.add(SampleReports.status("auto", domains));
        List<SeenMoves.Seen> first = moves.lastFirst();
        moves.add(SampleReports.status("auto", domains));

        assertEquals(100, first.size());
        assertEquals("web149", first.get(0).domain());
        assertEquals(first, moves.lastFirst());
    }

    @Test
    void colours_areThereOnlyWhereTheyAreWanted() {
        StatusReport report = SampleReports.status(
                "auto", List.of(SampleReports.busy(new UUID(0, 1), "web1", ByteSize.GIB, 0.5, 1, SampleReports.TIME)));
        TopScreen.Frame frame = new TopScreen.Frame(report, List.of(), Optional.empty());

        assertTrue(screen(true).page(frame, view, 80, 10).stream()
                .anyMatch(line -> line.toAnsi().contains("\u001b[31m")));
        assertTrue(screen(false).page(frame, view, 80, 10).stream()
                .noneMatch(line -> line.toAnsi().contains("\u001b")));
    }

    private static TopScreen screen(boolean colours) {
        return new TopScreen(new Terminal(StandardCharsets.UTF_8, colours), ZoneOffset.UTC);
    }

    private List<AttributedString> page(StatusReport report, int columns, int rows) {
        return screen(true).page(new TopScreen.Frame(report, moves.lastFirst(), Optional.empty()), view, columns, rows);
    }

    private static String text(List<AttributedString> lines) {
        return lines.stream()
                .map(line -> line.toString().stripTrailing() + "\n")
                .collect(Collectors.joining());
    }
}
