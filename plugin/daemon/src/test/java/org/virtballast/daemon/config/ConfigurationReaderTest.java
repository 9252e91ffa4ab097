/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtballast.core.Limits;
import org.virtballast.core.port.Mode;
import org.virtballast.daemon.config.BallastConfiguration.Access;
import org.virtballast.daemon.config.BallastConfiguration.Daemon;
import org.virtballast.daemon.config.BallastConfiguration.Host;
import org.virtballast.daemon.config.BallastConfiguration.PolicyChoice;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.PolicySettings;

/** Right files give the right values; wrong ones give one sentence that leads to the mistake. */
final class ConfigurationReaderTest {
    /** The contract's defaults, written a second time on purpose. */
    private static final BallastConfiguration DEFAULTS = new BallastConfiguration(
            new Daemon(
                    "qemu:///system",
                    Duration.ofSeconds(5),
                    Mode.OBSERVE,
                    Path.of("/run/virt-ballast"),
                    List.of(Path.of("/usr/share/virt-ballast/policies")),
                    List.of(Path.of("/usr/lib/virt-ballast/policies.d")),
                    false),
            new Host(OptionalLong.empty(), 0.05, new TreeSet<>()),
            new PolicyChoice(
                    "hit-ratio",
                    0.95,
                    Duration.ofSeconds(1),
                    Optional.empty(),
                    Map.of("hit-ratio", PolicySettings.DEFAULTS)),
            new Access(AccessSource.AUTO, "auto", "auto", 1),
            new Limits(0.25, 4 * ByteSize.MIB, Duration.ofSeconds(15), 0.10, 64 * ByteSize.MIB, Duration.ofSeconds(30)),
            Duration.ofMinutes(30));

    private static final String EVERYTHING = """
            # a comment
            [daemon]
            uri = qemu+unix:///system?socket=/tmp/s   # where
            rebalance-interval = 10s        ; the Quartz "trigger": it's this
            mode = auto
            runtime-directory = /tmp/ballast
            policy-directories = /a/b, /c
            drop-in-directories = /d
            restore-on-stop = yes
            [host] ; the memory
            budget=1.5GiB
            reserve = 2.5%
            near-nodes = 0, 2-4
            [policy]
            name = fair
            target-hit-ratio = 0.9
            deadline = 500ms
            jar = /d/fair.jar
            [access]
            source = perf
            near-events = pmu/config=0x1,config1=2/,raw:r01d1 ; two
            far-events = uprobe:/bin/x@0x10
            scale = 10.5
            [limits]
            max-step = 50%
            min-change = 1 MiB
            cooldown = 1m
            headroom = 20%
            headroom-at-least = 128MiB
            move-deadline = 1500ms
            operator-hold = 2h
            [policy.fair]
            gain = ${sys:user.home},1
            """;

