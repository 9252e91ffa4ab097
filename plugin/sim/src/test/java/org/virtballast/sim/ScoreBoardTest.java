/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.virtballast.sim.ScoreBoard.Summary;

final class ScoreBoardTest {
    private final ScoreBoard board = new ScoreBoard();

    @Test
    void summary_isOfAllScenarios() {
        board.add(score("a", "x", 0.9, 0.03, Map.of("web", OptionalInt.of(2), "db", OptionalInt.of(4))));
        board.add(score("b", "x", 1, 0.01, Map.of("web", OptionalInt.of(9))));

        Summary summary = board.summary("x");

        assertEquals(2, summary.scenarios());
        assertEquals(0.95, summary.onTarget().orElseThrow(), 1e-9);
        assertEquals(0.9, summary.leastOnTarget().orElseThrow(), 1e-9);
        assertEquals(0.01, summary.shortfall(), 1e-9, "beyond the oracle's 0.01");
        assertEquals(0.02, summary.mostShortfall(), 1e-9);
        assertEquals(0.002, summary.excessFarShare(), 1e-9);
        assertEquals(2000, summary.moved());
        assertEquals(6, summary.flips());
        assertEquals(OptionalInt.of(4), summary.actionsToSettle());
        assertEquals(2, summary.violations());
        assertEquals(7, summary.p99());
    }

    @Test
    void unbeaten_isWhoNobodyIsBetterThanByMoreThanNothing() {
        for (String scenario : List.of("a", "b")) {
            board.add(score(scenario, "x", 1, 0.02, Map.of()));
        }
        board.add(score("a", "y", 1, 0.0191, Map.of()));
        board.add(score("b", "y", 1, 0.0189, Map.of()));

        assertEquals(1, board.summary("x").unbeaten());
        assertEquals(2, board.summary("y").unbeaten());
        assertEquals(List.of("a", "b"), board.scenarios());
        assertEquals(List.of("x", "y"), board.policies());
    }

    @Test
    void domainThatNeverSettles_isTheWorst() {
        board.add(score("a", "x", 1, 0, Map.of("web", OptionalInt.empty(), "db", OptionalInt.of(1))));

        assertTrue(board.summary("x").actionsToSettle().isEmpty());
        assertTrue(board.summary("none").onTarget().isEmpty());
        assertEquals(0, board.summary("none").scenarios());
    }

    private static Score score(
            String scenario, String policy, double onTarget, double shortfall, Map<String, OptionalInt> actions) {
        return new Score(
                scenario,
                policy,
                120,
                OptionalDouble.of(onTarget),
                OptionalDouble.of(onTarget),
                OptionalDouble.of(1),
                shortfall,
                0.01,
                1,
                1,
                1,
                0.002,
                1000,
                3,
                actions,
                new Violations(1, 0, 0, 0, 0, 0),
                new Score.DecisionMillis(1, 7));
    }
}
