/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code virt-ballast replay} of recordings that are whole, continued, cut, damaged, or none at all. */
final class ReplayCommandTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void pack() throws IOException {
        TestPolicies.pack(folder.resolve("policies.jar"), StillPolicyFactory.class, BrokenPolicyFactory.class);
        file = folder.resolve("rec.gz");
    }

    @Test
    void differences_areShownWhereTheyBegin() throws Exception {
        write(file, head(), line(1), line(2), line(4), line(5), line(6));

        Run run = run("--policy", "still");

        assertEquals(new Run(0, """
                cycle 2, 2026-01-02 03:04:12, 'hit-ratio' decided
                  wë?b, 2GiB
                    recorded         take to 1GiB: it has more than it needs
                    still            keep
                cycle 6, 2026-01-02 03:04:16, 'hit-ratio' decided
                  wë?b, 2GiB
                    recorded         take to 1GiB: it has more than it needs
                    still            keep
                POLICY             CYCLES  AS RECORDED    TAKES    GIVES   FAILED
                recorded                5                     3        0        0
                still                   5        0.400        0        0        0
                """, "The cycles from 3 to 3 are missing.\n"), run);
    }

    @Test
    void json_isALineForEachCycleAndPolicy() throws Exception {
        write(file, head(), line(1), line(2));

        Run run = run("--policy", "still", "--json");

        List<String> lines = run.out().lines().toList();
        assertEquals(4, lines.size(), run.out());
        assertTrue(lines.get(0).endsWith("\"differences\":[]}"), lines.get(0));
        assertTrue(lines.get(1).contains("\"wanted\":1073741824,\"reason\":\"it has more than it needs\""));
        assertTrue(lines.get(3).startsWith("{\"summary\":\"still\",\"cycles\":2,"), lines.get(3));
    }

    @Test
    void rotatedFiles_areReadOldestFirst() throws Exception {
        write(folder.resolve("rec.gz.2"), head(), line(1));
        write(folder.resolve("rec.gz.1"), head(), line(2));
        write(file, head(), line(3), SampleCycles.runLine(new UUID(5, 6)), line(1));

        Run run = run("--policy", "still");

        assertEquals("After cycle 3 the daemon was started anew: all policies begin without memory.\n", run.err());
        assertTrue(run.out().contains("recorded                4"), run.out());
    }

    @Test
    void recordingThatBeginsLate_isSaidToBeSo() throws Exception {
        write(file, head(), line(500));

        assertEquals(
                "The recording begins with cycle 500: the recorded policy knew what was before, those that are shown it now"
                        + " do not.\n",
                run("--policy", "still").err());
    }

    @Test
    void cutRecording_isReadAsFarAsItGoes() throws Exception {
        write(file, head(), line(1), line(2), line(3));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 12));

        Run run = run("--policy", "still");

        assertEquals(0, run.code());
        assertEquals(
                file + " ends in the middle, as one does that is still written or whose writer was killed.\n",
                run.err());
        assertTrue(run.out().contains("recorded                "), run.out());
    }

    @Test
    void policyThatFails_isSaidAndTheOthersGoOn() throws Exception {
        write(file, head(), line(1), line(2));

        Run run = run("--policy", "still,broken");

        assertEquals(1, run.code());
        assertTrue(run.err().startsWith("The policy 'broken' failed in 2 of 2 cycles, in the first of them with: "));
        assertTrue(run.out().contains("still                   2"), run.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gone ; cannot be read: there is no such file.",
                "empty ; is no recording: it is empty.",
                "text ; is no recording: it is not compressed by gzip.",
                "nothing ; holds no cycle in which a policy was shown anything.",
                "words ; is damaged after line 1: Unrecognized token 'words'",
                "list ; is damaged after line 1: [1] is no RecordingLine.",
                "wrong ; is damaged after line 1: cycle: number: x is no long.",
                "format ; is damaged after line 1: it is of format 2, and this virt-ballast reads 1.",
                "bits ; is damaged after line "
            })
    void fileThatIsNoRecording_isOneSentence(String given) throws Exception {
        String kind = given.substring(0, given.indexOf(' '));
        String sentence = given.substring(given.indexOf(';') + 2);
        switch (kind) {
            case "gone" -> Files.deleteIfExists(file);
            case "empty" -> Files.write(file, new byte[0]);
            case "text" -> Files.writeString(file, "not compressed at all");
            case "nothing" -> write(file, head());
            case "words" -> write(file, "words");
            case "list" -> write(file, "[1]");
            case "wrong" -> write(file, "{\"cycle\":{\"number\":\"x\"}}");
            case "format" -> write(file, head().replace("\"format\":1", "\"format\":2"));
            default -> {
                write(
                        file,
                        Stream.iterate(1, i -> i + 1)
                                .limit(2000)
                                .map(i -> line(i))
                                .toArray(String[]::new));
                byte[] bytes = Files.readAllBytes(file);
                Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 64, (byte) 0xff);
                Files.write(file, bytes);
            }
        }

        Run run = run("--policy", "still");

        assertEquals(1, run.code());
        assertTrue(run.err().contains(file + " " + sentence), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    @Test
    void unknownPolicy_isOneSentence() throws Exception {
        write(file, head(), line(1));

        Run run = run("--policy", "gone");

        assertEquals(1, run.code());
        assertTrue(run.err().startsWith("No policy named 'gone' in "), run.err());
    }

    private static String head() {
        return SampleCycles.runLine(SampleCycles.RUN);
    }

    private static String line(long number) {
        return SampleCycles.line(number);
    }

    private static void write(Path file, String... lines) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private Run run(String... words) {
        return Run.of(
                Stream.concat(Stream.of("replay", "--policy-directories=" + folder, file.toString()), Stream.of(words))
                        .toArray(String[]::new));
    }
}
