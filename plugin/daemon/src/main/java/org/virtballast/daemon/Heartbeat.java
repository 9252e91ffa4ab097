/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.time.Duration;
import org.virtballast.core.port.HostClock;

/** Knows whether cycles still run, for the service manager's watchdog. */
final class Heartbeat {
    /** So many intervals without a cycle mean that cycles hang. */
    private static final int MOST_INTERVALS = 3;

    private final HostClock clock;
    private volatile Duration interval;
    private volatile Duration lastBeat;

    Heartbeat(HostClock clock, Duration interval) {
        this.clock = clock;
        this.interval = interval;
        this.lastBeat = clock.uptime();
    }

    /** A cycle has run. */
    void beat() {
        lastBeat = clock.uptime();
    }

    /** Cycles are to run at another interval from now on. */
    void interval(Duration changed) {
        interval = changed;
        beat();
    }

    /** Whether the last cycle ran as lately as it should, a watchdog's own interval of grace included. */
    boolean alive(Duration grace) {
        return clock.uptime()
                        .minus(lastBeat)
                        .compareTo(interval.multipliedBy(MOST_INTERVALS).plus(grace))
                < 0;
    }
}
