/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.HookReport;
import org.virtballast.core.report.PoliciesReport;
import org.virtballast.core.report.SetupReport;
import org.virtballast.core.report.StartReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.libvirt.BalloonFacts;

/** A host where all is well until a test says otherwise, with files below a folder of the test's. */
final class DoctorHost {
    static final SetupReport SETUP =
            new SetupReport(List.of(0), List.of(1), "a node with memory and no CPUs is far", "perf", Optional.empty());
    static final BalloonFacts SOUND =
            new BalloonFacts(true, Duration.ofSeconds(2), true, false, List.of(), Optional.empty());

    final Path root;
    final Path socket;
    final Path hook;
    final List<LibvirtFacts.Guest> guests = new ArrayList<>();
    StatusReport status = SampleReports.status("auto", List.of());
    Optional<HookReport> heard = Optional.of(new HookReport(SampleReports.TIME, "started", "web1"));
    Optional<StartReport> start = Optional.empty();
    Optional<SetupReport> setup = Optional.of(SETUP);
    long version = 11_000_000;
    Optional<String> daemonDown = Optional.empty();
    Optional<String> libvirtDown = Optional.empty();
    Answer<PoliciesReport> policies =
            Answer.of(new PoliciesReport("hit-ratio", "hit-ratio", Optional.empty(), List.of()));

    DoctorHost(Path root) throws IOException {
        this.root = root;
        socket = Files.writeString(root.resolve("control.sock"), "");
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
        hook = Files.writeString(root.resolve("virt-ballast"), "");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
        write("proc/pressure/memory", """
                some avg10=0.50 avg60=0.00 avg300=0.00 total=1
                full avg10=0.25 avg60=0.00 avg300=0.00 total=1
                """);
        write("run/systemd/system", "");
    }

    void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** The daemon's status is of these domains. */
    void reports(DomainReport... domains) {
        status = SampleReports.status("auto", List.of(domains));
    }

    /** A domain of that name runs. */
    void runs(String name, BalloonFacts facts) {
        guests.add(new LibvirtFacts.Guest(SampleReports.ID, name, Answer.of(facts)));
    }

    Examined examined() {
        return new Examined(
                daemonDown
                        .<Answer<StatusReport>>map(Answer::failed)
                        .orElseGet(() -> Answer.of(SampleReports.known(status, heard, start, setup))),
                daemonDown.<Answer<PoliciesReport>>map(Answer::failed).orElse(policies),
                libvirtDown
                        .<Answer<LibvirtFacts>>map(Answer::failed)
                        .orElseGet(() -> Answer.of(new LibvirtFacts(version, guests))),
                new HostServices(root),
                socket,
                hook,
                "virsh");
    }

    /** What a check finds: a line a finding, with its verdict, and the command that mends it below. */
    String lines(DoctorCheck check) {
        StringBuilder lines = new StringBuilder();
        for (Finding finding : check.look(examined())) {
            lines.append(finding.verdict().label()).append(' ').append(finding.check());
            finding.domain()
                    .ifPresent(domain -> lines.append(" [").append(domain).append(']'));
            lines.append(": ").append(finding.sentence()).append('\n');
            finding.command()
                    .ifPresent(command -> lines.append("    ").append(command).append('\n'));
        }
        return lines.toString().replace(root.toString(), "ROOT");
    }
}