    @TempDir
    private Path temporary;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = temporary.resolve("virt-ballast.conf");
    }

    @Test
    void absentFile_givesDefaults() throws ConfigurationException {
        assertEquals(DEFAULTS, new ConfigurationReader(Map.of()).read(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "; nothing", "[daemon]\n[host]\n", "\uFEFF[daemon]\r\nmode = observe\r\n"})
    void fileThatSaysNothingElse_givesDefaults(String text) throws Exception {
        assertEquals(DEFAULTS, read(text));
    }

    @Test
    void everyKey_isRead() throws Exception {
        BallastConfiguration expected = new BallastConfiguration(
                new Daemon(
                        "qemu+unix:///system?socket=/tmp/s",
                        Duration.ofSeconds(10),
                        Mode.AUTO,
                        Path.of("/tmp/ballast"),
                        List.of(Path.of("/a/b"), Path.of("/c")),
                        List.of(Path.of("/d")),
                        true),
                new Host(OptionalLong.of(1536 * ByteSize.MIB), 0.025, new TreeSet<>(Set.of(0, 2, 3, 4))),
                new PolicyChoice(
                        "fair",
                        0.9,
                        Duration.ofMillis(500),
                        Optional.of(Path.of("/d/fair.jar")),
                        Map.of("fair", new PolicySettings(Map.of("gain", "${sys:user.home},1")))),
                new Access(AccessSource.PERF, "pmu/config=0x1,config1=2/,raw:r01d1", "uprobe:/bin/x@0x10", 10.5),
                new Limits(0.5, ByteSize.MIB, Duration.ofMinutes(1), 0.2, 128 * ByteSize.MIB, Duration.ofMillis(1500)),
                Duration.ofHours(2));

        assertEquals(expected, read(EVERYTHING));
    }

    @Test
    void sectionInTwoParts_isOne() throws Exception {
        BallastConfiguration configuration =
                read("[daemon]\nuri = test:///default\n[host]\nreserve = 0%\n[daemon]\nmode = auto\n");

        assertEquals("test:///default", configuration.daemon().uri());
        assertEquals(Mode.AUTO, configuration.daemon().mode());
        assertEquals(0, configuration.host().reserve());
    }

    @Test
    void hookSpoolAndControlSocket_lieInRuntimeDirectory() throws Exception {
        Daemon daemon = read("[daemon]\nruntime-directory = /tmp/x/../y/\n").daemon();

        assertEquals(Path.of("/tmp/y/hook"), daemon.hookSpool());
        assertEquals(Path.of("/tmp/y/control.sock"), daemon.controlSocket());
    }

    @Test
    void settingsOfAnUnusedPolicy_waitForIt() throws Exception {
        PolicyChoice choice = read("[policy.proportional]\nshare = 1\n").policy();

        assertEquals(PolicySettings.DEFAULTS, choice.settings("hit-ratio"));
        assertEquals(new PolicySettings(Map.of("share", "1")), choice.settings("proportional"));
        assertEquals(PolicySettings.DEFAULTS, choice.settings("other"));
    }

    @Test
    void builtTree_saysWhereItsPoliciesAre() throws Exception {
        ConfigurationReader tree = new ConfigurationReader(Map.of("VIRT_BALLAST_POLICY_DIRECTORIES", "/t/a,/t/b"));

        assertEquals(
                List.of(Path.of("/t/a"), Path.of("/t/b")),
                tree.interpret(new IniSections(Path.of("none"), "")).daemon().policyDirectories());
        assertEquals(
                List.of(Path.of("/mine")),
                tree.interpret(new IniSections(Path.of("none"), "[daemon]\npolicy-directories = /mine\n"))
                        .daemon()
                        .policyDirectories());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            daemon | rebalance-interval = 5     | 2 | [daemon] rebalance-interval = 5 is not a duration from 1s to 1h, such as 5s.
            daemon | rebalance-interval = 500ms | 2 | [daemon] rebalance-interval = 500ms is not a duration from 1s to 1h, such as 5s.
            daemon | rebalance-interval = 61m   | 2 | [daemon] rebalance-interval = 61m is not a duration from 1s to 1h, such as 5s.
            daemon | rebalance-interval =       | 2 | [daemon] rebalance-interval = is not a duration from 1s to 1h, such as 5s.
            daemon | mode = off                 | 2 | [daemon] mode = off is not auto or observe.
            daemon | mode = AUTO ; shouting     | 2 | [daemon] mode = AUTO is not auto or observe.
            daemon | uri =                      | 2 | [daemon] uri = is not a libvirt URI, such as qemu:///system.
            daemon | runtime-directory = run    | 2 | [daemon] runtime-directory = run is not the absolute path of a folder, of at most 94 bytes.
            daemon | policy-directories = /a,,b | 2 | [daemon] policy-directories = /a,,b is not a comma-separated list of absolute paths of folders.
            host   | budget = 64                | 2 | [host] budget = 64 is not auto or a size from 64MiB to 1024TiB, such as 64GiB.
            host   | budget = 99999999999TiB    | 2 | [host] budget = 99999999999TiB is not auto or a size from 64MiB to 1024TiB, such as 64GiB.
            host   | reserve = 51%              | 2 | [host] reserve = 51% is not a percentage from 0% to 50%, such as 5%.
            host   | reserve = 5                | 2 | [host] reserve = 5 is not a percentage from 0% to 50%, such as 5%.
            host   | reserve = -5%              | 2 | [host] reserve = -5% is not a percentage from 0% to 50%, such as 5%.
            policy | name = ../evil             | 2 | [policy] name = ../evil is not the name of a policy: lower-case letters, digits and hyphens.
            policy | target-hit-ratio = 0       | 2 | [policy] target-hit-ratio = 0 is not a number above 0 and at most 1, such as 0.95.
            policy | target-hit-ratio = NaN     | 2 | [policy] target-hit-ratio = NaN is not a number above 0 and at most 1, such as 0.95.
            access | source = libvirt           | 2 | [access] source = libvirt is not available in this version: auto, perf and none are.
            access | source = faults            | 2 | [access] source = faults is not available in this version: auto, perf and none are.
            access | near-events =              | 2 | [access] near-events = is not auto or a comma-separated list of perf events.
            access | scale = 0                  | 2 | [access] scale = 0 is not a number above 0 and at most 1000000000, such as 1.
            limits | max-step = 0%              | 2 | [limits] max-step = 0% is not a percentage from 1% to 100%, such as 25%.
            limits | min-change = 1B            | 2 | [limits] min-change = 1B is not a size from 4KiB to 1TiB, such as 4MiB.
            limits | cooldown = 2h              | 2 | [limits] cooldown = 2h is not a duration from 0s to 1h, such as 15s.
            limits | operator-hold = 8d         | 2 | [limits] operator-hold = 8d is not a duration from 0s to 168h, such as 30m.
            daemon | rebalance-intervall = 5s   | 2 | [daemon] has no key 'rebalance-intervall'; did you mean 'rebalance-interval'?
            host   | memory = 5GiB              | 2 | [host] has no key 'memory'; known are budget, reserve, near-nodes.
            demon  | mode = auto                | 1 | there is no section [demon]; did you mean 'daemon'?
            policy.hit-raito | gain = 1         | 1 | there is no section [policy.hit-raito]; did you mean 'policy.hit-ratio'?
            daemon | mode                       | 2 | 'mode' is neither a [section], a comment nor 'key = value'.
            daemon | = auto                     | 2 | '= auto' is neither a [section], a comment nor 'key = value'.
            daemon | mode: auto                 | 2 | 'mode: auto' is neither a [section], a comment nor 'key = value'.
            daemon | [host                      | 2 | '[host' begins like a section but is no [name].
            daemon | uri = "qemu:///system"     | 2 | [daemon] uri holds a quote: values are written without quotes.
            daemon | uri = qemu:///system \\    | 2 | [daemon] uri ends in a backslash: a value stands on one line.
            """)
    void mistake_isOneSentenceWithItsLine(String section, String line, int number, String sentence) {
        assertEquals(file + " line " + number + ": " + sentence, message("[" + section + "]\n" + line + "\n"));
    }

    @Test
    void keySetTwice_namesBothLines() {
        assertEquals(
                file + " line 5: [daemon] mode is already set in line 2: remove one of the two.",
                message("[daemon]\nmode = auto\n[host]\n[daemon]\nmode = observe\n"));
    }

    @Test
    void keyBeforeTheFirstSection_isRefused() {
        assertEquals(file + " line 2: 'mode' stands before the first [section].", message("\nmode = auto\n"));
    }

    @Test
    void longValue_isCutInTheSentence() {
        String message = message("[daemon]\nmode = " + "x".repeat(10_000) + "\n");

        assertTrue(message.length() < 300, message);
        assertTrue(message.endsWith("x… is not auto or observe."), message);
    }

    private BallastConfiguration read(String text) throws IOException, ConfigurationException {
        Files.writeString(file, text);
        return new ConfigurationReader(Map.of()).read(file);
    }

    private String message(String text) {
        return assertThrows(ConfigurationException.class, () -> read(text)).getMessage();
    }
}
