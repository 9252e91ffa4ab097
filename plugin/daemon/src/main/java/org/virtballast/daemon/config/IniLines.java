/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Knows on which line each section and key of an INI text stands, which the parser does not keep, and refuses the lines
 * that the parser would accept and read differently from the person who wrote them.
 */
final class IniLines {
    private final Path file;
    private final Map<String, Integer> sections = new HashMap<>();
    private final Map<String, Map<String, Integer>> keys = new HashMap<>();
    private final StringBuilder bare = new StringBuilder();

    /** @throws ConfigurationException where a line is neither section, comment nor assignment, or a key is set twice */
    IniLines(Path file, String text) throws ConfigurationException {
        this.file = file;
        String section = null;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            String content = withoutComment(line).strip();
            if (content.startsWith("[")) {
                section = sectionName(content, number);
                sections.putIfAbsent(section, number);
            } else if (!content.isEmpty()) {
                add(section, content, number);
            }
            bare.append(content).append('\n');
        }
    }

    /** The text without its comments, line for line: a quote in a comment would mislead the parser. */
    String bareText() {
        return bare.toString();
    }

    /** Where a section begins, as the start of a sentence. */
    String where(String section) {
        return where(sections.getOrDefault(section, 0));
    }

    /** Where a key is set, as the start of a sentence. */
    String where(String section, String key) {
        return where(keys.getOrDefault(section, Map.of()).getOrDefault(key, 0));
    }

    private String where(int line) {
        return file + " line " + line;
    }

    private String sectionName(String content, int number) throws ConfigurationException {
        int end = content.indexOf(']');
        if (end != content.length() - 1 || content.substring(1, end).isBlank()) {
            throw new ConfigurationException(
                    where(number) + ": '" + Excerpt.of(content) + "' begins like a section but is no [name].");
        }
        return content.substring(1, end);
    }

    private void add(String section, String content, int number) throws ConfigurationException {
        int separator = content.indexOf('=');
        String key = separator < 0 ? "" : content.substring(0, separator).strip();
        if (key.isEmpty()) {
            throw new ConfigurationException(where(number) + ": '" + Excerpt.of(content)
                    + "' is neither a [section], a comment nor 'key = value'.");
        }
        if (section == null) {
            throw new ConfigurationException(
                    where(number) + ": '" + Excerpt.of(key) + "' stands before the first [section].");
        }
        if (content.indexOf('"') >= 0 || content.indexOf('\'') >= 0) {
            throw new ConfigurationException(where(number) + ": [" + Excerpt.of(section) + "] " + Excerpt.of(key)
                    + " holds a quote: values are written without quotes.");
        }
        if (content.endsWith("\\")) {
            throw new ConfigurationException(where(number) + ": [" + Excerpt.of(section) + "] " + Excerpt.of(key)
                    + " ends in a backslash: a value stands on one line.");
        }
        Integer before = keys.computeIfAbsent(section, name -> new HashMap<>()).putIfAbsent(key, number);
        if (before != null) {
            throw new ConfigurationException(where(number) + ": [" + Excerpt.of(section) + "] " + Excerpt.of(key)
                    + " is already set in line " + before + ": remove one of the two.");
        }
    }

    /** A comment begins with {@code ;} or {@code #}, at the start of a line or after white space. */
    private static String withoutComment(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c == ';' || c == '#') && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
                return line.substring(0, i);
            }
        }
        return line;
    }
}
