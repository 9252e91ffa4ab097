/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariants 1 to 4 of the engine, whatever policy, guests and hypervisor do. */
final class InvariantsTest {
    private static final int CYCLES = 150;

    /** Held, since loggers that nobody holds forget their level. */
    private static final Logger LOG = Logger.getLogger("org.virtballast.core");

    private static Level before;

    @BeforeAll
    static void keepQuiet() {
        before = LOG.getLevel();
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        LOG.setLevel(before);
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void invariants_holdAgainstAnAdversary(long seed) {
        HostileHost host = new HostileHost(seed);
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            host.cycle();
        }
    }

    /** An engine that never moves anything keeps all invariants: it has to be seen to work. */
    @Test
    void engine_movesMemoryAgainstAnAdversary() {
        long takes = 0;
        long gives = 0;
        long withdrawals = 0;
        for (long seed = 1; seed <= 10; seed++) {
            HostileHost host = new HostileHost(seed);
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                host.cycle();
            }
            takes += host.takes();
            gives += host.gives();
            withdrawals += host.withdrawals();
        }
        assertTrue(takes > 200, "takes: " + takes);
        assertTrue(gives > 200, "gives: " + gives);
        assertTrue(withdrawals > 30, "withdrawals: " + withdrawals);
    }
}
