/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the manual page of the command says. Words are written as a person types them: {@code -h}, {@code --json},
 * {@code --max=SIZE}, {@code DOMAIN}; commands by their whole name without {@code virt-ballast}, which is the empty one.
 *
 * @param synopsis the words of each command in SYNOPSIS
 * @param described what is said of each word of each command in OPTIONS and COMMANDS
 * @param variables the variables of ENVIRONMENT
 * @param codes the numbers of EXIT STATUS
 */
record CommandPage(
        SortedMap<String, SortedSet<String>> synopsis,
        SortedMap<String, SortedMap<String, String>> described,
        SortedSet<String> variables,
        SortedSet<String> codes) {
    private static final Pattern SPACE = Pattern.compile("\\s+");

    static CommandPage read(Path page) throws IOException {
        CommandPage found = new CommandPage(new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
        String section = "";
        String command = "";
        List<String> item = List.of();
        for (String escaped : Files.readAllLines(page)) {
            String line = escaped.replace("\\-", "-");
            if (line.startsWith(".Sh ")) {
                section = line.substring(4);
                command = "";
            } else if (section.equals("SYNOPSIS")) {
                command = line.startsWith(".Cm ") ? line.substring(4) : command;
                SortedSet<String> words = found.synopsis.computeIfAbsent(command, name -> new TreeSet<>());
                words.addAll(line.startsWith(".Cm ") ? List.of() : words(line));
            } else if (line.startsWith(".It Ev ")) {
                found.variables.add(line.substring(7));
            } else if (section.equals("EXIT STATUS") && line.startsWith(".It ")) {
                found.codes.add(line.substring(4));
            } else if (section.equals("OPTIONS") || section.equals("COMMANDS")) {
                command = line.startsWith(".Ss ") ? line.substring(4) : command;
                SortedMap<String, String> words = found.described.computeIfAbsent(command, name -> new TreeMap<>());
                if (line.startsWith(".It ")) {
                    item = words(line);
                    item.forEach(word -> words.put(word, ""));
                } else if (line.startsWith(".El") || line.startsWith(".Ss")) {
                    item = List.of();
                } else {
                    item.forEach(word -> words.merge(word, line + "\n", String::concat));
                }
            }
        }
        // What comes before the first command of SYNOPSIS and of COMMANDS is of none.
        found.synopsis.remove("");
        return found;
    }

    /** The words of each command that are described. */
    SortedMap<String, SortedSet<String>> words() {
        SortedMap<String, SortedSet<String>> words = new TreeMap<>();
        described.forEach((command, items) -> words.put(command, new TreeSet<>(items.keySet())));
        return words;
    }

    /** {@code Fl} makes an option of what follows, {@code Ar} a parameter, or what the option before it takes. */
    private static List<String> words(String line) {
        Map<String, String> words = new TreeMap<>();
        String option = "";
        Iterator<String> tokens =
                Arrays.asList(SPACE.split(line.replaceFirst("^\\.", ""))).iterator();
        while (tokens.hasNext()) {
            String token = tokens.next();
            if (token.equals("Fl")) {
                option = "-" + tokens.next();
                words.put(option, "");
            } else if (token.equals("Ar")) {
                String name = tokens.next();
                if (name.equals("...")) {
                    continue;
                }
                // A short name and a long one take the same; it is told once, after the long one.
                words.put(option.isEmpty() ? name : option, option.isEmpty() ? "" : "=" + name);
                option = "";
            }
        }
        return words.entrySet().stream()
                .map(word -> word.getKey() + word.getValue())
                .toList();
    }
}
