/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtballast.sim.JsonTree;

/** {@code virt-ballast policy check} as it is typed. */
final class PolicyCheckCommandTest {
    @TempDir
    private Path folder;

    private Path scenarios;
    private Path others;

    @BeforeEach
    void write() throws IOException {
        scenarios = Files.createDirectory(folder.resolve("scenarios"));
        others = Files.createDirectory(folder.resolve("others"));
        Files.writeString(scenarios.resolve("content.json"), """
                { "name": "content", "duration": "1m", "budget": "4GiB", "domains": [ { "name": "web", "max": "4GiB",
                  "start": "2GiB", "phases": [ { "from": "0s", "resident": "1GiB", "rate": 1000 } ] } ] }
                """);
        TestPolicies.pack(others.resolve("still.jar"), StillPolicyFactory.class);
    }

    @Test
    void soundPolicy_isScoredBesideTheOthers() throws IOException {
        Path jar = folder.resolve("mine.jar");
        TestPolicies.pack(jar, QuietPolicyFactory.class);

        Run run = check(jar);

        String scores = run.out()
                .lines()
                .filter(line -> !line.contains("!"))
                .filter(line -> !line.startsWith("  "))
                .reduce("", (before, line) -> before + line + "\n");
        assertEquals("""
                POLICY           ON TARGET SHORTFALL    FAR+     MOVED  FLIPS UNBEATEN BROKEN
                quiet                1.000    0.0000  0.0000        0B      0        1      0
                still                1.000    0.0000  0.0000        0B      0        1      0
                quiet: nothing wrong was found in 1 scenarios.
                """, scores);
        assertEquals(0, run.code());
        assertEquals("", run.err());
    }

    @Test
    void policyThatFails_isToldWhereAndHowOften() throws IOException {
        Path jar = folder.resolve("mine.jar");
        TestPolicies.pack(jar, BrokenPolicyFactory.class);

        Run run = check(jar);

        assertEquals(1, run.code());
        String out = run.out().replaceAll("\\s+", " ");
        assertTrue(
                out.contains("! 'broken' failed in 12 of 12 cycles of scenario 'content' (first:"
                        + " java.lang.IllegalStateException: oops)."),
                out);
        assertTrue(out.endsWith("broken: not as it should be, see above. "), out);
    }

    @Test
    void json_isOneObjectOfFaultsAndScores() throws Exception {
        Path jar = folder.resolve("mine.jar");
        TestPolicies.pack(jar, BrokenPolicyFactory.class);

        Run run = Run.of(
                "policy",
                "check",
                jar.toString(),
                "--scenarios=" + scenarios,
                "--policy-directories=" + others,
                "--json");

        assertEquals(1, run.code());
        Map<?, ?> checked = (Map<?, ?>) JsonTree.parse(run.out());
        assertEquals(false, checked.get("sound"));
        assertEquals(List.of("broken"), checked.get("policies"));
        Map<?, ?> fault = (Map<?, ?>) ((List<?>) checked.get("faults")).get(0);
        assertEquals("failed", fault.get("fault"));
        assertEquals("content", fault.get("scenario"));
        assertEquals(
                List.of("broken", "still"),
                ((List<?>) checked.get("scores"))
                        .stream()
                                .map(score -> ((Map<?, ?>) score).get("policy"))
                                .toList());
    }

    @Test
    void jarThatTheDaemonWouldRefuseWhereItLies_isToldSo() throws IOException {
        Path jar = folder.resolve("mine.jar");
        TestPolicies.pack(jar, QuietPolicyFactory.class);
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-rw-"));

        Run run = check(jar);

        assertEquals(0, run.code());
        assertTrue(
                run.out().replaceAll("\\s+", " ").contains("! The daemon would refuse it as a drop-in: "), run.out());
    }

    @Test
    void jarBesideIt_isNotRun() throws IOException {
        Path jar = folder.resolve("mine.jar");
        TestPolicies.pack(jar, QuietPolicyFactory.class);
        TestPolicies.pack(folder.resolve("another.jar"), LoudPolicyFactory.class);

        Run run = check(jar);

        assertEquals(0, run.code());
        assertEquals(null, System.getProperty(LoudPolicyFactory.RAN));
    }

    @Test
    void jarThatIsNone_isOneSentence() throws IOException {
        Path jar = Files.writeString(folder.resolve("mine.jar"), "this is no jar");

        assertEquals(new Run(1, "", jar + " is no readable jar: it holds nothing.\n"), check(jar));
    }

    @Test
    void missingScenarios_areWrongUsage() throws IOException {
        Path jar = folder.resolve("mine.jar");
        TestPolicies.pack(jar, QuietPolicyFactory.class);
        Files.delete(scenarios.resolve("content.json"));

        Run run = check(jar);

        assertEquals(2, run.code());
        assertEquals(
                "--scenarios: there is none in [" + scenarios + "]; see 'virt-ballast policy check --help'.\n",
                run.err());
    }

    private Run check(Path jar) {
        return Run.of("policy", "check", jar.toString(), "--scenarios=" + scenarios, "--policy-directories=" + others);
    }
}
