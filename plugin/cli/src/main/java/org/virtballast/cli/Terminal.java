/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jline.utils.WCWidth;

/**
 * Makes text fit for a terminal: nothing in it commands the terminal, no line is longer than 80 columns, and symbols the
 * terminal's character set lacks are replaced.
 */
final class Terminal {
    static final int COLUMNS = 80;

    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    private static final Pattern DEVICE = Pattern.compile("/dev/(?:pts/\\d+|tty.*|console)");
    private static final Pattern READER = Pattern.compile("(?:pipe|socket):.*");

    private final boolean symbols;
    private final boolean colours;

    /** What is printed to no terminal, or to one without colours. */
    Terminal(Charset charset) {
        this(charset, false);
    }

    Terminal(Charset charset, boolean colours) {
        symbols = charset.newEncoder().canEncode("→±…");
        this.colours = colours;
    }

    /** Whether this command prints to a terminal, and nobody forbade colours there. */
    static boolean showsColours() {
        return System.getenv("NO_COLOR") == null
                && !"dumb".equals(System.getenv("TERM"))
                && isTerminal(STANDARD_OUTPUT);
    }

    /** Whether another program reads what this command prints: then only its end can be in the way of writing. */
    static boolean isRead() {
        return isRead(STANDARD_OUTPUT);
    }

    static boolean isRead(Path descriptor) {
        return leadsTo(READER, descriptor);
    }

    /** Not by Java's console, which from version 22 on is there without a terminal too. */
    static boolean isTerminal(Path descriptor) {
        return leadsTo(DEVICE, descriptor);
    }

    private static boolean leadsTo(Pattern what, Path descriptor) {
        try {
            return what.matcher(Files.readSymbolicLink(descriptor).toString()).matches();
        } catch (IOException | UnsupportedOperationException e) {
            // Without /proc nobody knows: text without colours can be read everywhere, and a failure is told.
            return false;
        }
    }

    /** Whether colours are shown. */
    boolean colours() {
        return colours;
    }

    /** The text in a foreground colour where colours are shown; it must be safe. */
    String coloured(String text, int colour) {
        return colours ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }

    String arrow() {
        return symbols ? "→" : "->";
    }

    String plusMinus() {
        return symbols ? "±" : "+-";
    }

    /**
     * The text with a question mark for each character that a terminal obeys rather than shows: controls, and what turns
     * the direction of writing or is invisible. Names of domains are chosen by whoever may define one.
     */
    static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(obeyed(c) ? '?' : c));
        return safe.toString();
    }

    /** At most that many columns of a text; what is cut leaves a mark. */
    String truncated(String text, int columns) {
        String safe = safe(text);
        if (columns(safe) <= columns) {
            return safe;
        }
        return safe.substring(0, fitting(safe, columns - 1)) + (symbols ? "…" : "~");
    }

    /** The same, filled up with blanks to that many columns. */
    String cell(String text, int columns) {
        String cell = truncated(text, columns);
        return cell + " ".repeat(columns - columns(cell));
    }

    /** How many columns a text takes: Chinese, Japanese and Korean characters and most symbols take two. */
    private static int columns(String text) {
        return text.codePoints().map(Terminal::columns).sum();
    }

    private static int columns(int codePoint) {
        return Math.max(0, WCWidth.wcwidth(codePoint));
    }

    /** How many chars of a text fit into that many columns. */
    private static int fitting(String text, int columns) {
        int end = 0;
        int left = columns;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            left -= columns(codePoint);
            if (left < 0) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return end;
    }

    /** The text in lines of at most 80 columns, all indented alike; a word that is longer is broken. */
    static List<String> wrapped(String text, int indent) {
        int most = COLUMNS - indent;
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : safe(text).split(" ", -1)) {
            if (line.length() > 0 && columns(line.toString()) + 1 + columns(word) > most) {
                lines.add(" ".repeat(indent) + line);
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
            while (columns(line.toString()) > most) {
                int end = fitting(line.toString(), most);
                lines.add(" ".repeat(indent) + line.substring(0, end));
                line.delete(0, end);
            }
        }
        if (line.length() > 0 || lines.isEmpty()) {
            lines.add(" ".repeat(indent) + line);
        }
        return lines;
    }

    private static boolean obeyed(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
