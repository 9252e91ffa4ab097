/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtballast.cli.ControlClient;
import org.virtballast.cli.ControlException;
import org.virtballast.core.port.HostClock;
import org.virtballast.core.report.SetupReport;
import org.virtballast.core.report.StatusReport;
import org.virtballast.daemon.config.ConfigurationException;

/** The whole daemon, on a hypervisor that does not answer or on libvirt's own test driver: no root, no libvirtd. */
final class BallastDaemonTest {
    @TempDir
    private Path folder;

    private final RecordingNotifier notifier = new RecordingNotifier();
    private Path file;
    private Optional<BallastDaemon> daemon = Optional.empty();

    @BeforeEach
    void makePolicy() throws IOException {
        file = folder.resolve("virt-ballast.conf");
        Files.createDirectory(folder.resolve("policies"));
        PolicyJar.putInto(folder.resolve("policies"));
    }

    @AfterEach
    void stop() {
        daemon.ifPresent(BallastDaemon::close);
    }

    @Test
    void daemon_withoutAHypervisorStartsAndSaysSo() throws Exception {
        start("");

        StatusReport status = awaitCycle(1);
        assertFalse(status.connected());
        assertEquals("hit-ratio", status.policy());
        assertEquals("observe", status.mode());
        assertTrue(
                status.problems().get(0).startsWith("no connection to "),
                status.problems().get(0));
    }

    @Test
    void explain_withoutAHypervisorClaimsNothing() throws Exception {
        start("");

        ControlException unknown = assertThrows(ControlException.class, () -> client().explain("web1"));

        assertEquals("nothing is known of domain 'web1': libvirt does not answer.", unknown.getMessage());
    }

    @Test
    void daemon_tellsTheServiceManagerThatItIsReadyAliveAndStopping() throws Exception {
        start("");

        assertTrue(notifier.beats().await(30, TimeUnit.SECONDS));
        daemon.orElseThrow().close();
        daemon = Optional.empty();
        assertEquals(List.of("ready", "stopping"), notifier.told());
    }

    @Test
    void daemon_thatStoppedLeavesNoSocketAndNoSpool() throws Exception {
        start("");
        assertTrue(Files.exists(folder.resolve("run/control.sock")));
        assertTrue(Files.exists(folder.resolve("run/hook")));

        daemon.orElseThrow().close();
        daemon = Optional.empty();

        assertFalse(Files.exists(folder.resolve("run/control.sock")));
        assertFalse(Files.exists(folder.resolve("run/hook")));
    }

    @Test
    void secondDaemon_isRefusedAndLeavesTheFirstItsSpool() throws Exception {
        start("");

        StartException refused = assertThrows(
                StartException.class, () -> BallastDaemon.start(file, HostClock.system(), new RecordingNotifier()));

        assertTrue(refused.getMessage().contains("another"), refused.getMessage());
        assertTrue(Files.exists(folder.resolve("run/hook")));
        assertEquals("hit-ratio", client().status().policy());
    }

    @Test
    void whatItFoundWhenItStarted_isInItsStatus() throws Exception {
        start("[access]\nsource = none\n");

        StatusReport status = client().status();

        SetupReport setup = status.setup().orElseThrow();
        assertEquals("none", setup.access());
        assertEquals(Optional.of("source under [access] is none"), setup.uncounted());
        assertFalse(setup.nearNodes().isEmpty());
        assertEquals(Optional.empty(), status.start());
    }

    @Test
    void unknownPolicy_isASentence() {
        StartException refused = assertThrows(StartException.class, () -> start("[policy]\nname = best\n"));

        assertTrue(refused.getMessage().startsWith("No policy named 'best' in "), refused.getMessage());
        assertFalse(Files.exists(folder.resolve("run/control.sock")));
    }

    @Test
    void wrongEvent_isASentence() {
        StartException refused = assertThrows(
                StartException.class, () -> start("[access]\nnear-events = nonsense\nfar-events = cache-misses\n"));

        assertTrue(refused.getMessage().contains("nonsense"), refused.getMessage());
    }

    @Test
    void nearNodeThatIsNotThere_isASentence() {
        StartException refused = assertThrows(StartException.class, () -> start("[host]\nnear-nodes = 1023\n"));

        assertTrue(
                refused.getMessage()
                        .startsWith("near-nodes under [host] names node 1023, which this host does not have: "),
                refused.getMessage());
    }

    @Test
    void wrongConfiguration_isASentenceWithTheLine() {
        ConfigurationException refused =
                assertThrows(ConfigurationException.class, () -> start("[limits]\nmax-step = a lot\n"));

        assertTrue(refused.getMessage().contains("line 7"), refused.getMessage());
    }

    @Test
    void reload_takesOverWhatChanged() throws Exception {
        start("");
        awaitCycle(1);

        write("mode = auto\n");
        daemon.orElseThrow().reload();

        assertEquals("auto", client().status().mode());
    }

    @Test
    void reload_ofAWrongFileKeepsWhatWasInForce() throws Exception {
        start("mode = auto\n");
        awaitCycle(1);

        write("mode = sometimes\n");
        daemon.orElseThrow().reload();

        assertEquals("auto", client().status().mode());
        List<String> problems = client().status().problems();
        assertTrue(problems.get(0).contains("sometimes"), problems.toString());
        write("mode = auto\n");
        daemon.orElseThrow().reload();
        problems = client().status().problems();
        assertTrue(problems.stream().noneMatch(problem -> problem.contains("sometimes")), problems.toString());
        awaitCycle(client().status().cycle() + 1);
    }

