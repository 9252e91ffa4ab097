/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.libvirt.ConfiguredDomain;
import org.virtballast.libvirt.DomainConfigurations;
import org.virtballast.libvirt.NearDevice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code virt-ballast near-device list [DOMAIN]}: the virtio-mem devices of domains, and what the guests make of them. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Shows the virtio-mem devices of guests, running or not, a line each.",
        footer = {
            "",
            "CELL is near or far as the guest's own configuration tells; where its cells are bound to nodes of the host,"
                    + " 'virt-ballast status --json' says what the daemon makes of that. CURRENT stays at 0B where"
                    + " the guest has no virtio_mem module; a guest that has CURRENT but does not use it lacks"
                    + " memhp_default_state=online_movable."
        })
final class NearDeviceListCommand implements Callable<Integer> {
    private final Function<String, DomainConfigurations> connect;
    private final NearDeviceText text;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LibvirtOptions libvirt;

    @Mixin
    private ChosenDomain chosen;

    @Option(names = "--json", description = "Print JSON, with sizes in bytes.")
    private boolean json;

    NearDeviceListCommand(Function<String, DomainConfigurations> connect, NearDeviceText text) {
        this.connect = connect;
        this.text = text;
    }

    @Override
    public Integer call() {
        try (DomainConfigurations configurations = libvirt.open(connect)) {
            List<NearDeviceJson.Devices> found = chosen
                    .domain()
                    .map(domain -> List.of(configurations.find(domain)))
                    .orElseGet(configurations::all)
                    .stream()
                    .map(domain -> new NearDeviceJson.Devices(domain, devices(domain)))
                    .toList();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(NearDeviceJson.of(found));
            } else {
                print(found, out);
            }
            return 0;
        }
    }

    private void print(List<NearDeviceJson.Devices> found, PrintWriter out) {
        if (found.stream().allMatch(domain -> domain.devices().isEmpty())) {
            text.none().forEach(out::println);
            return;
        }
        out.println(text.header());
        for (NearDeviceJson.Devices of : found) {
            of.devices()
                    .forEach(device -> out.println(text.line(
                            of.domain().name(), device, of.domain().live().isPresent())));
        }
    }

    private static List<NearDevice> devices(ConfiguredDomain domain) {
        try {
            return NearDevice.of(domain);
        } catch (IllegalArgumentException e) {
            throw new HypervisorException(
                    Kind.REFUSED, "domain '" + domain.name() + "' cannot be understood: " + e.getMessage(), e);
        }
    }
}
