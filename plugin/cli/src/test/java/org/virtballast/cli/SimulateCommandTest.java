/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code virt-ballast simulate} as it is typed. */
final class SimulateCommandTest {
    @TempDir
    private Path folder;

    private Path starved;
    private Path content;

    @BeforeEach
    void write() throws IOException {
        TestPolicies.pack(folder.resolve("policies.jar"), StillPolicyFactory.class, BrokenPolicyFactory.class);
        starved = scenario("starved", "4GiB", 1000);
        content = scenario("content", "1GiB", 1000);
    }

    private Path scenario(String name, String resident, int rate) throws IOException {
        return Files.writeString(folder.resolve(name + ".json"), """
                { "name": "%s", "duration": "1m", "budget": "4GiB", "domains": [ { "name": "web", "max": "4GiB",
                  "start": "2GiB", "phases": [ { "from": "0s", "resident": "%s", "rate": %d } ] } ] }
                """.formatted(name, resident, rate));
    }

    @Test
    void table_hasALineForEachScenarioAndPolicy() {
        Run run = run("--policy", "still,still", starved.toString(), content.toString());

        assertEquals(new Run(0, """
                SCENARIO        POLICY     ON TARGET FEASIBLE SHORTFALL ORACLE    FAR+     MOVED
                starved         still          0.000    0.000    0.4500 0.0519  0.4210        0B
                starved         still          0.000    0.000    0.4500 0.0519  0.4210        0B
                content         still          1.000    1.000    0.0000 0.0000  0.0000        0B
                content         still          1.000    1.000    0.0000 0.0000  0.0000        0B
                """, ""), run);
    }

    @Test
    void json_isALineForEachScenarioAndPolicy() {
        Run run = run("--policy=still", "--json", starved.toString(), content.toString());

        assertEquals(new Run(0, run.out(), ""), run);
        List<String> lines = run.out().lines().toList();
        assertEquals(2, lines.size());
        assertTrue(
                lines.get(0)
                        .startsWith(
                                "{\"scenario\":\"starved\",\"policy\":\"still\",\"intervals\":12,\"onTarget\":0.0,"),
                lines.get(0));
        assertTrue(lines.get(1).matches(".*,\"decisionMillis\":\\{\"p50\":[^}]*,\"p99\":[^}]*}}"), lines.get(1));
    }

    @Test
    void page_isATableOfSummariesAndOneOfAllScores() {
        Run run = run("--policy=still", "--page", starved.toString(), content.toString());

        assertEquals(new Run(0, """
                | in all 2 scenarios | still |
                |---|---:|
                | on target where feasible, mean | 0.500 |
                | the least | 0.000 |
                | shortfall beyond the oracle's, mean | 0.1991 |
                | the most | 0.3981 |
                | excess far share, mean | 0.2105 |
                | resizes to settle, median | never |
                | moved | 0B |
                | flips | 0 |
                | not beaten by 0.001 of shortfall in | 2 |
                | promises broken | 0 |

                Shortfall beyond the oracle's, and the share on target where feasible:

                | scenario | still |
                |---|---:|
                | starved | 0.3981, 0.000 |
                | content | 0.0000, 1.000 |
                """, ""), run);
    }

    @Test
    void replicas_multiplyTheAccesses() {
        Run one = run("--policy=still", "--json", content.toString());
        Run three = run("--policy=still", "--json", "--replicate=3", content.toString());

        assertTrue(one.out().contains("\"accesses\":60000,"), one.out());
        assertTrue(three.out().contains("\"accesses\":180000,"), three.out());
    }

    @Test
    void policyThatFails_isSaidAfterItsScore() {
        Run run = run("--policy=broken", content.toString());

        assertEquals(1, run.code());
        assertEquals(2, run.out().lines().count());
        assertEquals(
                "The policy 'broken' in scenario 'content' failed in 12 of 12 cycles, in the first of them with:"
                        + " java.lang.IllegalStateException: oops.\n",
                run.err());
    }

    @Test
    void unknownPolicy_isSaidBeforeAnythingRuns() {
        Run run = run("--policy=still,hit-ration", content.toString());

        assertEquals(new Run(1, "", run.err()), run);
        assertTrue(run.err().matches("No policy named 'hit-ration' in [^\n]*\\.\n"), run.err());
    }

    @Test
    void wrongScenario_isSaidBeforeAnythingRuns() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.json"), "{ \"name\": \"x\", \"bugdet\": \"1GiB\" }");

        assertEquals(
                new Run(1, "", "wrong.json: budget is missing.\n"),
                run("--policy=still", content.toString(), wrong.toString()));
        Path missing = folder.resolve("missing.json");
        assertEquals(
                new Run(1, "", "There is no scenario " + missing + ".\n"), run("--policy=still", missing.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x.json --replicate 0",
                "x.json --replicate 1001",
                "x.json --replicate x",
                "x.json --polcy y",
                "x.json --json --page"
            })
    void wrongUsage_isOneSentenceAndExitCodeTwo(String words) {
        Run run = run(words.isEmpty() ? new String[0] : words.split(" ", -1));

        assertEquals(new Run(2, "", run.err()), run);
        assertTrue(run.err().matches("[^\n]+; see 'virt-ballast simulate --help'\\.\n"), run.err());
    }

    private Run run(String... words) {
        return Run.of(Stream.concat(Stream.of("simulate", "--policy-directories=" + folder), Stream.of(words))
                .toArray(String[]::new));
    }
}
