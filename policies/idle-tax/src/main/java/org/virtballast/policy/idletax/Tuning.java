/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.idletax;

import org.virtballast.spi.PolicySettings;

/**
 * The policy's settings.
 *
 * @param taxRate {@code tax-rate}: the share of its idle memory that a domain may lose to others; 0 to 0.99
 * @param band {@code band}: the share of its size by which a domain may be beside its share before memory is taken from
 *     it or for it; 0 to 0.5
 */
record Tuning(double taxRate, double band) {
    static Tuning of(PolicySettings settings) {
        settings.refuseAllBut("tax-rate", "band");
        return new Tuning(settings.number("tax-rate", 0.75, 0, 0.99), settings.number("band", 0.1, 0, 0.5));
    }

    /** What an idle page costs beside one in use: 1 / (1 - tax rate). */
    double idlePrice() {
        return 1 / (1 - taxRate);
    }
}
