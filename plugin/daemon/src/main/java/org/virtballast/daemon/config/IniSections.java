/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.configuration2.INIConfiguration;
import org.apache.commons.configuration2.tree.ImmutableNode;

/** The sections of an INI text; remembers which of them and of their keys were asked for, so that no other goes unnoticed. */
final class IniSections {
    private final IniLines lines;
    private final Map<String, Map<String, String>> values = new LinkedHashMap<>();
    private final Map<String, Section> asked = new LinkedHashMap<>();

    /** @throws ConfigurationException where the text is no INI text */
    IniSections(Path file, String text) throws ConfigurationException {
        lines = new IniLines(file, text);
        INIConfiguration parser = new INIConfiguration();
        parser.setSeparatorUsedInInput("=");
        try {
            parser.read(new StringReader(lines.bareText()));
        } catch (org.apache.commons.configuration2.ex.ConfigurationException | IOException e) {
            throw new ConfigurationException(file + " cannot be parsed: " + e.getMessage() + ".", e);
        }
        // The nodes, not the getters: those would expand ${…}, which may read files and the environment.
        for (ImmutableNode section : parser.getNodeModel().getInMemoryRepresentation()) {
            Map<String, String> entries = new LinkedHashMap<>();
            for (ImmutableNode entry : section) {
                entries.put(entry.getNodeName(), String.valueOf(entry.getValue()));
            }
            values.put(section.getNodeName(), entries);
        }
    }

    /** The names of the sections that the text has. */
    Set<String> names() {
        return values.keySet();
    }

    /** A section; without entries where the text has none of that name. */
    Section section(String name) {
        return asked.computeIfAbsent(name, key -> new Section(key, values.getOrDefault(key, Map.of()), lines));
    }

    /** Where a section begins, as the start of a sentence. */
    String where(String section) {
        return lines.where(section);
    }

    /** The keys that were asked for so far, by section. */
    Map<String, Set<String>> askedKeys() {
        return asked.values().stream().collect(Collectors.toMap(Section::name, Section::askedKeys));
    }

    /** @throws ConfigurationException where the text has a section or a key that nobody asked for */
    void refuseOthers() throws ConfigurationException {
        for (String name : values.keySet()) {
            if (!asked.containsKey(name)) {
                throw new ConfigurationException(lines.where(name) + ": there is no section [" + Excerpt.of(name) + "]"
                        + Suggestion.after(name, asked.keySet()));
            }
        }
        for (Section section : asked.values()) {
            section.refuseOthers();
        }
    }
}
