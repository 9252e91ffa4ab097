/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.time.Instant;
import org.virtballast.core.port.HostClock;

/** A clock that goes when it is told to, and whose time of day can be set. */
final class FakeClock implements HostClock {
    private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
    private Duration uptime = Duration.ofHours(1);

    void advance(Duration by) {
        wall = wall.plus(by);
        uptime = uptime.plus(by);
    }

    /** Sets the time of day as an operator or NTP does; the other clock does not notice. */
    void setWall(Instant time) {
        wall = time;
    }

    @Override
    public Instant wall() {
        return wall;
    }

    @Override
    public Duration uptime() {
        return uptime;
    }
}
