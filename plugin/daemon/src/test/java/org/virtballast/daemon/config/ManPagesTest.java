/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.virtballast.core.port.HostTiers;
import org.virtballast.daemon.Main;
import org.virtballast.libvirt.DomainXml;

/** The manual pages of the daemon and of its configuration say what there is. */
final class ManPagesTest {
    private static final Path TREE = Path.of("../..");
    private static final Path NOWHERE = Path.of("none");

    /** What begins the items of a page that say what may be set: the key, and its default where it has one. */
    private static final Pattern ITEM = Pattern.compile("\\.It Cm (\\S+)(?: No = Li (\\S+))?");

    private static final Pattern ALLOWED = Pattern.compile("Allowed: (.*)\\.");

    /**
     * What a page says of a key.
     *
     * @param value its default
     * @param allowed which others it may have
     */
    private record Setting(String value, String allowed) {}

    @Test
    void keys_haveTheirDefaults() throws Exception {
        StringBuilder file = new StringBuilder();
        settings("SECTIONS").forEach((section, keys) -> {
            file.append("[" + section + "]\n");
            keys.forEach((key, setting) -> file.append(key + " = " + setting.value() + "\n"));
        });
        IniSections described = new IniSections(NOWHERE, file.toString());
        IniSections empty = new IniSections(NOWHERE, "");
        ConfigurationReader reader = new ConfigurationReader(Map.of());

        // That it is read at all says that the page has no key too many.
        assertEquals(reader.interpret(empty), reader.interpret(described));
        assertEquals(keys(empty.askedKeys()), keys(described));
    }

    @Test
    void keys_haveTheirRanges() throws Exception {
        for (Map.Entry<String, Map<String, Setting>> section :
                settings("SECTIONS").entrySet()) {
            for (Map.Entry<String, Setting> key : section.getValue().entrySet()) {
                assertEquals(
                        allowed(section.getKey(), key.getKey()),
                        key.getValue().allowed(),
                        () -> "[" + section.getKey() + "] " + key.getKey());
            }
        }
    }

    @Test
    void settingsOfPolicies_areThoseOfTheirPages() throws Exception {
        Pattern row = Pattern.compile("\\| `([a-z-]+)` \\| (\\S+) \\| ([^|]+) \\| .*");
        Map<String, Map<String, Setting>> expected = new LinkedHashMap<>();
        try (Stream<Path> pages = Files.list(TREE.resolve("docs/policies"))) {
            for (Path page : pages.toList()) {
                String policy = page.getFileName().toString().replace(".md", "");
                if (!Files.readString(page).contains("In the section `[policy." + policy + "]`:")) {
                    continue;
                }
                Map<String, Setting> settings = new LinkedHashMap<>();
                row.matcher(Files.readString(page))
                        .results()
                        .forEach(match -> settings.put(match.group(1), new Setting(match.group(2), match.group(3))));
                expected.put("policy." + policy, settings);
            }
        }

        assertEquals(expected, settings("SETTINGS OF POLICIES"));
    }

    @Test
    void settingsOfGuests_areAllThere() throws IOException {
        String mistake =
                new DomainXml(HostTiers.single()).parse("""
                        <domain type='kvm' id='1'>
                          <name>web1</name>
                          <uuid>57decb81-6cd5-4be5-b82c-23b332a393f2</uuid>
                          <metadata><ballast xmlns='urn:virt-ballast:domain:1' nonsense='1'/></metadata>
                          <memory unit='KiB'>4194304</memory>
                          <devices><memballoon model='virtio'/></devices>
                        </domain>
                        """).settingsMistake().orElseThrow();
        Matcher known = Pattern.compile("allowed are ([a-z, -]+?);").matcher(mistake);

        assertTrue(known.find(), mistake);
        assertEquals(
                new TreeSet<>(Set.of(known.group(1).split(", | and "))),
                new TreeSet<>(settings("SETTINGS OF A GUEST").get("").keySet()));
    }

    @Test
    void optionsOfTheDaemon_areAllThere() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream usage = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(usage, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            Main.main(new String[] {"--help"});
        } finally {
            System.setOut(before);
        }

        SortedSet<String> options = words("--[a-z]+", usage.toString(StandardCharsets.UTF_8));
        String page = page("virt-ballastd.8");
        assertEquals(options, items("Fl -(\\S+).*", page, "--"));
        assertEquals(options, words("--[a-z]+", synopsis(page).replace("Fl -", "--")));
    }

    @Test
    void capabilitiesOfTheUnit_areAllThere() throws IOException {
        String unit = Files.readString(TREE.resolve("packaging/virt-ballast.service"));
        String set = unit.lines()
                .filter(line -> line.startsWith("CapabilityBoundingSet="))
                .findFirst()
                .orElseThrow();

        assertEquals(words("CAP_[A-Z_]+", set), items("Dv (CAP_\\S+)", page("virt-ballastd.8"), ""));
    }

    /** The settings that a part of the page of the configuration describes, by section. */
    private static Map<String, Map<String, Setting>> settings(String part) throws IOException {
        Map<String, Map<String, Setting>> settings = new LinkedHashMap<>();
        String heading = "";
        String section = "";
        String key = "";
        for (String line : page("virt-ballast.conf.5").lines().toList()) {
            Matcher item = ITEM.matcher(line);
            Matcher allowed = ALLOWED.matcher(line);
            if (line.startsWith(".Sh ")) {
                heading = line.substring(4);
            } else if (line.startsWith(".Ss ")) {
                section = line.substring(4).replaceAll("[\\[\\]]", "");
            } else if (heading.equals(part) && item.matches()) {
                key = item.group(1);
                String of = part.equals("SETTINGS OF A GUEST") ? "" : section;
                settings.computeIfAbsent(of, name -> new LinkedHashMap<>())
                        .put(key, new Setting(String.valueOf(item.group(2)), ""));
            } else if (heading.equals(part) && allowed.matches() && !key.isEmpty()) {
                settings.get(section)
                        .computeIfPresent(key, (name, setting) -> new Setting(setting.value(), allowed.group(1)));
            }
        }
        return settings;
    }

    /** What the daemon says is allowed where a key has no value, which no key allows. */
    private static String allowed(String section, String key) {
        ConfigurationException mistake = assertThrows(
                ConfigurationException.class,
                () -> new ConfigurationReader(Map.of())
                        .interpret(new IniSections(NOWHERE, "[" + section + "]\n" + key + " =\n")));
        return mistake.getMessage()
                .replaceFirst("^.* is not (.*)\\.$", "$1")
                .replaceFirst(", such as .*", "")
                .replaceFirst("^available in this version: (.*) are$", "$1");
    }

    private static String page(String name) throws IOException {
        return Files.readString(TREE.resolve("packaging/man").resolve(name)).replace("\\-", "-");
    }

    private static String synopsis(String page) {
        return page.substring(page.indexOf(".Sh SYNOPSIS"), page.indexOf(".Sh DESCRIPTION"));
    }

    private static SortedSet<String> items(String item, String page, String prefix) {
        return Pattern.compile("(?m)^\\.It " + item + "$")
                .matcher(page)
                .results()
                .map(match -> prefix + match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static SortedSet<String> words(String word, String text) {
        return Pattern.compile(word)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static SortedSet<String> keys(IniSections ini) {
        return keys(ini.names().stream()
                .collect(Collectors.toMap(
                        name -> name, name -> ini.section(name).everything().keySet())));
    }

    private static SortedSet<String> keys(Map<String, Set<String>> keys) {
        return keys.entrySet().stream()
                .flatMap(section -> section.getValue().stream().map(key -> section.getKey() + " " + key))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
