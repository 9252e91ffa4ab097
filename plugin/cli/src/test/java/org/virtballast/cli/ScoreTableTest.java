/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.virtballast.sim.Score;
import org.virtballast.sim.Violations;

final class ScoreTableTest {
    private final ScoreTable table = new ScoreTable(new Terminal(StandardCharsets.UTF_8));

    @Test
    void longNamesAndLargeFigures_fitATerminal() {
        List<String> lines =
                table.lines(score("a-scenario-with-a-long-name", 1023L << 40, new Violations(0, 0, 0, 0, 0, 0)));

        assertEquals(
                List.of("a-scenario-wit… hit-ratio      0.970        -    0.1234 0.0010 -0.0040   1023TiB"), lines);
        assertTrue(table.header().length() <= Terminal.COLUMNS);
        assertTrue(lines.get(0).length() <= Terminal.COLUMNS);
    }

    @Test
    void brokenPromises_areNamed() {
        assertEquals(
                "    ! promises broken: budget 1, stale 2, oom 3",
                table.lines(score("x", 0, new Violations(1, 0, 0, 2, 0, 3))).get(1));
    }

    private static Score score(String scenario, long moved, Violations violations) {
        return new Score(
                scenario,
                "hit-ratio",
                120,
                OptionalDouble.of(0.97),
                OptionalDouble.empty(),
                OptionalDouble.of(1),
                0.1234,
                0.001,
                1,
                1,
                1,
                -0.004,
                moved,
                0,
                Map.of(),
                violations,
                new Score.DecisionMillis(0, 0));
    }
}
