/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * What the domains may hold together.
 *
 * @param fixed as much, in bytes, above 0; absent: what the host really has beyond its reserve and its own use
 * @param reserve the share of the near tier that is kept for the host, 0 to 0.5
 */
public record BudgetRule(OptionalLong fixed, double reserve) {
    public BudgetRule {
        Objects.requireNonNull(fixed, "fixed");
        if (fixed.isPresent() && fixed.getAsLong() <= 0) {
            throw new IllegalArgumentException("a budget must be above 0: " + fixed.getAsLong());
        }
        if (!(reserve >= 0 && reserve <= 0.5)) {
            throw new IllegalArgumentException("reserve must be from 0 to 0.5: " + reserve);
        }
    }

    /** As much, whatever the host has. */
    public static BudgetRule fixed(long bytes) {
        return new BudgetRule(OptionalLong.of(bytes), 0);
    }
}
