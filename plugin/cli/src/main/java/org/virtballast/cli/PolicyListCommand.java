/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code virt-ballast policy list}: the policies there are, and the jars that were refused. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description =
                "Shows the policies that the daemon finds, which one decides, and each jar that it refuses, with the"
                        + " reason.")
final class PolicyListCommand implements Callable<Integer> {
    private final VirtBallast root;
    private final PolicyListText text;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print the daemon's answer as it comes.")
    private boolean json;

    PolicyListCommand(VirtBallast root, PolicyListText text) {
        this.root = root;
        this.text = text;
    }

    @Override
    public Integer call() throws ControlException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(root.client().policiesJson());
        } else {
            text.lines(root.client().policies()).forEach(out::println);
        }
        return 0;
    }
}
