/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The file that is shipped and the page that explains it say what the reader does. */
final class ShippedConfigurationTest {
    private static final Path SHIPPED = root().resolve("packaging/virt-ballast.conf");
    private static final Path PAGE = root().resolve("docs/configuration.md");
    private static final Pattern COMMENTED_KEY = Pattern.compile("(?m)^#([a-z-]+ = .*)$");

    @Test
    void shippedFile_changesNothing() throws Exception {
        assertEquals(defaults(), new ConfigurationReader().read(SHIPPED));
    }

    @Test
    void shippedFileUncommented_givesDefaults() throws Exception {
        String text = COMMENTED_KEY.matcher(Files.readString(SHIPPED)).replaceAll("$1");

        assertEquals(defaults(), new ConfigurationReader(Map.of()).interpret(new IniSections(SHIPPED, text)));
    }

    @Test
    void shippedFile_namesEveryKey() throws Exception {
        String text = COMMENTED_KEY.matcher(Files.readString(SHIPPED)).replaceAll("$1");
        IniSections ini = new IniSections(SHIPPED, text);

        Set<String> named = ini.names().stream()
                .flatMap(section ->
                        ini.section(section).everything().keySet().stream().map(key -> section + " " + key))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(knownKeys(), named);
    }

    @Test
    void page_explainsExactlyTheKnownKeys() throws Exception {
        Set<String> explained = new TreeSet<>();
        String section = "";
        for (String line : Files.readAllLines(PAGE)) {
            Matcher heading = Pattern.compile("## `\\[([a-z]+)]`.*").matcher(line);
            Matcher key = Pattern.compile("### `([a-z-]+)`").matcher(line);
            if (line.startsWith("## ")) {
                section = heading.matches() ? heading.group(1) : "";
            } else if (key.matches() && !section.isEmpty()) {
                explained.add(section + " " + key.group(1));
            }
        }

        assertEquals(knownKeys(), explained);
    }

    /** Each key's line in the shipped file, such as {@code scale = 1}, stands on the page as well. */
    @Test
    void page_namesTheDefaults() throws IOException {
        String page = Files.readString(PAGE);

        COMMENTED_KEY
                .matcher(Files.readString(SHIPPED))
                .results()
                .map(match -> match.group(1).split(" = ", 2)[1].strip())
                .forEach(value -> assertTrue(page.contains("Default: `" + value + "`"), value));
    }

    @Test
    void page_explainsPerDomainSettings() throws IOException {
        String page = Files.readString(PAGE);

        Stream.of("mode", "min", "max", "target-hit-ratio", "weight", "lever", "near-cells")
                .forEach(attribute -> assertTrue(page.contains("| `" + attribute + "` |"), attribute));
    }

    private static BallastConfiguration defaults() throws ConfigurationException {
        return new ConfigurationReader(Map.of()).interpret(new IniSections(Path.of("none"), ""));
    }

    private static Set<String> knownKeys() throws ConfigurationException {
        IniSections ini = new IniSections(Path.of("none"), "");
        new ConfigurationReader(Map.of()).interpret(ini);
        return ini.askedKeys().entrySet().stream()
                .flatMap(section -> section.getValue().stream().map(key -> section.getKey() + " " + key))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The tree this runs in, from whichever of its folders. */
    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("packaging/virt-ballast.conf"))) {
            folder = folder.getParent();
        }
        assertTrue(folder != null, "not inside the source tree");
        return folder;
    }
}
