/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual page of the command says what there is, and all pages can be rendered. */
final class ManPagesTest {
    private static final Path PAGES = Path.of("../../packaging/man");
    private static final Pattern VARIABLE = Pattern.compile("VIRT_BALLAST_[A-Z_]+");

    private final CommandSpec root = VirtBallast.commandLine(
                    new Terminal(StandardCharsets.UTF_8), ZoneOffset.UTC, Surroundings.real())
            .getCommandSpec();
    private CommandPage page;

    @BeforeEach
    void read() throws IOException {
        page = CommandPage.read(PAGES.resolve("virt-ballast.1"));
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.sorted().toList();
        }
    }

    @Test
    void commands_areDescribedWithTheirOptionsAndParameters() {
        SortedMap<String, SortedSet<String>> expected = new TreeMap<>();
        commands().forEach((name, command) -> expected.put(name, words(command)));
        expected.put("", words(root));

        assertEquals(lines(expected), lines(page.words()));
    }

    @Test
    void synopsis_namesThemToo() {
        SortedMap<String, SortedSet<String>> expected = new TreeMap<>();
        commands().forEach((name, command) -> expected.put(name, words(command)));
        // Of an option's names, the long one alone.
        expected.values().forEach(words -> words.removeIf(word -> word.matches("-\\w")));

        assertEquals(lines(expected), lines(page.synopsis()));
    }

    @Test
    void optionsOfEveryCommand_areThoseOfAll() {
        commands().forEach((name, command) -> {
            assertTrue(
                    command.optionsMap().keySet().containsAll(root.optionsMap().keySet()), name);
        });
    }

    @Test
    void defaults_areToldWithTheirOptions() {
        commands().values().stream()
                .flatMap(command -> command.options().stream())
                .filter(option -> option.defaultValue() != null)
                .forEach(option -> {
                    String said = page.described()
                            .getOrDefault(option.inherited() ? "" : name(option.command()), new TreeMap<>())
                            .getOrDefault(word(option), "");
                    for (String value : option.defaultValue().split(",", -1)) {
                        assertTrue(
                                said.contains(" " + value + " .\n") || said.contains(" " + value + "\n"),
                                () -> word(option) + " of '" + name(option.command()) + "' is " + value
                                        + " by default, and the page says: " + said);
                    }
                });
    }

    @Test
    void variables_areThoseOfTheOptions() {
        SortedSet<String> expected = commands().values().stream()
                .flatMap(command -> command.options().stream())
                .flatMap(option -> Arrays.stream(option.description()))
                .flatMap(sentence -> VARIABLE.matcher(sentence).results().map(MatchResult::group))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(
                expected,
                page.variables().stream()
                        .filter(name -> VARIABLE.matcher(name).matches())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void exitCodes_areToldOf() {
        assertEquals(root.usageMessage().exitCodeList().keySet(), page.codes());
    }

    @Test
    void pages_referToPagesThatThereAre() throws IOException {
        for (Path file : pages()) {
            Pattern.compile("(?m)^\\.Xr (virt\\S*) (\\d)")
                    .matcher(Files.readString(file).replace("\\-", "-"))
                    .results()
                    .map(match -> PAGES.resolve(match.group(1) + "." + match.group(2)))
                    .forEach(other -> assertTrue(Files.exists(other), file + " refers to " + other));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void page_isRenderedWithoutWarning(Path file) throws Exception {
        Optional<List<String>> renderer = Stream.of(
                        List.of("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z"),
                        List.of("groff", "-mandoc", "-Tutf8", "-ww", "-Z"))
                .filter(words -> isInstalled(words.get(0)))
                .findFirst();
        assumeTrue(renderer.isPresent(), "neither man nor groff is installed, which would render the page");

        assertEquals("", complaints(renderer.get(), file));
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String complaints(List<String> renderer, Path file) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(renderer.stream(), Stream.of(file.toString())).toList());
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return code == 0 ? said : said + "exit status " + code;
    }

    /** The commands that do something, by their names. */
    private SortedMap<String, CommandSpec> commands() {
        SortedMap<String, CommandSpec> commands = new TreeMap<>();
        collect(root, commands);
        return commands;
    }

    private static void collect(CommandSpec above, SortedMap<String, CommandSpec> commands) {
        for (CommandLine below : above.subcommands().values()) {
            CommandSpec command = below.getCommandSpec();
            if (!command.subcommands().isEmpty()) {
                collect(command, commands);
            } else if (!command.usageMessage().hidden()) {
                commands.put(name(command), command);
            }
        }
    }

    private static String name(CommandSpec command) {
        return command.qualifiedName().replaceFirst("^virt-ballast ?", "");
    }

    /** Options and parameters of a command, as a page has them; of those that every command has, only the root's. */
    private SortedSet<String> words(CommandSpec command) {
        SortedSet<String> words = new TreeSet<>();
        for (OptionSpec option : command.options()) {
            boolean everywhere = option.inherited() || option.usageHelp() || option.versionHelp();
            if (!option.hidden() && (command.equals(root) || !everywhere)) {
                words.addAll(List.of(option.names()));
                words.remove(option.longestName());
                words.add(word(option));
            }
        }
        command.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .forEach(parameter -> words.add(parameter.paramLabel()));
        return words;
    }

    private static String word(OptionSpec option) {
        return option.longestName() + (option.arity().max() == 0 ? "" : "=" + option.paramLabel());
    }

    /** One a line, so that a difference is easy to see. */
    private static String lines(SortedMap<String, SortedSet<String>> words) {
        return words.entrySet().stream()
                .map(command -> command.getKey() + ": " + String.join(" ", command.getValue()))
                .collect(Collectors.joining("\n"));
    }
}
