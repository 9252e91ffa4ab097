/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virt-ballast policy use NAME}: has another policy decide, or the same one anew. */
@Command(
        name = "use",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description =
                "Has a policy decide from the next cycle on, until the daemon reads its configuration again. It begins"
                        + " with no memory of what was; that alone resizes nobody. A policy in quarantine is tried again.")
final class PolicyUseCommand implements Callable<Integer> {
    private final VirtBallast root;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = Candidates.Policies.class,
            description = "Its name, as 'virt-ballast policy list' shows it.")
    private String name;

    PolicyUseCommand(VirtBallast root) {
        this.root = root;
    }

    @Override
    public Integer call() throws ControlException {
        spec.commandLine().getOut().println(Terminal.safe(root.client().usePolicy(name)));
        return 0;
    }
}
