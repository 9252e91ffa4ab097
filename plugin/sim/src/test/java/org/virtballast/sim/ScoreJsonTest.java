/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class ScoreJsonTest {
    @Test
    void line_hasTheMembersOfTheContractInTheirOrder() {
        Map<String, OptionalInt> actions = new LinkedHashMap<>();
        actions.put("web", OptionalInt.of(3));
        actions.put("a \"b\"", OptionalInt.empty());
        Score score = new Score(
                "shift",
                "hit-ratio",
                120,
                OptionalDouble.of(2.0 / 3),
                OptionalDouble.empty(),
                OptionalDouble.of(1),
                0.0041234567,
                0.001,
                2.4e9,
                1.2e8,
                1.1e8,
                0.004,
                8589934592L,
                1,
                actions,
                new Violations(1, 2, 3, 4, 5, 6),
                new Score.DecisionMillis(0.1, 0.4));

        assertEquals(
                "{\"scenario\":\"shift\",\"policy\":\"hit-ratio\",\"intervals\":120,"
                        + "\"onTarget\":0.666667,\"onTargetWhenFeasible\":null,\"oracleOnTarget\":1.0,"
                        + "\"shortfall\":0.004123,\"oracleShortfall\":0.001,"
                        + "\"accesses\":2400000000,\"farAccesses\":120000000,\"oracleFarAccesses\":110000000,"
                        + "\"excessFarShare\":0.004,\"bytesMoved\":8589934592,\"flips\":1,"
                        + "\"actionsToSettle\":{\"web\":3,\"a \\\"b\\\"\":null},"
                        + "\"violations\":{\"budget\":1,\"floor\":2,\"bounds\":3,\"stale\":4,\"held\":5,\"oom\":6},"
                        + "\"decisionMillis\":{\"p50\":0.1,\"p99\":0.4}}",
                ScoreJson.line(score));
    }
}
