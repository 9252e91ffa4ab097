/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.virtballast.core.report.StatusReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code virt-ballast doctor}: looks at the host, and says what is wrong with it and what mends that. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description =
                "Checks this host: the daemon, libvirt and its hook, each guest that runs, what counts accesses, the"
                        + " host's memory, rights and policies. Says what is wrong and what mends it. Changes nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no error was found", "1:an error was found", "2:wrong usage"})
final class DoctorCommand implements Callable<Integer> {
    /** Far above what libvirt takes; one that hangs must not keep the operator from hearing of it. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final VirtBallast root;
    private final Surroundings surroundings;
    private final DoctorText text;
    private final ZoneId zone;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LibvirtOptions libvirt;

    @Option(
            names = "--hook",
            paramLabel = "PATH",
            defaultValue = "/etc/libvirt/hooks/qemu.d/virt-ballast",
            description = "Where libvirt's hook is. Default: ${DEFAULT-VALUE}.")
    private Path hook;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DoctorCommand(VirtBallast root, Surroundings surroundings, DoctorText text, ZoneId zone) {
        this.root = root;
        this.surroundings = surroundings;
        this.text = text;
        this.zone = zone;
    }

    /** In the order in which a host is set up. Made when they are needed: each other command would load their classes too. */
    private List<DoctorCheck> checks() {
        return List.of(
                new DaemonCheck(),
                new LibvirtCheck(),
                new HookCheck(zone),
                new DomainsCheck(),
                new AccessCheck(),
                new MemoryCheck(),
                new RightsCheck(System.getProperty("user.name", "this user")),
                new PoliciesCheck());
    }

    @Override
    public Integer call() {
        Examined host = examine();
        List<Finding> findings =
                checks().stream().flatMap(check -> check.look(host).stream()).toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(DoctorJson.of(findings));
        } else {
            text.lines(findings).forEach(out::println);
        }
        return DoctorJson.worst(findings) == Verdict.ERROR ? 1 : 0;
    }

    private Examined examine() {
        ControlClient client = root.client();
        Answer<StatusReport> status = Inquiry.daemon(client::status);
        return new Examined(
                status,
                // A daemon that hangs is not waited for twice.
                status.value().isPresent() ? Inquiry.daemon(client::policies) : Answer.failed(status.failure()),
                Inquiry.libvirt(() -> libvirt.open(surroundings.libvirt()), PATIENCE),
                new HostServices(surroundings.root()),
                root.socket(),
                hook,
                libvirt.virsh());
    }
}
