/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code virt-ballast status}: the host and its domains as the last cycle saw them. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Shows each guest's size, hit ratio and last decision.")
final class StatusCommand implements Callable<Integer> {
    private final VirtBallast root;
    private final StatusText text;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print the daemon's JSON.")
    private boolean json;

    StatusCommand(VirtBallast root, StatusText text) {
        this.root = root;
        this.text = text;
    }

    @Override
    public Integer call() throws ControlException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(root.client().statusJson());
        } else {
            text.lines(root.client().status()).forEach(out::println);
        }
        return 0;
    }
}
