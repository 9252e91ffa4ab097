/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code virt-ballast policy}: which policies there are, and which one decides. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Shows the policies of this host, has one of them decide, and tries jars before they are dropped in.")
final class PolicyCommand {
    private PolicyCommand() {}

    static CommandLine create(VirtBallast root, Terminal terminal, CommandLine.IFactory factory) {
        return new CommandLine(new PolicyCommand(), factory)
                .addSubcommand(new PolicyListCommand(root, new PolicyListText(terminal)))
                .addSubcommand(new PolicyUseCommand(root))
                .addSubcommand(new PolicyCheckCommand(new PolicyCheckText(terminal)));
    }
}
