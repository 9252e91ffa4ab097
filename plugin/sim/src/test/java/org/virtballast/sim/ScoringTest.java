/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The arithmetic of a score, in cases that can be worked out by hand. */
final class ScoringTest {
    private static final Violations NONE = new Violations(0, 0, 0, 0, 0, 0);
    private static final double NONE_SEEN = Double.NaN;

    /** Four intervals of 5 s; b weighs three times as much as a and changes at 5 s. */
    private static final Scenario SCENARIO = TestScenario.of(
            20,
            "'budget': '8GiB'",
            TestScenario.domain("a", "'max': '4GiB', 'targetHitRatio': 0.9", TestScenario.phase("0s", "1GiB", 1)),
            TestScenario.domain(
                    "b",
                    "'max': '4GiB', 'targetHitRatio': 0.8, 'weight': 300",
                    TestScenario.phase("0s", "1GiB", 1),
                    TestScenario.phase("5s", "2GiB", 1)));

    @Test
    void shares_areOverDomainIntervalsWithAccesses() {
        Score score = score(
                trace(0, 0.9, 0.88, 0.8799, NONE_SEEN),
                trace(1, 0.5, 0.8, 0.8, 0.8),
                trace(0, 0.9, 0.5, 0.9, NONE_SEEN),
                trace(1, 0.5, 0.8, 0.8, 0.8));

        assertEquals(OptionalDouble.of(5.0 / 7), score.onTarget());
        assertEquals(OptionalDouble.of(5.0 / 7), score.oracleOnTarget());
        assertEquals(OptionalDouble.of(4.0 / 5), score.onTargetWhenFeasible());
    }

    @Test
    void shortfall_isWeighted() {
        Score score = score(
                trace(0, 1, 0.8, 0.9, NONE_SEEN),
                trace(1, 0.7, 0.6, 0.8, 1),
                trace(0, 1, 1, 1, NONE_SEEN),
                trace(1, 0.7, 0.8, 0.8, 1));

        // 100 x 0.1 and 300 x (0.1 + 0.2) over 3 x 100 + 4 x 300.
        assertEquals((10 + 90) / 1500.0, score.shortfall(), 1e-12);
        assertEquals(30 / 1500.0, score.oracleShortfall(), 1e-12);
    }

    @Test
    void nothingFeasible_hasNoShare() {
        Score score = score(trace(0, 0.1), trace(1, 0.1), trace(0, 0.2), trace(1, 0.2));

        assertEquals(OptionalDouble.empty(), score.onTargetWhenFeasible());
        assertEquals(OptionalDouble.of(0), score.onTarget());
    }

    @Test
    void sums_areOverAllDomains() {
        Score score = score(
                new DomainTrace(SCENARIO.domains().get(0), new double[4], 60, 40, 1000, 2, List.of()),
                new DomainTrace(SCENARIO.domains().get(1), new double[4], 90, 10, 500, 1, List.of()),
                new DomainTrace(SCENARIO.domains().get(0), new double[4], 80, 20, 9, 9, List.of()),
                new DomainTrace(SCENARIO.domains().get(1), new double[4], 95, 5, 9, 9, List.of()));

        assertEquals(200, score.accesses());
        assertEquals(50, score.farAccesses());
        assertEquals(25, score.oracleFarAccesses());
        assertEquals(0.125, score.excessFarShare());
        assertEquals(1500, score.bytesMoved());
        assertEquals(3, score.flips());
    }

    @Test
    void actionsToSettle_areThoseOfTheWorstChange() {
        // Settled from 15 s on after the change at 5 s, and from 25 s on after the one at 22 s.
        assertEquals(
                OptionalInt.of(2),
                settled(List.of(5L, 10L, 15L, 20L, 25L, 30L), 0.8, 0.1, 0.1, 0.8, 0.1, 0.8, 0.8, 0.8));
        // At once, and from 30 s on.
        assertEquals(
                OptionalInt.of(2),
                settled(List.of(5L, 10L, 15L, 20L, 25L, 30L), 0.8, 0.8, 0.8, 0.8, 0.1, 0.1, 0.8, 0.8));
        assertEquals(OptionalInt.of(0), settled(List.of(10L, 25L), 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8));
    }

    @Test
    void domainThatNeverSettles_hasNoNumberOfActions() {
        assertEquals(OptionalInt.empty(), settled(List.of(), 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.1));
        assertEquals(
                OptionalInt.empty(), settled(List.of(), 0.8, 0.8, 0.8, 0.1, 0.8, 0.8, 0.8, 0.8), "not before the next");
        assertEquals(
                OptionalInt.empty(),
                settled(List.of(), 0.8, 0.8, 0.8, 0.8, 0.8, 0.1, NONE_SEEN, NONE_SEEN),
                "it went before it settled");
    }

    @Test
    void domainsWithoutAChangeOfPhase_areNotNamed() {
        DomainTrace b = trace(1, 1, 1, 1, 1);

        assertEquals(
                Map.of("b", OptionalInt.of(0)),
                score(trace(0, 1), b, trace(0, 1), b).actionsToSettle());
    }

    /** Of a domain that changes at 5 s and at 22 s, in the course of an interval. */
    private static OptionalInt settled(List<Long> resizes, double... hitRatios) {
        Scenario scenario = TestScenario.of(
                40,
                "'budget': '8GiB'",
                TestScenario.domain(
                        "web",
                        "'max': '4GiB', 'targetHitRatio': 0.8",
                        TestScenario.phase("0s", "1GiB", 1),
                        TestScenario.phase("5s", "2GiB", 1),
                        TestScenario.phase("22s", "2GiB", 1)));
        List<DomainTrace> run = List.of(new DomainTrace(scenario.domains().get(0), hitRatios, 1, 0, 0, 0, resizes));
        return new Scoring(scenario, run)
                .score("policy", run, NONE, new Score.DecisionMillis(0, 0))
                .actionsToSettle()
                .get("web");
    }

    private static Score score(DomainTrace a, DomainTrace b, DomainTrace oracleA, DomainTrace oracleB) {
        return new Scoring(SCENARIO, List.of(oracleA, oracleB))
                .score("policy", List.of(a, b), NONE, new Score.DecisionMillis(0, 0));
    }

    private static DomainTrace trace(int domain, double... hitRatios) {
        double[] four = new double[4];
        for (int cycle = 0; cycle < four.length; cycle++) {
            four[cycle] = hitRatios[Math.min(cycle, hitRatios.length - 1)];
        }
        return new DomainTrace(SCENARIO.domains().get(domain), four, 0, 0, 0, 0, List.of());
    }
}
