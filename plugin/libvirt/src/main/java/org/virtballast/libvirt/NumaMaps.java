/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.virtballast.spi.ByteSize;

/** Reads a process's {@code numa_maps}: what of each area of its memory is resident, and on which nodes of the host. */
final class NumaMaps {
    private static final String PAGE_SIZE = "kernelpagesize_kB=";
    private static final int DIGITS = 16;

    /** What a page is where a line does not tell. */
    private static final long PAGE_KIB = 4;

    private NumaMaps() {}

    /**
     * An area of memory.
     *
     * @param start its first address
     * @param bytes what of it is resident on each node
     */
    record Area(long start, Map<Integer, Long> bytes) {
        /** What is resident on these nodes, in bytes. */
        long on(Set<Integer> nodes) {
            return bytes.entrySet().stream()
                    .filter(entry -> nodes.contains(entry.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        /** What is resident at all, in bytes. */
        long all() {
            return bytes.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * Adds up a number of each area.
     *
     * @param process its folder in /proc
     * @return absent where there is no area: the process ended
     */
    static OptionalLong sum(Path process, ToLongFunction<Area> number) throws IOException {
        long sum = 0;
        boolean any = false;
        // Names of files are in it, of any bytes.
        try (BufferedReader lines =
                Files.newBufferedReader(process.resolve("numa_maps"), StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Area area = area(line);
                any |= area.start() >= 0;
                sum += number.applyAsLong(area);
            }
        }
        return any ? OptionalLong.of(sum) : OptionalLong.empty();
    }

    /** An area as a line has it: {@code 7fcdb3a00000 default anon=16384 N0=16384 kernelpagesize_kB=4}. */
    private static Area area(String line) {
        String[] words = line.split(" ", -1);
        Map<Integer, Long> pages = new HashMap<>();
        long page = PAGE_KIB;
        for (String word : words) {
            if (word.startsWith(PAGE_SIZE)) {
                page = Math.max(1, Numbers.small(word.substring(PAGE_SIZE.length())));
            } else if (word.startsWith("N")) {
                int equals = word.indexOf('=');
                int node = equals < 0 ? -1 : Numbers.small(word.substring(1, equals));
                long count = equals < 0 ? -1 : count(word.substring(equals + 1));
                if (node >= 0 && count >= 0) {
                    pages.put(node, count);
                }
            }
        }
        long bytes = page * ByteSize.KIB;
        pages.replaceAll((node, count) -> count * bytes);
        return new Area(address(words[0]), pages);
    }

    private static long count(String text) {
        // A page each of 4 KiB and more: 12 digits are more memory than there is.
        return text.length() <= 12 && text.matches("[0-9]+") ? Long.parseLong(text) : -1;
    }

    /** An address in hexadecimal digits; −1 where it is none, or not one of a process. */
    static long address(String text) {
        if (text.isEmpty() || text.length() > DIGITS || !text.matches("[0-9a-f]+")) {
            return -1;
        }
        return Math.max(-1, Long.parseUnsignedLong(text, 16));
    }
}
