/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;
import org.virtballast.libvirt.DomainConfigurations;

/** The doctor as it is asked at a prompt. */
@Timeout(60)
final class DoctorCommandTest {
    private static final String STATUS = """
            {"version":"1.0","mode":"auto","policy":"hit-ratio","connected":true,"cycle":7,
            "time":"2026-01-02T03:04:05Z","cycleMillis":1.0,"budget":1024,"committed":512,"pressure":"high","paused":false,
            "hook":{"time":"2026-01-02T03:00:00Z","operation":"started","domain":"web1"},
            "start":{"time":"2026-01-02T03:00:00Z","domain":"web1"},
            "setup":{"nearNodes":[0],"farNodes":[],"tiers":"the host has one node","access":"perf","uncounted":null},
            "domains":[],"problems":[]}
            """;

    private static final String POLICIES = """
            {"used":"hit-ratio","deciding":"hit-ratio","quarantine":null,"policies":[{"name":"hit-ratio",
            "jar":"/p/hit-ratio.jar","kind":"shipped","used":true,"refusal":null}]}
            """;

    private static final String BALLOON = FakeConfigurations.XML
            .replace("NAME", "web1")
            .replace(
                    "<devices>",
                    "<devices><memballoon model='virtio' freePageReporting='on'><stats period='2'/></memballoon>");

    @TempDir
    private Path temporary;

    private final FakeConfigurations libvirt = new FakeConfigurations();
    private DoctorHost host;

    @BeforeEach
    void makeHost() throws Exception {
        host = new DoctorHost(temporary);
        Files.delete(host.socket);
        libvirt.version = 11_000_000;
        libvirt.add("web1", Optional.of(BALLOON), Optional.of(BALLOON));
        libvirt.add("off", Optional.of(FakeConfigurations.XML), Optional.empty());
    }

    @Test
    void soundHost_isWell() throws Exception {
        Run run = withDaemon("doctor");

        assertEquals(new Run(0, run.out(), ""), run);
        assertEquals("""
                ok      daemon: virt-ballastd 1.0 answers: mode auto, policy hit-ratio, cycle 7.
                ok      libvirt: libvirt 11.0.0 answers.
                ok      libvirt-version: no fault of this version of libvirt is known.
                """, run.out().lines().limit(3).map(line -> line + "\n").reduce("", String::concat));
        assertTrue(run.out().contains("ok      balloon: domain 'web1' has a balloon"), run.out());
        assertFalse(run.out().contains("'off'"), "a guest that does not run is not looked at: " + run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= Terminal.COLUMNS), run.out());
        assertTrue(libvirt.closed);
    }

    @Test
    void json_isOneLineForScripts() throws Exception {
        Run run = withDaemon("doctor", "--json");

        assertEquals(new Run(0, run.out(), ""), run);
        assertEquals(1, run.out().lines().count());
        assertTrue(run.out().startsWith("{\"verdict\":\"note\",\"findings\":[{\"check\":\"daemon\","), run.out());
    }

    @Test
    void daemonThatIsDown_isAFindingAndTheRestIsChecked() {
        Run run = run(uri -> libvirt, "doctor");

        assertEquals(new Run(1, run.out(), ""), run);
        assertTrue(run.out().startsWith("error   daemon: virt-ballastd is not running"), run.out());
        assertTrue(run.out().contains("            systemctl start virt-ballast\n"), run.out());
        for (String sound : List.of("libvirt", "hook-file", "balloon", "psi")) {
            assertTrue(run.out().contains("ok      " + sound + ": "), sound + " in " + run.out());
        }
    }

    @Test
    void libvirtThatIsDown_isAFindingAndTheRestIsChecked() throws Exception {
        Run run = withDaemon(
                uri -> {
                    throw new HypervisorException(Kind.DISCONNECTED, "cannot connect to libvirt at '" + uri + "'");
                },
                "doctor",
                "--connect",
                "qemu:///session");

        assertEquals(new Run(1, run.out(), ""), run);
        assertTrue(run.out().contains("error   libvirt: cannot connect to libvirt at 'qemu:///session'.\n"), run.out());
        assertTrue(run.out().contains("ok      policies: "), run.out());
    }

    @Test
    void libvirtThatHangs_isNotWaitedForLong() {
        CountDownLatch over = new CountDownLatch(1);
        try {
            Answer<LibvirtFacts> answer = Inquiry.libvirt(
                    () -> {
                        try {
                            over.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return libvirt;
                    },
                    Duration.ofMillis(20));

            assertTrue(answer.failure().startsWith("libvirt has not answered within 0 s: "), answer.failure());
        } finally {
            over.countDown();
        }
    }

    @Test
    void daemonThatSaysNo_isAskedOnce() throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answering(host.socket, 503, "{\"error\":\"not now.\"}")) {
            Run run = run(uri -> libvirt, "doctor");

            assertEquals(1, run.code());
            assertTrue(run.out().startsWith("error   daemon: not now.\n"), run.out());
            assertEquals(1, daemon.requests().size());
        }
    }

    @Test
    void domainThatCannotBeRead_isAFinding() throws Exception {
        libvirt.add("odd", Optional.empty(), Optional.of("<domain/>"));

        Run run = withDaemon("doctor");

        assertEquals(0, run.code());
        assertTrue(run.out().contains("warning domain: domain 'odd' cannot be understood: "), run.out());
    }

    @Test
    void mistakeOfOurOwn_isOneSentence() {
        Run run = run(
                uri -> {
                    throw new IllegalStateException("a bug");
                },
                "doctor");

        assertEquals(new Run(1, "", run.err()), run);
        assertEquals(1, run.err().lines().count(), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor web1", "doctor --jsn", "doctor --hook"})
    void wrongUsage_isExitCodeTwo(String words) {
        Run run = Run.of(words.split(" ", -1));

        assertEquals(new Run(2, "", run.err()), run);
        assertTrue(run.err().endsWith("; see 'virt-ballast doctor --help'.\n"), run.err());
    }

    @Test
    void help_isPrinted() {
        Run run = Run.of("doctor", "--help");

        assertEquals(new Run(0, run.out(), ""), run);
        assertTrue(run.out().contains("  1   an error was found"), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= Terminal.COLUMNS), run.out());
    }

    private Run withDaemon(String... words) throws Exception {
        return withDaemon(uri -> libvirt, words);
    }

    private Run withDaemon(Function<String, DomainConfigurations> connect, String... words) throws Exception {
        try (FakeDaemon daemon = FakeDaemon.answeringInTurn(host.socket, new ArrayDeque<>(List.of(STATUS, POLICIES)))) {
            Files.setPosixFilePermissions(host.socket, PosixFilePermissions.fromString("rw-rw----"));
            Run run = run(connect, words);
            assertEquals(List.of("GET /v1/status HTTP/1.0", "GET /v1/policies HTTP/1.0"), daemon.requests());
            return run;
        }
    }

    private Run run(Function<String, DomainConfigurations> connect, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--socket", host.socket.toString(), "--hook", host.hook.toString()));
        return Run.in(
                new Surroundings(
                        connect, Interruption.bySignal(), RecordCommand::create, java.util.Optional::empty, host.root),
                all.toArray(String[]::new));
    }
}
