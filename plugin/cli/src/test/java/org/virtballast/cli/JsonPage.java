/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of docs/json.md.
 *
 * @param text all of it
 * @param tables the fields of each object, by the heading above them
 */
record JsonPage(String text, Map<String, List<Field>> tables) {
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (.+?) \\|(?: .+?)? \\| (.+?) \\| (.+) \\|");

    /**
     * A field.
     *
     * @param name its name
     * @param type the type's word
     * @param nullable whether it may be null
     * @param meaning what it is
     */
    record Field(String name, String type, boolean nullable, String meaning) {}

    static JsonPage read() throws IOException {
        Path file = Path.of("../../docs/json.md");
        Map<String, List<Field>> tables = new LinkedHashMap<>();
        String heading = "";
        for (String line : Files.readAllLines(file)) {
            Matcher row = ROW.matcher(line);
            if (line.startsWith("#")) {
                heading = line.replaceFirst("#+ ", "");
            } else if (row.matches()) {
                tables.computeIfAbsent(heading, name -> new ArrayList<>())
                        .add(new Field(row.group(1), row.group(2), !row.group(3).equals("never"), row.group(4)));
            }
        }
        return new JsonPage(Files.readString(file), tables);
    }

    /** How a type refers to the table under a heading. */
    static String link(String heading) {
        String text = heading.substring(0, 1).toLowerCase(Locale.ROOT) + heading.substring(1);
        return "[" + text + "](#" + text.replace(' ', '-') + ")";
    }
}
