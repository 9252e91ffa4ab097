/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads events that happen when a process gets to a place in a program or library. */
final class UprobeParser {
    static final String PREFIX = "uprobe:";

    private static final Pattern AT_OFFSET = Pattern.compile("uprobe:(/.+)@(0[xX]\\p{XDigit}+|\\d+)");
    private static final Pattern AT_SYMBOL = Pattern.compile("uprobe:(/.+):([^:/@,\\s]+)");

    private final Path sysRoot;

    UprobeParser(Path sysRoot) {
        this.sysRoot = sysRoot;
    }

    /**
     * Reads {@code uprobe:FILE@OFFSET} or {@code uprobe:FILE:SYMBOL}.
     *
     * @throws IllegalArgumentException where it is neither, or the place is not there
     * @throws IOException where the file or sysfs cannot be read
     */
    PerfEvent parse(String spec) throws IOException {
        Matcher atOffset = AT_OFFSET.matcher(spec);
        Matcher atSymbol = AT_SYMBOL.matcher(spec);
        if (atOffset.matches()) {
            Path file = file(atOffset.group(1));
            return event(spec, file, offset(file, atOffset.group(2)));
        }
        if (atSymbol.matches()) {
            Path file = file(atSymbol.group(1));
            return event(spec, file, offsetOfSymbol(file, atSymbol.group(2)));
        }
        throw new IllegalArgumentException(
                "a uprobe is written uprobe:FILE@OFFSET or uprobe:FILE:SYMBOL, with the file's whole path");
    }

    private PerfEvent event(String spec, Path file, long offset) throws IOException {
        int type = Pmu.named(sysRoot, "uprobe").type();
        return new PerfEvent(spec, type, new ConfigWords(0, 0, offset, 0), Optional.of(file.toString()), false);
    }

    private static Path file(String name) {
        Path file = Path.of(name);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file '" + name + "' to probe; give the whole path of one");
        }
        return file;
    }

    private static long offset(Path file, String text) throws IOException {
        long offset = Numbers.unsigned(text);
        if (Long.compareUnsigned(offset, Files.size(file)) >= 0) {
            throw new IllegalArgumentException("the offset is not below the size of '" + file + "', " + Files.size(file)
                    + " bytes; an offset is that of an instruction in the file");
        }
        return offset;
    }

    private static long offsetOfSymbol(Path path, String symbol) throws IOException {
        try (ElfFile file = ElfFile.open(path)) {
            return file.offsetOf(symbol);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + path + "' cannot be searched: " + e.getMessage(), e);
        }
    }
}
