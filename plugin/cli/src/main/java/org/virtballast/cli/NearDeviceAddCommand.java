/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.PrintWriter;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.libvirt.ConfiguredDomain;
import org.virtballast.libvirt.DomainConfigurations;
import org.virtballast.libvirt.NearDeviceXml;
import org.virtballast.spi.ByteSize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virt-ballast near-device add DOMAIN --max SIZE}: a near device in a domain's configuration. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = {
            "Writes a near device into a guest's configuration, and the <maxMemory> that it needs. The guest has it from its"
                    + " next start on, and starts with all of it. What it has now stays: size --max by what it should gain, or"
                    + " make its near cell smaller by as much."
        },
        footer = {
            "",
            "For example, a guest with 4 GiB on a cell with CPUs (near) and 16 GiB on one without (far):",
            "    virt-ballast near-device add web1 --max 12GiB",
            "has 4 to 16 GiB of near memory from its next start on."
        })
final class NearDeviceAddCommand implements Callable<Integer> {
    /** libvirt's NEWS of 7.9.0: "Introduce virtio-mem memory model". */
    private static final long FIRST_LIBVIRT = 7_009_000;

    private static final long LEAST_BLOCK = 2 * ByteSize.MIB;

    /** Linux takes memory in by blocks of that size, or larger ones; what is left of a device beside them it never uses. */
    private static final long GUEST_BLOCK = 128 * ByteSize.MIB;

    private final Function<String, DomainConfigurations> connect;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LibvirtOptions libvirt;

    @Parameters(
            paramLabel = "DOMAIN",
            completionCandidates = Candidates.Domains.class,
            description = "The guest's name or UUID.")
    private String domain;

    @Option(
            names = "--max",
            paramLabel = "SIZE",
            required = true,
            converter = SizeConverter.class,
            description =
                    "The most it can have, such as 12GiB; a multiple of 128MiB, of 2GiB for guests of 64GiB and more, and of the block.")
    private long max;

    @Option(
            names = "--cell",
            paramLabel = "N",
            description = "The NUMA cell of the guest that it is on. Default: its first near one, which has CPUs.")
    private Integer cell;

    @Option(
            names = "--block",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            defaultValue = "2MiB",
            description =
                    "What it is resized by at once: a power of two, at least 2MiB and the size of the guest's huge pages"
                            + " on the host. Default: ${DEFAULT-VALUE}.")
    private long block;

    NearDeviceAddCommand(Function<String, DomainConfigurations> connect) {
        this.connect = connect;
    }

    @Override
    public Integer call() {
        check();
        try (DomainConfigurations configurations = libvirt.open(connect)) {
            requireVersion(configurations.version());
            ConfiguredDomain found = configurations.find(domain);
            String name = "'" + found.name() + "'";
            if (found.configuration().isEmpty()) {
                throw refused(
                        "domain " + name + " is transient, so it has no configuration to write a near device into:"
                                + " define it with 'virsh define', then add the device");
            }
            NearDeviceXml.Added added = add(configurations, found);
            PrintWriter out = spec.commandLine().getOut();
            new GuestSetup(found, added, libvirt.virsh()).lines().forEach(out::println);
            return 0;
        }
    }

    private void check() {
        if (block < LEAST_BLOCK || Long.bitCount(block) != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--block is " + ByteSize.format(block) + ", and a power of two from " + ByteSize.format(LEAST_BLOCK)
                            + " on is allowed");
        }
        // Both are powers of two: a multiple of the larger is one of the other.
        long unit = Math.max(block, GUEST_BLOCK);
        if (max <= 0 || max % unit != 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--max is " + ByteSize.format(max) + ", and a multiple of " + ByteSize.format(unit)
                            + " is allowed: the guest's kernel would not use the rest");
        }
        if (cell != null && cell < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--cell is " + cell + ", and the number of a NUMA cell is allowed, from 0 on");
        }
    }

    private static void requireVersion(long version) {
        if (version < FIRST_LIBVIRT) {
            throw refused("near devices need libvirt 7.9.0 or later, and this is " + version / 1_000_000 + "."
                    + version / 1_000 % 1_000 + "." + version % 1_000 + ": upgrade libvirt");
        }
    }

    private NearDeviceXml.Added add(DomainConfigurations configurations, ConfiguredDomain found) {
        AtomicReference<NearDeviceXml.Added> result = new AtomicReference<>();
        OptionalInt wanted = cell == null ? OptionalInt.empty() : OptionalInt.of(cell);
        try {
            configurations.change(found, xml -> {
                NearDeviceXml.Added added = NearDeviceXml.add(xml, max, block, wanted);
                result.set(added);
                return added.xml();
            });
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        } catch (HypervisorException e) {
            throw e.kind() == Kind.REFUSED
                    ? refused(e.getMessage() + "; a near device needs a machine type with PCI, such as q35, and a QEMU"
                            + " with virtio-mem")
                    : e;
        }
        return result.get();
    }

    private static HypervisorException refused(String why) {
        return new HypervisorException(Kind.REFUSED, why);
    }
}
