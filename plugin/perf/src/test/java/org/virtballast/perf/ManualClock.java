/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.time.Duration;
import java.time.Instant;
import org.virtballast.core.port.HostClock;

/** A clock that goes when it is told to. */
final class ManualClock implements HostClock {
    private Duration uptime = Duration.ofHours(1);

    void advance(Duration by) {
        uptime = uptime.plus(by);
    }

    @Override
    public Instant wall() {
        return Instant.EPOCH.plus(uptime);
    }

    @Override
    public Duration uptime() {
        return uptime;
    }
}
