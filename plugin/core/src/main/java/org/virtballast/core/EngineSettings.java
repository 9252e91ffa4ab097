/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.virtballast.spi.Policy;

/**
 * What an operator may change while the engine runs; taken over between two cycles.
 *
 * @param policy decides how large each domain should be
 * @param budget memory the domains may hold together, in bytes; asked in each cycle
 * @param defaults what holds for domains that say nothing
 * @param limits how far and how fast sizes may change
 * @param statsPeriod given to domains whose statistics are off; whole seconds, at least 1
 */
public record EngineSettings(
        Policy policy, LongSupplier budget, Defaults defaults, Limits limits, Duration statsPeriod) {
    public EngineSettings {
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(budget, "budget");
        Objects.requireNonNull(defaults, "defaults");
        Objects.requireNonNull(limits, "limits");
        if (statsPeriod.isZero()
                || statsPeriod.isNegative()
                || !statsPeriod.equals(Duration.ofSeconds(statsPeriod.toSeconds()))) {
            throw new IllegalArgumentException("the stats period must be whole seconds, at least 1: " + statsPeriod);
        }
    }
}
