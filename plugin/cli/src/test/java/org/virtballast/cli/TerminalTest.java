/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TerminalTest {
    @TempDir
    private Path temporary;

    private final Terminal terminal = new Terminal(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000", "\u001b", "\n", "\t", "\u007f", "\u009b", "\u202e", "\u200b", "\u2028", "\ud800", "\uffff"
            })
    void whatATerminalObeys_isReplaced(String character) {
        assertEquals("a?b", Terminal.safe("a" + character + "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "web-1.example", "für alle", "数据库", "😀"})
    void whatATerminalShows_stays(String text) {
        assertEquals(text, Terminal.safe(text));
    }

    @ParameterizedTest
    @CsvSource({"abc, 3, abc", "abcd, 3, ab…", "😀😀😀, 3, 😀…", "😀😀😀, 4, 😀…", "😀😀, 4, 😀😀"})
    void truncated_cutsAtColumnsAndWholeCharacters(String text, int columns, String expected) {
        assertEquals(expected, terminal.truncated(text, columns));
    }

    @ParameterizedTest
    @CsvSource({"pipe:[123], true", "socket:[123], true", "/dev/full, false", "/dev/pts/3, false"})
    void reader_isKnownByTheDescriptor(String target, boolean expected) throws Exception {
        assertEquals(expected, Terminal.isRead(Files.createSymbolicLink(temporary.resolve("1"), Path.of(target))));
    }

    @Test
    void wideCharacters_takeTwoColumns() {
        String name = "データベース東京本番";

        assertEquals("データベー… ", terminal.cell(name, 12));
        assertEquals("デ ", terminal.cell("デ", 3));
        assertEquals(List.of("  " + "東".repeat(39), "  " + "東".repeat(11)), Terminal.wrapped("東".repeat(50), 2));
    }

    @ParameterizedTest
    @CsvSource({"/dev/pts/3, true", "/dev/tty1, true", "/dev/console, true", "pipe:[123], false", "/dev/null, false"})
    void terminal_isKnownByItsDevice(String target, boolean expected) throws Exception {
        Path descriptor = Files.createSymbolicLink(temporary.resolve("1"), Path.of(target));

        assertEquals(expected, Terminal.isTerminal(descriptor));
        assertFalse(Terminal.isTerminal(temporary.resolve("2")));
    }

    @Test
    void wrapped_keepsWordsWhole() {
        List<String> lines = Terminal.wrapped("word ".repeat(40).strip(), 4);

        assertEquals(3, lines.size());
        assertTrue(lines.stream().allMatch(line -> line.matches(" {4}word( word)*")), lines::toString);
        assertTrue(lines.stream().allMatch(line -> line.length() <= Terminal.COLUMNS), lines::toString);
    }

    @Test
    void wrapped_breaksWhatIsLongerThanALine() {
        assertEquals(List.of("x".repeat(80), "x".repeat(80), "x y"), Terminal.wrapped("x".repeat(161) + " y", 0));
    }

    @Test
    void wrapped_emptyText_isAnEmptyLine() {
        assertEquals(List.of(""), Terminal.wrapped("", 0));
    }
}
