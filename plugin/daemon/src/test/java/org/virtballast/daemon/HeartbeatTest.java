/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.virtballast.core.port.HostClock;

final class HeartbeatTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private Duration now = Duration.ofHours(1);

    private final Heartbeat heartbeat = new Heartbeat(
            new HostClock() {
                @Override
                public Instant wall() {
                    return Instant.EPOCH;
                }

                @Override
                public Duration uptime() {
                    return now;
                }
            },
            Duration.ofSeconds(5));

    @Test
    void heart_thatHasNotBeatenYetIsAliveForAWhile() {
        now = now.plusSeconds(24);

        assertTrue(heartbeat.alive(GRACE));
    }

    @Test
    void heart_thatMissedThreeIntervalsAndTheGraceIsDead() {
        now = now.plusSeconds(25);

        assertFalse(heartbeat.alive(GRACE));
    }

    @Test
    void beat_keepsAlive() {
        now = now.plusSeconds(20);
        heartbeat.beat();
        now = now.plusSeconds(20);

        assertTrue(heartbeat.alive(GRACE));
    }

    @Test
    void longerInterval_isWaitedFor() {
        heartbeat.interval(Duration.ofMinutes(10));
        now = now.plusSeconds(1800);

        assertTrue(heartbeat.alive(GRACE));
    }
}
