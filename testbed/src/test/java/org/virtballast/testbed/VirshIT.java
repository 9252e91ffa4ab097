/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtballast.core.report.DomainReport;
import org.virtballast.spi.ByteSize;

/** Each command of docs/virsh.md does to a real guest what is said beside it. */
final class VirshIT {
    private static final Pattern ROW = Pattern.compile("\\| ([^|`]+) \\| `([^`]+)` \\|");
    private static final int SIZE = 384;
    private static final int MAX = 512;

    private final Map<String, String> open = new LinkedHashMap<>();
    private ScriptedHost host;
    private Guest guest;
    private Guest renamed;

    @BeforeEach
    void start() throws Exception {
        host = new ScriptedHost(2 * MAX);
        host.startDaemon();
        guest = host.start("web1", "--near", Integer.toString(MAX), "--balloon", Integer.toString(SIZE));
        renamed = new Guest(host.tree(), "web2");
        guest.booted();
        withoutCells();
        Matcher row = ROW.matcher(Files.readString(host.tree().path("docs/virsh.md")));
        while (row.find()) {
            open.put(row.group(1), row.group(2).strip());
        }
    }

    @AfterEach
    void stop() throws Exception {
        Guest.destroy(host.tree(), List.of(renamed));
        Files.deleteIfExists(Path.of("/var/tmp/vbtest-web1.save"));
        host.close();
    }

    @Test
    void eachCommand_doesWhatIsSaidBesideIt() throws Exception {
        settings();
        sizes();
        life();

        assertEquals(Map.of(), open, "rows of docs/virsh.md that were not tried");
    }

    private void settings() throws Exception {
        host.awaitCondition(guest, "normal");
        assertTrue(run("see what is done with my guests, and would be").contains("vbtest-web1"));
        run("have a guest measured and never resized");
        await("is observed", report -> report.mode().equals("observe"));
        run("turn it on for a guest");
        await("is on", report -> report.mode().equals("auto"));
        run("keep a guest between two sizes");
        await("has its bounds", report -> report.min() == 192 * ByteSize.MIB && report.max() == 448 * ByteSize.MIB);
        run("give it another target, and twice the weight");
        await("has its target", report -> report.targetHitRatio() == 0.9 && report.weight() == 200);
        assertTrue(run("see what is set for a guest").contains("weight=\"200\""));
        guest.settings("<ballast weight='heavy'/>");
        DomainReport mistaken = await("has a mistake", VirshIT::isMistaken);
        assertEquals(200, mistaken.weight(), "the old settings are in force");
        assertTrue(host.command("status").contains("heavy"), host.command("status"));
        assertTrue(host.daemon().log().contains("heavy"), host.daemon().log());
        String explained = run("find the mistake in what I set");
        assertTrue(explained.contains("heavy"), explained);
        run("go back to the daemon's settings");
        await("has none of its own", report -> report.weight() == 100 && !isMistaken(report));
    }

    private void sizes() throws Exception {
        awaitEvent("see resizes as they happen, ours and anybody's", "327680KiB");
        run("resize a guest by hand");
        DomainReport held = await("is held", report -> report.condition().equals("held"));
        assertTrue(held.heldSeconds().filter(left -> left > 0).isPresent(), held.toString());
        host.awaitSize(guest, 300);
        assertTrue(host.command("status").contains("held"), host.command("status"));
        run("have it taken up again at once");
        host.awaitSize(guest, 320);
        run("have a guest left alone");
        host.awaitCondition(guest, "paused");
        run("end that");
        host.awaitCondition(guest, "normal");
        assertTrue(run("see what a guest says of its memory").contains("usable"));
        run("have it say so every two seconds");
        assertTrue(guest.virsh("dumpxml").contains("period='2'"));
        run("let a guest be larger from its next start on");
        host.awaitCycles(2);
        assertEquals(MAX * ByteSize.MIB, host.report(guest).orElseThrow().max(), "not before");
    }

