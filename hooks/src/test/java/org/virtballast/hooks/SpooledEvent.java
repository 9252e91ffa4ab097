/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.hooks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One file of the spool. Every character stands for one byte, so that nothing is lost by decoding. */
record SpooledEvent(String file, String operation, String subOperation, String extra, String domain, String xml) {

    /** What the daemon would see in the folder, in the order in which it would see it. */
    static List<SpooledEvent> readAll(Path spool) throws IOException {
        List<SpooledEvent> events = new ArrayList<>();
        for (String name : names(spool)) {
            if (!name.startsWith(".")) {
                events.add(read(spool.resolve(name)));
            }
        }
        return events;
    }

    /** The names of all files in the folder, temporary ones too, sorted. */
    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static SpooledEvent read(Path file) throws IOException {
        String[] fields = Files.readString(file, StandardCharsets.ISO_8859_1).split("\0", 5);
        return new SpooledEvent(file.getFileName().toString(), fields[0], fields[1], fields[2], fields[3], fields[4]);
    }
}
