/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.time.Duration;
import java.time.Instant;

/** The two times of a host: one that people and guests use and that may jump, and one that only goes forward. */
public interface HostClock {
    /** The time of day, for people and for comparing with what the hypervisor stamped. */
    Instant wall();

    /** Time since an arbitrary start; never goes back. For deadlines and intervals. */
    Duration uptime();

    /** The clocks of this machine. */
    static HostClock system() {
        return SystemClock.INSTANCE;
    }
}
