/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.time.Duration;
import java.time.Instant;
import org.virtballast.core.port.HostClock;

/** The clock of a simulated host: it stands still but for {@link #tick}. */
final class SimulatedClock implements HostClock {
    /** The time of day at which every scenario begins. */
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private long second;

    /** Seconds since the scenario began. */
    long second() {
        return second;
    }

    void tick() {
        second++;
    }

    @Override
    public Instant wall() {
        return BEGIN.plusSeconds(second);
    }

    @Override
    public Duration uptime() {
        return Duration.ofSeconds(second);
    }
}