    private void life() throws Exception {
        run("suspend it");
        await("is suspended", report -> report.state().equals("paused"));
        run("let it go on");
        host.awaitCondition(guest, "normal");
        run("restart its system");
        guest.booted();
        host.awaitCondition(guest, "normal");
        run("save it to a file");
        awaitGone();
        run("restore it");
        host.awaitCondition(guest, "normal");
        run("save it where libvirt keeps it");
        awaitGone();
        run("start it, from there or anew");
        host.awaitCondition(guest, "normal");
        guest.virsh(
                "metadata",
                "urn:virt-ballast:domain:1",
                "--key",
                "ballast",
                "--config",
                "--set",
                "<ballast weight='300'/>");
        run("stop it at once");
        awaitGone();
        run("rename it");
        run("start it under its new name");
        host.await("has its new name and settings", renamed, report -> report.weight() == 300);
        assertEquals(640 * ByteSize.MIB, host.report(renamed).orElseThrow().max(), "and its new maximum");
        run("forget it while it runs");
        host.awaitCycles(2);
        assertTrue(host.report(renamed).isPresent(), "it runs on");
        run("stop it, for good");
        host.daemon()
                .await(
                        "vbtest-web2 is forgotten",
                        ScriptedHost.SOON,
                        () -> host.report(renamed).isEmpty());
        assertEquals(List.of(), host.daemon().status().problems());
    }

    private static boolean isMistaken(DomainReport report) {
        return report.problems().stream().anyMatch(problem -> problem.contains("heavy"));
    }

    private DomainReport await(String what, Predicate<DomainReport> so) throws Exception {
        return host.await(what, guest, so);
    }

    private void awaitGone() throws Exception {
        host.daemon()
                .await(
                        "vbtest-web1 is forgotten",
                        ScriptedHost.SOON,
                        () -> host.report(guest).isEmpty());
    }

    /** Only a guest without cells has a maximum that virsh can set. Takes effect where it is started anew. */
    private void withoutCells() throws IOException {
        String xml = guest.virsh("dumpxml", "--inactive").replaceAll("(?s)<numa>.*?</numa>", "");
        Path file = Files.createTempFile("vbtest", ".xml");
        try {
            Files.writeString(file, xml);
            Program.check("virsh", "--quiet", "--connect", "qemu:///system", "define", file.toString());
        } finally {
            Files.delete(file);
        }
    }

    private String run(String row) throws IOException, InterruptedException {
        Process process = command(row).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), row + ": " + output);
        return output;
    }

    /** Runs a command that goes on and on, and resizes the guest to 320 MiB until that is printed: nothing tells when it listens. */
    private void awaitEvent(String row, String size) throws Exception {
        Path printed = Files.createTempFile("vbtest", ".out");
        Process process = command(row).redirectOutput(printed.toFile()).start();
        try {
            host.daemon().await("virsh prints the resize", ScriptedHost.SOON, () -> {
                for (int mib : new int[] {SIZE, 320}) {
                    host.want(guest, mib);
                    host.awaitSize(guest, mib);
                }
                String events = Files.readString(printed);
                return events.contains("balloon-change") && events.contains(size);
            });
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroyForcibly().waitFor();
            Files.delete(printed);
        }
    }

    /** The command of a row as an operator would type it, but for the name of the guest. */
    private ProcessBuilder command(String row) {
        String command = Optional.ofNullable(open.remove(row))
                .orElseThrow(() -> new IllegalStateException("docs/virsh.md has no row '" + row + "'"))
                .replaceAll("\\bweb(?=[12])", "vbtest-web");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true);
        builder.environment().put("LIBVIRT_DEFAULT_URI", "qemu:///system");
        builder.environment()
                .put(
                        "VIRT_BALLAST_SOCKET",
                        DaemonProcess.RUNTIME.resolve("control.sock").toString());
        builder.environment()
                .merge("PATH", host.tree().path("packaging/bin").toString(), (path, ours) -> ours + ":" + path);
        return builder;
    }
}
