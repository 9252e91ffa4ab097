/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.Optional;
import java.util.function.Function;
import org.virtballast.libvirt.DomainConfigurations;
import picocli.CommandLine.Option;

/** Which libvirt a command is about, where it asks libvirt and not the daemon. */
final class LibvirtOptions {
    private static final String USUAL = "qemu:///system";

    @Option(
            names = "--connect",
            paramLabel = "URI",
            defaultValue = USUAL,
            description = "The libvirt connection. Default: ${DEFAULT-VALUE}.")
    private String uri;

    /** @param connect opens a connection, for the command to close */
    DomainConfigurations open(Function<String, DomainConfigurations> connect) {
        return connect.apply(uri);
    }

    /** How to ask the same libvirt with virsh. */
    String virsh() {
        return Optional.of(uri)
                .filter(other -> !other.equals(USUAL))
                .map(other -> "virsh -c '" + other + "'")
                .orElse("virsh");
    }
}
