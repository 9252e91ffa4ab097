/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.function.Function;
import org.virtballast.libvirt.DomainConfigurations;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code virt-ballast near-device}: the memory devices by which near memory is resized exactly. */
@Command(
        name = "near-device",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Near devices: virtio-mem devices on a guest's near NUMA cell. The balloon takes free pages, from whichever tier"
                    + " the guest has them in; a near device takes near memory that is full as well: the guest moves its pages to its"
                    + " far cell. A guest that has one is resized by it."
        })
final class NearDeviceCommand {
    private NearDeviceCommand() {}

    /** The command with those below it. */
    static CommandLine create(
            Function<String, DomainConfigurations> connect, Terminal terminal, CommandLine.IFactory factory) {
        return new CommandLine(new NearDeviceCommand(), factory)
                .addSubcommand(new NearDeviceAddCommand(connect))
                .addSubcommand(new NearDeviceListCommand(connect, new NearDeviceText(terminal)));
    }
}
