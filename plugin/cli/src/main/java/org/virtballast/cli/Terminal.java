/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes text fit for a terminal: nothing in it commands the terminal, no line is longer than 80 columns, and symbols the
 * terminal's character set lacks are replaced.
 */
final class Terminal {
    static final int COLUMNS = 80;

    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    private static final Pattern DEVICE = Pattern.compile("/dev/(?:pts/\\d+|tty.*|console)");

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

    /** Not by Java's console, which from version 22 on is there without a terminal too. */
    static boolean isTerminal(Path descriptor) {
        try {
            return DEVICE.matcher(Files.readSymbolicLink(descriptor).toString()).matches();
        } catch (IOException | UnsupportedOperationException e) {
            // Without /proc nobody knows, and text without colours can be read everywhere.
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
        if (safe.codePointCount(0, safe.length()) <= columns) {
            return safe;
        }
        return safe.substring(0, safe.offsetByCodePoints(0, columns - 1)) + (symbols ? "…" : "~");
    }

    /** The same, filled up with blanks to that many columns. */
    String cell(String text, int columns) {
        String cell = truncated(text, columns);
        return cell + " ".repeat(columns - cell.codePointCount(0, cell.length()));
    }

    /** The text in lines of at most 80 columns, all indented alike; a word that is longer is broken. */
    static List<String> wrapped(String text, int indent) {
        int most = COLUMNS - indent;
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : safe(text).split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > most) {
                lines.add(" ".repeat(indent) + line);
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
            while (line.length() > most) {
                lines.add(" ".repeat(indent) + line.substring(0, most));
                line.delete(0, most);
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
