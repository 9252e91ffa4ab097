/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virt-ballast explain DOMAIN}: why a domain has the size it has. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Shows the last decisions about a guest, oldest first, and why they were made.")
final class ExplainCommand implements Callable<Integer> {
    private final VirtBallast root;
    private final ExplainText text;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print the daemon's JSON.")
    private boolean json;

    @Parameters(
            paramLabel = "DOMAIN",
            completionCandidates = Candidates.Domains.class,
            description = "The guest's name or UUID.")
    private String domain;

    ExplainCommand(VirtBallast root, ExplainText text) {
        this.root = root;
        this.text = text;
    }

    @Override
    public Integer call() throws ControlException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(root.client().explainJson(domain));
        } else {
            text.lines(root.client().explain(domain)).forEach(out::println);
        }
        return 0;
    }
}
