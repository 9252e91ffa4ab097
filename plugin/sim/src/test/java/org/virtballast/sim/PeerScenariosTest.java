/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for each scenario in which a peer fails, and for the page that tells of them. */
final class PeerScenariosTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");

    static List<String> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(PeerRun.FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyPromise_isKept(String name) {
        PeerRun run = PeerRun.of(name);

        assertEquals(name, run.scenario().name());
        assertFalse(run.scenario().about().isBlank());
        assertEquals(new Violations(0, 0, 0, 0, 0, 0), run.violations());
        for (DomainPlan domain : run.scenario().domains()) {
            for (long second = 0; second <= run.end(); second++) {
                long size = run.size(domain.name(), second);
                assertTrue(size == 0 || size >= domain.min(), domain.name() + " in second " + second + ": " + size);
            }
        }
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/peers.md"));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void page_namesTheScenario(String name) throws IOException {
        assertTrue(page().contains("`" + name + "`"), name);
    }

    @Test
    void page_namesTestsThatExist() throws IOException {
        Set<String> missing = new TreeSet<>();
        int named = 0;
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> tests = files.filter(file -> file.toString().contains("/src/test/")
                            && file.toString().endsWith(".java"))
                    .toList();
            Matcher matcher = TEST.matcher(page());
            while (matcher.find()) {
                named++;
                if (!exists(tests, matcher.group(1), matcher.group(2))) {
                    missing.add(matcher.group());
                }
            }
        }

        assertEquals(Set.of(), missing);
        assertTrue(named > 40, "named: " + named);
    }

    private static boolean exists(List<Path> tests, String type, String method) throws IOException {
        for (Path file : tests) {
            if (file.getFileName().toString().equals(type + ".java")
                    && Files.readString(file).contains("void " + method + "(")) {
                return true;
            }
        }
        return false;
    }
}
