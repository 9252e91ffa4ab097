/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What shells are told of words that are being typed. */
final class CompleteCommandTest {
    private static final String ENTRY =
            "{\"name\":\"%s\",\"jar\":\"/x.jar\",\"kind\":\"shipped\",\"used\":true,\"refusal\":%s}";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "sta, status",
        "p, pause policy",
        "status --js, --json",
        "policy u, use",
        "near-device l, list",
        "top --so, --socket --sort",
        "top --sort s, size",
        "stat us, ''",
    })
    void words_areCompleted(String typed, String expected) {
        assertEquals(expected, candidates(typed));
    }

    @Test
    void nothingTyped_offersTheCommandsThatAreShown() {
        String all = " " + candidates(" ") + " ";

        assertTrue(all.contains(" explain ") && all.contains(" top ") && all.contains(" --socket "), all);
        assertFalse(all.contains(" complete "), all);
    }

    @Test
    void guests_areThoseOfTheDaemon() throws Exception {
        Path socket = folder.resolve("control.sock");
        String domains = "\"domains\":[" + domain("web1") + "," + domain("web2") + "," + domain("db\\u001b[2J") + "]";
        String status =
                "{\"version\":\"1.0\",\"mode\":\"auto\",\"policy\":\"hit-ratio\",\"connected\":true,\"cycle\":0,"
                        + "\"time\":null,\"cycleMillis\":0.0,\"budget\":1024,\"committed\":512,\"pressure\":\"high\","
                        + "\"paused\":false,\"hook\":null," + domains + ",\"problems\":[]}";
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 200, status)) {
            assertEquals("web1 web2", candidates("--socket " + socket + " explain w"));
            assertEquals("web1 web2", candidates("--socket " + socket + " pause w"));
            assertEquals("", candidates("--socket " + socket + " explain d"));
            assertFalse(daemon.requests().isEmpty());
        }
    }

    @Test
    void policies_areThoseThatCanBeUsed() throws Exception {
        Path socket = folder.resolve("control.sock");
        String policies = "{\"used\":\"hit-ratio\",\"deciding\":\"hit-ratio\",\"quarantine\":null,\"policies\":["
                + ENTRY.formatted("hit-ratio", "null") + "," + ENTRY.formatted("hers", "\"it is broken\"") + "]}";
        try (FakeDaemon daemon = FakeDaemon.answering(socket, 200, policies)) {
            assertEquals("hit-ratio", candidates("--socket " + socket + " policy use h"));
            assertFalse(daemon.requests().isEmpty());
        }
    }

    @Test
    void daemonThatIsDown_isNoComplaint() {
        assertEquals(new Run(0, "", ""), run("--socket " + folder.resolve("none") + " explain w"));
    }

    @Test
    void wordThatIsNotThere_isNoComplaint() {
        assertEquals(new Run(0, "", ""), Run.of("complete", "9", "virt-ballast"));
        assertEquals(new Run(0, "", ""), Run.of("complete", "0", "virt-ballast"));
        assertEquals(0, Run.of("complete", "1").code());
    }

    private static String domain(String name) {
        return """
                {"id":"00000000-0000-0000-0000-00000000002a","name":"%s","state":"running","mode":"auto",
                "condition":"normal","heldSeconds":null,"current":1,"target":1,"owed":0,"min":1,"max":1,
                "lever":{"kind":"balloon","reason":"it has no cells","nearCells":[],"step":4096,"far":0,"lastYield":null},
                "floor":null,"usable":null,"targetHitRatio":0.9,"hitRatio":null,"accessesPerSecond":null,"weight":1,
                "eligible":true,"decision":"Kept.","lastMove":null,"problems":[]}""".formatted(name);
    }

    private static String candidates(String typed) {
        Run run = run(typed);
        assertEquals(0, run.code(), run.err());
        return String.join(" ", run.out().lines().toList());
    }

    /** As a shell would ask: the last of the words is being typed. */
    private static Run run(String typed) {
        List<String> words = new ArrayList<>(List.of((typed + "|").trim().split(" +")));
        int last = words.size() - 1;
        words.set(last, words.get(last).replace("|", ""));
        List<String> line = new ArrayList<>(List.of("complete", String.valueOf(words.size()), "virt-ballast"));
        line.addAll(words);
        return Run.of(line.toArray(String[]::new));
    }
}
