/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.cli.TopView.Next;
import org.virtballast.core.report.DomainReport;
import org.virtballast.spi.ByteSize;

/** The keys of {@code top}. */
final class TopViewTest {
    private static final int PAGE = 10;

    private final TopView view = new TopView(TopOrder.LACKING, Duration.ofSeconds(1));

    @Test
    void letters_chooseTheOrder() {
        for (TopOrder order : TopOrder.values()) {
            assertEquals(Next.DRAW, view.press(order.key(), PAGE));
            assertEquals(order, view.order());
        }
        assertEquals(Next.WAIT, view.press("Z", PAGE));
        assertEquals(TopOrder.MOVE, view.order());
    }

    @ParameterizedTest
    @CsvSource({
        "LACKING, c a b d",
        "NAME, a b c d",
        "SIZE, b c a d",
        "ACCESSES, a c b d",
        "MOVE, c b a d",
    })
    void order_isWhatItsNameSays(TopOrder order, String expected) {
        List<DomainReport> domains = List.of(
                SampleReports.unmeasured("d"),
                busy(3, "c", 3, 0.60, 20, 30),
                busy(1, "a", 2, 0.70, 30, 10),
                busy(2, "b", 4, 0.99, 10, 20));

        assertEquals(expected, names(order.sorted(domains, false)));
        assertEquals(new StringBuilder(expected).reverse().toString(), names(order.sorted(domains, true)));
    }

    @Test
    void arrows_stayWithinTheGuests() {
        view.press(TopConsole.UP, PAGE);
        assertEquals(0, view.first(25, PAGE));
        view.press(TopConsole.DOWN, PAGE);
        assertEquals(1, view.first(25, PAGE));
        view.press(TopConsole.PAGE_DOWN, PAGE);
        assertEquals(11, view.first(25, PAGE));
        view.press(TopConsole.END, PAGE);
        assertEquals(15, view.first(25, PAGE));
        view.press(TopConsole.DOWN, PAGE);
        assertEquals(15, view.first(25, PAGE));
        view.press(TopConsole.PAGE_UP, PAGE);
        assertEquals(5, view.first(25, PAGE));
        view.press(TopConsole.HOME, PAGE);
        assertEquals(0, view.first(25, PAGE));
        view.press(TopConsole.END, PAGE);
        assertEquals(0, view.first(3, PAGE));
    }

    @Test
    void delay_isTyped() {
        type("d", "2", ".", "5", TopConsole.BACKSPACE, "7", TopConsole.ENTER);
        assertEquals(Duration.ofMillis(2700), view.delay());
        assertEquals(Optional.empty(), view.typed());

        // What is no delay leaves the one there was, and so does who changes his mind.
        type("s", "0", TopConsole.ENTER);
        type("s", "q", TopConsole.ENTER);
        type("s", "9", TopConsole.ESCAPE);
        type("s", TopConsole.BACKSPACE, TopConsole.ENTER);
        assertEquals(Duration.ofMillis(2700), view.delay());

        type("s", "1", "m", TopConsole.ENTER);
        assertEquals(Duration.ofMinutes(1), view.delay());
        type("s");
        "1".repeat(100).chars().forEach(digit -> view.press(String.valueOf((char) digit), PAGE));
        assertEquals(12, view.typed().orElseThrow().length());
    }

    @Test
    void help_isLeftByAnyKey() {
        view.press("h", PAGE);
        assertTrue(view.help());
        assertEquals(Next.DRAW, view.press("q", PAGE));
        assertFalse(view.help());
        assertEquals(Next.QUIT, view.press("q", PAGE));
    }

    @Test
    void changedTerminal_isDrawnAnew_whateverIsShown() {
        assertEquals(Next.DRAW, view.press(TopConsole.CHANGED, PAGE));
        type("d", "7");
        assertEquals(Next.DRAW, view.press(TopConsole.CHANGED, PAGE));
        assertEquals(Optional.of("7"), view.typed());
        type(TopConsole.ESCAPE, "h");
        assertEquals(Next.DRAW, view.press(TopConsole.CHANGED, PAGE));
        assertTrue(view.help());
    }

    @Test
    void space_asksAtOnce_andRTurnsTheOrderRound() {
        assertEquals(Next.ASK, view.press(" ", PAGE));
        assertEquals(Next.ASK, view.press(TopConsole.ENTER, PAGE));
        view.press("R", PAGE);
        assertTrue(view.reversed());
        view.press("R", PAGE);
        assertFalse(view.reversed());
    }

    private void type(String... keys) {
        for (String key : keys) {
            view.press(key, PAGE);
        }
    }

    private static DomainReport busy(long id, String name, long gib, double ratio, double accesses, long moved) {
        return SampleReports.busy(
                new UUID(0, id), name, gib * ByteSize.GIB, ratio, accesses, SampleReports.TIME.plusSeconds(moved));
    }

    private static String names(List<DomainReport> domains) {
        return String.join(" ", domains.stream().map(DomainReport::name).toList());
    }
}
