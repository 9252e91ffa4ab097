/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.virtballast.sim.TestScenario.domain;
import static org.virtballast.sim.TestScenario.phase;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.virtballast.spi.ByteSize;

final class OracleRunTest {
    private static final long GIB = ByteSize.GIB;
    private static final String RATES = "'balloon': { 'inflate': '0.5GiB/s', 'deflate': '1GiB/s' }";

    @Test
    void oracle_learnsOfAPhaseInTheNextCycleAndGrantsWhatIsFree() {
        List<DomainTrace> traces = OracleRun.run(TestScenario.of(
                "'budget': '4GiB'",
                domain(
                        "a",
                        "'targetHitRatio': 1, 'max': '4GiB', 'start': '1GiB', " + RATES,
                        phase("0s", "1GiB", 10),
                        phase("10s", "3GiB", 10)),
                domain("b", "'targetHitRatio': 1, 'max': '4GiB', 'start': '3GiB', " + RATES, phase("0s", "1GiB", 10))));

        // The take of 2 GiB is asked for at 15 s and takes 4 s, the grant is at 20 s and takes 2 s.
        double[] growing = {1.0 / 3, 1.0 / 3, (2.0 / 3 + 4) / 5};
        double[] expected = new double[12];
        Arrays.fill(expected, 1);
        System.arraycopy(growing, 0, expected, 2, growing.length);
        assertArrayEquals(expected, traces.get(0).hitRatios(), 1e-9);
        assertEquals(2 * GIB, traces.get(0).moved());
        assertEquals(2 * GIB, traces.get(1).moved());
    }

    @Test
    void oracle_countsWhatItCannotMove() {
        List<DomainTrace> traces = OracleRun.run(TestScenario.of(
                "'budget': '4GiB'",
                domain("a", "'max': '4GiB', 'start': '1GiB'", phase("0s", "3GiB", 10)),
                domain("b", "'max': '4GiB', 'start': '3GiB', 'paused': [['0s', '30s']]", phase("0s", "1GiB", 10))));

        assertEquals(1.0 / 3, traces.get(0).hitRatios()[5], 1e-9);
        assertEquals(1, traces.get(0).hitRatios()[11], 1e-9);
    }

    @Test
    void oracle_leavesADomainThatItsOperatorResized() {
        List<DomainTrace> traces = OracleRun.run(TestScenario.of(
                "'budget': '4GiB', 'limits': { 'operatorHold': '20s' }",
                domain("a", "'max': '4GiB', 'start': '3GiB', 'setmem': [['5s', '1GiB']]", phase("0s", "3GiB", 10))));

        assertEquals(1, traces.get(0).hitRatios()[0], 1e-9);
        assertEquals(1.0 / 3, traces.get(0).hitRatios()[4], 1e-9);
        assertEquals(1, traces.get(0).hitRatios()[11], 1e-9);
    }
}
