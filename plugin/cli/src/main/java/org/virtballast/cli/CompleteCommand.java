/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virt-ballast complete INDEX WORD…}: what a shell asks when the user wants a word completed. */
@Command(
        name = "complete",
        hidden = true,
        description =
                "Prints what the word number INDEX of a command line can be, the command's own name being word 0. The"
                        + " completions for bash and zsh call it.")
final class CompleteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "INDEX", index = "0", description = "The number of the word.")
    private int index;

    @Parameters(paramLabel = "WORD", index = "1..*", arity = "0..*", description = "The words so far.")
    private List<String> words = List.of();

    private CompleteCommand() {}

    static CommandLine create() {
        // The words of another command line are no options of this one.
        return new CommandLine(new CompleteCommand()).setStopAtPositional(true);
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CommandSpec root = spec.root();
        List<String> line = new ArrayList<>(words.subList(Math.min(1, words.size()), words.size()));
        int word = index - 1;
        if (word < 0 || word > line.size()) {
            return 0;
        }
        if (word == line.size()) {
            line.add("");
        }
        String prefix = line.get(word);
        List<CharSequence> rests = new ArrayList<>();
        AutoComplete.complete(root, line.toArray(String[]::new), word, prefix.length(), 0, rests);
        rests.stream()
                .map(rest -> prefix + rest)
                .filter(candidate -> isSeen(root, candidate))
                // A name that a terminal would obey is not for a prompt.
                .filter(candidate -> candidate.equals(Terminal.safe(candidate)))
                .distinct()
                .sorted()
                .forEach(out::println);
        return 0;
    }

    private static boolean isSeen(CommandSpec root, String candidate) {
        CommandLine subcommand = root.subcommands().get(candidate);
        return subcommand == null || !subcommand.getCommandSpec().usageMessage().hidden();
    }
}
