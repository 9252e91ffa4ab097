/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.Objects;
import org.virtballast.spi.Policy;

/**
 * What an operator may change while the engine runs; taken over between two cycles.
 *
 * @param policy decides how large each domain should be
 * @param budget what the domains may hold together
 * @param defaults what holds for domains that say nothing
 * @param limits how far and how fast sizes may change
 * @param operatorHold how long a domain is left alone after somebody else resized it; zero never holds
 * @param statsPeriod given to domains whose statistics are off; whole seconds, at least 1
 */
public record EngineSettings(
        Policy policy,
        BudgetRule budget,
        Defaults defaults,
        Limits limits,
        Duration operatorHold,
        Duration statsPeriod) {
    public EngineSettings {
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(budget, "budget");
        Objects.requireNonNull(defaults, "defaults");
        Objects.requireNonNull(limits, "limits");
        if (operatorHold.isNegative()) {
            throw new IllegalArgumentException("operator-hold must not be negative: " + operatorHold);
        }
        if (statsPeriod.isZero()
                || statsPeriod.isNegative()
                || !statsPeriod.equals(Duration.ofSeconds(statsPeriod.toSeconds()))) {
            throw new IllegalArgumentException("the stats period must be whole seconds, at least 1: " + statsPeriod);
        }
    }
}
