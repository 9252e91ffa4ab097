/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The guest that a command is about, where it is about one. */
final class ChosenDomain {
    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Parameters(
            paramLabel = "DOMAIN",
            arity = "0..1",
            completionCandidates = Candidates.Domains.class,
            description = "The guest's name or UUID. Default: all guests.")
    private String domain;

    /**
     * The guest; absent for all of them.
     *
     * @throws ParameterException where it is an empty word: a variable that was not set must not mean all
     */
    Optional<String> domain() {
        if (domain != null && domain.isEmpty()) {
            throw new ParameterException(command.commandLine(), "DOMAIN is empty: name a guest, or none for all");
        }
        return Optional.ofNullable(domain);
    }

    /** Prints what was done; returns the command's exit code. */
    int report(String done) {
        command.commandLine().getOut().println(Terminal.safe(done));
        return 0;
    }
}
