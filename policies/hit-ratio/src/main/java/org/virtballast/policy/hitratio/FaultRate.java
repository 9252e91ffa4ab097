/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.virtballast.spi.GuestMemory;

/** How many accesses of a guest have to wait for a disk, a second: what is known of its misses where nobody counts them. */
final class FaultRate {
    private Optional<GuestMemory> last = Optional.empty();
    private Instant since = Instant.MIN;
    private double perSecond;

    /** Takes a report into account; a rate needs two of them, and time between them. */
    void see(Optional<GuestMemory> report, Instant now) {
        if (report.isEmpty()) {
            return;
        }
        if (last.isPresent() && now.isAfter(since)) {
            double seconds = Duration.between(since, now).toNanos() / 1e9;
            perSecond = report.get().farAccessesSince(last.get()) / seconds;
        }
        last = report;
        since = now;
    }

    double perSecond() {
        return perSecond;
    }
}
