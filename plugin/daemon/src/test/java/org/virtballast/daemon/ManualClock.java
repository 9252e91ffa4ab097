/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.virtballast.core.port.HostClock;

/** A clock that a test moves on. */
final class ManualClock implements HostClock {
    private final AtomicReference<Duration> uptime = new AtomicReference<>(Duration.ofHours(1));

    void advance(Duration by) {
        uptime.accumulateAndGet(by, Duration::plus);
    }

    @Override
    public Instant wall() {
        return Instant.EPOCH.plus(uptime());
    }

    @Override
    public Duration uptime() {
        return uptime.get();
    }
}
