/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Invariants 1 to 6 of the engine, whatever policy, guests, operators, host and hypervisor do, and however often the daemon
 * is killed.
 *
 * <p>A failure names its seed and cycle. {@code -Dhostile.seed=SEED} replays that host alone;
 * {@code -Dhostile.domainCycles=100000000} runs for longer, {@code -Dhostile.first=SEED} on other hosts.
 */
final class InvariantsTest {
    private static final long DOMAIN_CYCLES = Long.getLong("hostile.domainCycles", 1_000_000);
    private static final long FIRST = Long.getLong("hostile.first", 1);
    private static final int CYCLES = 400;

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

    /** An engine that never does anything keeps all invariants: everything has to be seen to happen, and often. */
    @Test
    void invariants_holdAgainstAdversaries() {
        Map<Occurrence, Long> counts = new EnumMap<>(Occurrence.class);
        Long replayed = Long.getLong("hostile.seed");
        if (replayed != null) {
            run(replayed, counts);
            return;
        }
        for (long seed = FIRST; counts.getOrDefault(Occurrence.DOMAIN_CYCLE, 0L) < DOMAIN_CYCLES; seed++) {
            run(seed, counts);
        }
        assertTrue(counts.get(Occurrence.DOMAIN_CYCLE) >= DOMAIN_CYCLES, counts::toString);
        for (Occurrence occurrence : Occurrence.values()) {
            assertTrue(
                    counts.getOrDefault(occurrence, 0L) * 10_000 >= DOMAIN_CYCLES,
                    () -> occurrence + " is too rare: " + counts);
        }
    }

    private static void run(long seed, Map<Occurrence, Long> counts) {
        HostileHost host = new HostileHost(seed, counts);
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            host.cycle();
        }
    }
}