    /** What is wrong in the file, and how the sentence in the log ends. */
    static Stream<Map.Entry<String, String>> wrongFiles() {
        return Stream.of(
                Map.entry("mode = auto\nmode = auto\n", "mode is already set in line 6: remove one of the two."),
                Map.entry("restore-on-stop = maybe\n", "restore-on-stop = maybe is not yes or no."),
                Map.entry(
                        "[host]\nbudget = 50%\n",
                        "budget = 50% is not auto or a size from 64MiB to 1024TiB, such as 64GiB."),
                Map.entry(
                        "[host]\nnear-nodes = 1023\n",
                        "which this host does not have: name nodes with memory, as in"
                                + " /sys/devices/system/node/has_memory, or auto."),
                Map.entry("[hosts]\n", "there is no section [hosts]; did you mean 'host'?"),
                Map.entry(
                        "[limits]\nmax-step = 0%\n", "max-step = 0% is not a percentage from 1% to 100%, such as 25%."),
                Map.entry("\0\n", "line 6 holds the control character 0x00: remove it."),
                Map.entry("#".repeat(1 << 20), "is larger than 1 MiB, which no configuration is."),
                Map.entry("[policy]\nname = best\n", ""),
                Map.entry("[policy.hit-ratio]\ndead-band = wide\n", ""),
                Map.entry(
                        "[access]\nsource = perf\n",
                        "near-events and far-events under [access] must both name the host's events."),
                Map.entry("[access]\nnear-events = nonsense\nfar-events = cache-misses\n", ""));
    }

    @ParameterizedTest
    @MethodSource("wrongFiles")
    void reload_ofAnyWrongFileKeepsEverythingAndSaysWhy(Map.Entry<String, String> wrong) throws Exception {
        start("");
        try (RecordedLog log = new RecordedLog(BallastDaemon.class)) {
            write("");
            String good = Files.readString(file).replace("interval = 1s", "interval = 2s");
            Files.writeString(file, good + wrong.getKey());

            daemon.orElseThrow().reload();

            assertEquals(1, log.lines().size(), log.lines().toString());
            String said = log.lines().get(0);
            assertTrue(said.endsWith(wrong.getValue() + " The configuration in force stays as it was."), said);
        }
        assertEquals("observe", client().status().mode());
        assertEquals("hit-ratio", client().status().policy());
        awaitCycle(client().status().cycle() + 1);
    }

    @Test
    void reload_withAFolderInTheFilesPlaceKeepsWhatWasInForce() throws Exception {
        start("mode = auto\n");
        Files.delete(file);
        Files.createDirectory(file);

        daemon.orElseThrow().reload();

        assertEquals("auto", client().status().mode());
    }

    @Test
    void reload_withAPolicyThatIsNotThereKeepsTheOldOne() throws Exception {
        start("");

        write("[policy]\nname = best\n");
        daemon.orElseThrow().reload();

        assertEquals("hit-ratio", client().status().policy());
    }

    @Test
    void reload_withOtherSettingsOfThePolicyGoesOnWithThem() throws Exception {
        start("");
        awaitCycle(1);

        write("[policy.hit-ratio]\ndead-band = 0.05\n");
        daemon.orElseThrow().reload();

        awaitCycle(client().status().cycle() + 2);
    }

    @Test
    void manyClients_doNotKeepTheCyclesFromRunning() throws Exception {
        start("");
        awaitCycle(1);
        long cycle = client().status().cycle();
        List<SocketChannel> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                clients.add(halfARequest());
            }
            CountDownLatch beats = notifier.beatsFromNow(40);
            assertTrue(beats.await(30, TimeUnit.SECONDS));
        } finally {
            for (SocketChannel channel : clients) {
                channel.close();
            }
        }

        // 40 beats take 2 s, and each is given only where a cycle has run lately.
        assertTrue(awaitCycle(1).cycle() >= cycle + 2);
    }

    @Test
    void pause_outlivesTheDaemon() throws Exception {
        start("");
        assertEquals("all guests are left alone until 'virt-ballast resume'.", client().pause(Optional.empty()));
        long cycle = client().status().cycle();
        assertTrue(awaitCycle(cycle + 2).paused());

        daemon.orElseThrow().close();
        start("");
        assertTrue(awaitCycle(1).paused());

        assertEquals("all guests are taken up again.", client().resume(Optional.empty()));
        assertThrows(ControlException.class, () -> client().resume(Optional.of("web1")));
        assertFalse(client().status().paused());
    }

    private SocketChannel halfARequest() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.configureBlocking(false);
        try {
            channel.connect(UnixDomainSocketAddress.of(folder.resolve("run/control.sock")));
            channel.write(ByteBuffer.wrap("GET /v1/status".getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException turnedAway) {
            channel.close();
        }
        return channel;
    }

    private void start(String more) throws Exception {
        write(more);
        daemon = Optional.of(BallastDaemon.start(file, HostClock.system(), notifier));
        daemon.orElseThrow().ready();
    }

    private void write(String more) throws IOException {
        // A socket that nobody listens on: the connection is refused at once.
        Files.writeString(
                file,
                "[daemon]\nuri = qemu+unix:///system?socket=" + folder.resolve("nobody") + "\nruntime-directory = "
                        + folder.resolve("run") + "\npolicy-directories = " + folder.resolve("policies")
                        + "\nrebalance-interval = 1s\n" + more);
    }

    private ControlClient client() {
        return new ControlClient(folder.resolve("run/control.sock"));
    }

    private StatusReport awaitCycle(long cycle) throws ControlException {
        await(() -> {
            try {
                return client().status().cycle() >= cycle;
            } catch (ControlException e) {
                return false;
            }
        });
        return client().status();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited 30 s in vain");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
