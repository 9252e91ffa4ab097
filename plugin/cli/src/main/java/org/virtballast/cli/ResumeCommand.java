/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code virt-ballast resume [DOMAIN]}: takes one guest or all up again. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Resizes a guest, or all of them, again after 'virt-ballast pause'.")
final class ResumeCommand implements Callable<Integer> {
    private final VirtBallast root;

    @Mixin
    private ChosenDomain chosen;

    ResumeCommand(VirtBallast root) {
        this.root = root;
    }

    @Override
    public Integer call() throws ControlException {
        return chosen.report(root.client().resume(chosen.domain()));
    }
}
