/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people and programs get wrong in the file: each is one sentence that leads to its line. */
final class ConfigurationMistakesTest {
    private static final String RUNTIME = "the absolute path of a folder, of at most 94 bytes.";
    private static final String FOLDERS = "a comma-separated list of absolute paths of folders.";
    private static final String BUDGET = "auto or a size from 64MiB to 1024TiB, such as 64GiB.";
    private static final String RESERVE = "a percentage from 0% to 50%, such as 5%.";
    private static final String POLICY = "the name of a policy: lower-case letters, digits and hyphens.";
    private static final String RATIO = "a number above 0 and at most 1, such as 0.95.";
    private static final String SOURCE = "available in this version: auto, perf and none are.";
    private static final String EVENTS = "auto or a comma-separated list of perf events.";
    private static final String SCALE = "a number above 0 and at most 1000000000, such as 1.";
    private static final String STEP = "a percentage from 1% to 100%, such as 25%.";
    private static final String CHANGE = "a size from 4KiB to 1TiB, such as 4MiB.";
    private static final String HEADROOM = "a percentage from 0% to 90%, such as 10%.";
    private static final String LEAST = "a size from 16MiB to 64GiB, such as 64MiB.";
    private static final String QUOTE = "holds a quote: values are written without quotes.";
    private static final String NOTHING = "is neither a [section], a comment nor 'key = value'.";

    @TempDir
    private Path temporary;

    /**
     * A wrong value.
     *
     * @param allowed what the sentence says that it is not
     */
    private record Wrong(String section, String key, String value, String allowed) {
        String text() {
            return "[" + section + "]\n" + key + " = " + value + "\n";
        }

        String sentence() {
            return "[" + section + "] " + key + " =" + (value.isEmpty() ? "" : " " + value) + " is not " + allowed;
        }
    }

