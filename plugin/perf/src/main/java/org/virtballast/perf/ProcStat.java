/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What matters here of a {@code stat} file in procfs.
 *
 * @param name what the thread is called, at most 15 bytes
 * @param startTicks when it started, in clock ticks since boot (field 22 of {@code proc(5)})
 */
record ProcStat(String name, long startTicks) {
    /** Fields 3 to 22 follow the name. */
    private static final int START_AFTER_NAME = 22 - 3;

    /**
     * Reads the file of a process or a thread.
     *
     * @throws IOException where it is not there, or is no such file
     */
    static ProcStat read(Path file) throws IOException {
        // A name is any bytes; as Latin-1 they are never malformed.
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int open = text.indexOf('(');
        // A name may have parentheses and spaces of its own, what follows it has none.
        int close = text.lastIndexOf(") ");
        String[] fields = close < 0 ? new String[0] : text.substring(close + 2).split(" ", -1);
        if (open < 0 || fields.length <= START_AFTER_NAME) {
            throw new IOException(file + " does not look like a stat file of procfs: '" + text.strip() + "'");
        }
        try {
            return new ProcStat(text.substring(open + 1, close), Long.parseLong(fields[START_AFTER_NAME]));
        } catch (NumberFormatException e) {
            throw new IOException(file + " has no start time: '" + text.strip() + "'", e);
        }
    }
}
