/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code virt-ballast pause [DOMAIN]}: leaves one guest or all alone. */
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Leaves a guest, or all of them, at the size they have until 'virt-ballast resume'.")
final class PauseCommand implements Callable<Integer> {
    private final VirtBallast root;

    @Mixin
    private ChosenDomain chosen;

    PauseCommand(VirtBallast root) {
        this.root = root;
    }

    @Override
    public Integer call() throws ControlException {
        return chosen.report(root.client().pause(chosen.domain()));
    }
}
