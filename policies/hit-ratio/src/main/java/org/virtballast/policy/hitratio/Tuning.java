/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import org.virtballast.spi.PolicySettings;

/**
 * The policy's settings.
 *
 * @param deadBand {@code dead-band}: how far a hit ratio must surely lie from its target before anything is done; 0.001 to
 *     0.2
 * @param maxStep {@code max-step}: the largest share of its size a domain gives in a cycle, or gets for being as far from
 *     its target as its target is from 1; 0.01 to 1
 * @param spare {@code spare}: the share of its size that a domain without a far cell keeps usable before the rest counts as
 *     unused; 0 to 0.9
 * @param idleRate {@code idle-rate}: accesses a second below which a domain is idle; 0 or more
 * @param calmWindows {@code calm-windows}: judged windows without a move after which the next move answers a new
 *     situation and is not damped; 1 to 1000
 * @param faultRate {@code fault-rate}: accesses a second that wait for a disk above which a domain whose accesses are not
 *     counted is short of memory; 0 or more
 */
record Tuning(double deadBand, double maxStep, double spare, double idleRate, int calmWindows, double faultRate) {
    static Tuning of(PolicySettings settings) {
        settings.refuseAllBut("dead-band", "max-step", "spare", "idle-rate", "calm-windows", "fault-rate");
        return new Tuning(
                settings.number("dead-band", 0.01, 0.001, 0.2),
                settings.number("max-step", 0.25, 0.01, 1),
                settings.number("spare", 0.1, 0, 0.9),
                settings.number("idle-rate", 10_000, 0, 1e12),
                (int) settings.number("calm-windows", 8, 1, 1000),
                settings.number("fault-rate", 100, 0, 1e9));
    }
}
