/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.time.Instant;
import java.util.Objects;

/**
 * Balloon statistics as the guest reported them: unchecked, possibly stale, possibly nonsense.
 *
 * @param available memory the guest's kernel manages, in bytes, or {@link #ABSENT}
 * @param usable what the guest can give without swapping, in bytes, or {@link #ABSENT}
 * @param swapIn bytes swapped in since the guest started, or {@link #ABSENT}
 * @param majorFaults since the guest started, or {@link #ABSENT}
 * @param lastUpdate when the host last heard from the guest's driver; the epoch where it never did
 */
public record BalloonStatistics(long available, long usable, long swapIn, long majorFaults, Instant lastUpdate) {
    /** The guest did not report this value. */
    public static final long ABSENT = -1;

    public BalloonStatistics {
        Objects.requireNonNull(lastUpdate, "lastUpdate");
    }
}
