/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.headroom;

import org.virtballast.spi.PolicySettings;

/**
 * The policy's settings.
 *
 * @param buffer {@code buffer}: what a domain should have beyond what it uses, as a share of that; 0.01 to 2
 * @param slack {@code slack}: the share of its size by which a domain may have more than that before others get it; 0 to 1
 * @param faultRate {@code fault-rate}: pages that a guest reads from its swap, and faults it waits for a disk for, a second,
 *     above which it is short of memory; 0 or more
 */
record Tuning(double buffer, double slack, double faultRate) {
    static Tuning of(PolicySettings settings) {
        settings.refuseAllBut("buffer", "slack", "fault-rate");
        return new Tuning(
                settings.number("buffer", 0.2, 0.01, 2),
                settings.number("slack", 0.05, 0, 1),
                settings.number("fault-rate", 100, 0, 1e9));
    }
}