    static Stream<Wrong> wrongValues() {
        Map<String, String> allowed = new HashMap<>();
        return Stream.of(
                        "daemon|uri||a libvirt URI, such as qemu:///system.",
                        "daemon|uri|qemu:///system now|a libvirt URI, such as qemu:///system.",
                        "daemon|rebalance-interval|5 seconds|a duration from 1s to 1h, such as 5s.",
                        "daemon|rebalance-interval|5S",
                        "daemon|rebalance-interval|999ms",
                        "daemon|rebalance-interval|3601s",
                        "daemon|rebalance-interval|-5s",
                        "daemon|rebalance-interval|1.5s",
                        "daemon|rebalance-interval|NaN",
                        "daemon|rebalance-interval|9999999999s",
                        "daemon|rebalance-interval|5%",
                        "daemon|rebalance-interval|5MiB",
                        "daemon|mode|observe, auto|auto or observe.",
                        "daemon|mode|",
                        "daemon|runtime-directory||" + RUNTIME,
                        "daemon|runtime-directory|~/run",
                        "daemon|runtime-directory|../run",
                        "daemon|runtime-directory|/" + "r".repeat(94),
                        "daemon|runtime-directory|/" + "\u00e4".repeat(47),
                        "daemon|policy-directories||" + FOLDERS,
                        "daemon|policy-directories|/a,",
                        "daemon|policy-directories|,/a",
                        "daemon|policy-directories|/a,,/b",
                        "daemon|policy-directories|/a:/b,c",
                        "daemon|drop-in-directories||" + FOLDERS,
                        "daemon|drop-in-directories|a/b",
                        "daemon|restore-on-stop||yes or no.",
                        "daemon|restore-on-stop|true",
                        "daemon|restore-on-stop|YES",
                        "daemon|restore-on-stop|1",
                        "host|budget||" + BUDGET,
                        "host|budget|50%",
                        "host|budget|65535KiB",
                        "host|budget|1025TiB",
                        "host|budget|-1GiB",
                        "host|budget|64G",
                        "host|budget|64GB",
                        "host|budget|64gib",
                        "host|budget|AUTO",
                        "host|budget|1e3GiB",
                        "host|reserve||" + RESERVE,
                        "host|reserve|%",
                        "host|reserve|50.1%",
                        "host|reserve|5GiB",
                        "host|reserve|0.05",
                        "host|reserve|NaN%",
                        "host|reserve|5%%",
                        "host|near-nodes||auto or a list of NUMA nodes, such as 0,1.",
                        "host|near-nodes|0 1",
                        "host|near-nodes|0,,1",
                        "host|near-nodes|3-1",
                        "host|near-nodes|-1",
                        "host|near-nodes|node0",
                        "host|near-nodes|1024",
                        "host|near-nodes|0-99999",
                        "host|near-nodes|AUTO",
                        "host|near-nodes|auto,0",
                        "policy|deadline||a duration from 10ms to 1m, such as 1s.",
                        "policy|deadline|1",
                        "policy|deadline|9ms",
                        "policy|deadline|61s",
                        "policy|jar||any or the absolute path of a jar.",
                        "policy|jar|mine.jar",
                        "policy|jar|ANY",
                        "policy|name||" + POLICY,
                        "policy|name|Hit-Ratio",
                        "policy|name|9lives",
                        "policy|name|a b",
                        "policy|name|" + "p".repeat(65),
                        "policy|target-hit-ratio||" + RATIO,
                        "policy|target-hit-ratio|95%",
                        "policy|target-hit-ratio|1.0001",
                        "policy|target-hit-ratio|-0.5",
                        "policy|target-hit-ratio|0,95",
                        "policy|target-hit-ratio|1e-1",
                        "policy|target-hit-ratio|Infinity",
                        "access|source||" + SOURCE,
                        "access|source|PERF",
                        "access|source|perf, none",
                        "access|near-events||" + EVENTS,
                        "access|near-events|a,,b",
                        "access|near-events|,",
                        "access|far-events||" + EVENTS,
                        "access|far-events|a,",
                        "access|scale||" + SCALE,
                        "access|scale|1000000000.1",
                        "access|scale|-1",
                        "access|scale|1k",
                        "access|scale|0x10",
                        "limits|max-step||" + STEP,
                        "limits|max-step|0.9%",
                        "limits|max-step|100.1%",
                        "limits|max-step|1GiB",
                        "limits|min-change||" + CHANGE,
                        "limits|min-change|4095B",
                        "limits|min-change|1.1TiB",
                        "limits|min-change|5%",
                        "limits|cooldown||a duration from 0s to 1h, such as 15s.",
                        "limits|cooldown|15",
                        "limits|cooldown|3600001ms",
                        "limits|headroom||" + HEADROOM,
                        "limits|headroom|-1%",
                        "limits|headroom|90.5%",
                        "limits|headroom|64MiB",
                        "limits|headroom-at-least||" + LEAST,
                        "limits|headroom-at-least|15.9MiB",
                        "limits|headroom-at-least|65GiB",
                        "limits|headroom-at-least|10%",
                        "limits|move-deadline||a duration from 1s to 1h, such as 30s.",
                        "limits|move-deadline|0s",
                        "limits|move-deadline|61m",
                        "limits|operator-hold||a duration from 0s to 168h, such as 30m.",
                        "limits|operator-hold|-1s",
                        "limits|operator-hold|169h",
                        "limits|operator-hold|never")
                .map(line -> line.split("\\|", -1))
                .map(parts -> {
                    String key = parts[0] + " " + parts[1];
                    String range = parts.length > 3 ? parts[3] : allowed.get(key);
                    allowed.put(key, range);
                    return new Wrong(parts[0], parts[1], parts[2], range);
                });
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void wrongValue_isToldWithWhatIsAllowed(Wrong wrong) {
        String expected = "virt-ballast.conf line 2: " + wrong.sentence();
        if (wrong.value().length() > 60) {
            expected = expected.replace(wrong.value(), wrong.value().substring(0, 60) + "…");
        }

        assertEquals(expected, message(wrong.text()));
    }

    @Test
    void everyKey_isAmongTheWrongValues() throws Exception {
        IniSections ini = new IniSections(Path.of("none"), "");
        new ConfigurationReader(Map.of()).interpret(ini);
        Set<String> known = ini.askedKeys().entrySet().stream()
                .flatMap(section -> section.getValue().stream().map(key -> section.getKey() + " " + key))
                .collect(Collectors.toSet());

        Set<String> tried = wrongValues()
                .map(wrong -> wrong.section() + " " + wrong.key())
                .collect(Collectors.toCollection(HashSet::new));

        assertEquals(known, tried);
    }

    /** The text, then its sentence, with the line in front. */
    static Stream<Map.Entry<String, String>> wrongTexts() {
        return Stream.of(
                Map.entry("[daemon]\nuri=\"qemu:///system\"\n", "line 2: [daemon] uri " + QUOTE),
                Map.entry("[daemon]\nuri='qemu:///system'\n", "line 2: [daemon] uri " + QUOTE),
                Map.entry("[policy.hit-ratio]\nx=\"\n", "line 2: [policy.hit-ratio] x " + QUOTE),
                Map.entry("[daemon]\n\nmode auto\n", "line 3: 'mode auto' " + NOTHING),
                Map.entry("daemon\n", "line 1: 'daemon' " + NOTHING),
                Map.entry("{\"daemon\": {}}\n", "line 1: '{\"daemon\": {}}' " + NOTHING),
                Map.entry("=\n", "line 1: '=' " + NOTHING),
                Map.entry(
                        "[daemon] mode = auto\n",
                        "line 1: '[daemon] mode = auto' begins like a section but is no [name]."),
                Map.entry("[]\nmode = auto\n", "line 1: '[]' begins like a section but is no [name]."),
                Map.entry("[ ]\n", "line 1: '[ ]' begins like a section but is no [name]."),
                Map.entry(
                        "[ daemon ]\nmode = auto\n", "line 1: there is no section [ daemon ]; did you mean 'daemon'?"),
                Map.entry("[Daemon]\nmode = auto\n", "line 1: there is no section [Daemon]; did you mean 'daemon'?"),
                Map.entry(
                        "[network]\nx = 1\n",
                        "line 1: there is no section [network]; known are access, daemon, host, limits, policy, policy.hit-ratio."),
                Map.entry(
                        "[limits]\nmax_step = 5%\n",
                        "line 2: [limits] has no key 'max_step'; did you mean 'max-step'?"),
                Map.entry("[limits]\nMAX-STEP = 5%\n", "line 2: [limits] has no key 'MAX-STEP'; known are"),
                Map.entry("[limits]\nmode = auto\n", "line 2: [limits] has no key 'mode'; known are"),
                Map.entry(
                        "[host]\nreserve = 5%\nreserve = 5%\n",
                        "line 3: [host] reserve is already set in line 2: remove one of the two."),
                Map.entry("[host]\nreserve == 5%\n", "line 2: [host] reserve = = 5% is not " + RESERVE),
                Map.entry("[host]\nreserve = 5% 6%\n", "line 2: [host] reserve = 5% 6% is not " + RESERVE),
                Map.entry("[host]\nreserve = 5%;x\n", "line 2: [host] reserve = 5%;x is not " + RESERVE),
                Map.entry("[host]\nbudget = ${env:HOME}\n", "line 2: [host] budget = ${env:HOME} is not " + BUDGET),
                Map.entry(
                        "[daemon]\nuri = a \\\n",
                        "line 2: [daemon] uri ends in a backslash: a value stands on one line."),
                Map.entry("[daemon]\nmode = au\u001bto\n", "line 2 holds the control character 0x1b: remove it."),
                Map.entry("[daemon]\nmode = auto\u0085\n", "line 2 holds the control character 0x85: remove it."),
                Map.entry("\u007f", "line 1 holds the control character 0x7f: remove it."));
    }

    @ParameterizedTest
    @MethodSource("wrongTexts")
    void wrongText_isToldWithItsLine(Map.Entry<String, String> wrong) {
        String message = message(wrong.getKey());

        // Where it names all that is known, the order is not promised.
        String start = "virt-ballast.conf " + wrong.getValue().replaceAll("(; known are).*", "$1");
        assertTrue(
                message.equals("virt-ballast.conf " + wrong.getValue())
                        || (start.endsWith("known are") && message.startsWith(start)),
                message);
    }

    @Test
    void utf16_isNotUtf8() throws Exception {
        Path file = temporary.resolve("virt-ballast.conf");
        Files.write(file, "[daemon]\nmode = auto\n".getBytes(StandardCharsets.UTF_16));

        assertEquals(
                "virt-ballast.conf line 1 holds bytes that are not UTF-8: save the file as UTF-8 text.", message(file));
    }

    @Test
    void fileThatMayNotBeRead_isToldApart() throws Exception {
        if ("root".equals(System.getProperty("user.name"))) {
            String why = "skipped: root may read every file";
            System.out.println(why);
            abort(why);
        }
        Path file = Files.writeString(temporary.resolve("virt-ballast.conf"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));

        assertEquals("virt-ballast.conf may not be read: permission denied.", message(file));
    }

    @Test
    void deviceOrPipe_isNotOpened() {
        assertEquals("null is no regular file: a configuration is a text file.", message(Path.of("/dev/null")));
    }

    private String message(String text) {
        Path file = temporary.resolve("virt-ballast.conf");
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return message(file);
    }

    private static String message(Path file) {
        String message = assertThrows(ConfigurationException.class, () -> new ConfigurationReader().read(file))
                .getMessage();
        return message.replace(file.getParent() + "/", "");
    }
}
