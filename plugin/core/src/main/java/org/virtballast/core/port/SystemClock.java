/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.time.Duration;
import java.time.Instant;

/** The clocks of this machine. */
enum SystemClock implements HostClock {
    INSTANCE;

    @Override
    public Instant wall() {
        return Instant.now();
    }

    @Override
    public Duration uptime() {
        return Duration.ofNanos(System.nanoTime());
    }
}
