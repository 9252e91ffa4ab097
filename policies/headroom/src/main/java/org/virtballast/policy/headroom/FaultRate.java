/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.headroom;

import java.time.Duration;
import java.util.Optional;
import org.virtballast.spi.GuestMemory;

/** How fast a guest brings back what was taken from it: pages from its swap, and faults that wait for a disk. */
final class FaultRate {
    private Optional<GuestMemory> last = Optional.empty();
    private Duration since = Duration.ZERO;
    private double perSecond;

    /** Takes a report into account; a rate needs two of them, and time between them. */
    void see(Optional<GuestMemory> report, Duration sinceLast) {
        since = since.plus(sinceLast);
        if (report.isEmpty()) {
            return;
        }
        GuestMemory now = report.get();
        double seconds = since.toNanos() / 1e9;
        if (last.isPresent() && seconds > 0) {
            perSecond = now.farAccessesSince(last.get()) / seconds;
        }
        last = report;
        since = Duration.ZERO;
    }

    /** Pages and faults a second. */
    double perSecond() {
        return perSecond;
    }
}
