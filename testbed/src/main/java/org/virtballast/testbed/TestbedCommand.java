/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Makes a program of the testbed a command that says in a sentence what went wrong, and exits with 1 then. */
final class TestbedCommand {
    private TestbedCommand() {}

    static CommandLine of(Callable<Integer> program) {
        CommandLine command = new CommandLine(program);
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println(line.getCommandName() + ": " + failure.getMessage());
            return 1;
        });
        return command;
    }
}
