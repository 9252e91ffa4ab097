/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.idletax;

import java.util.Optional;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.HitRatio;

/**
 * How much of its memory a domain uses, as a share: up as soon as it uses more, down slowly. ESX keeps a fast and a slow moving
 * average of what its sampling finds and believes the larger.
 *
 * <p>Nothing samples pages here. A domain that misses the near tier as often as its target allows, or more often, uses all
 * of its memory; one that never misses, none that it would be missed in; between them it is taken to be in proportion. A
 * guest without a far cell says itself what it leaves unused.
 */
final class Activity {
    private static final double FAST = 0.5;
    private static final double SLOW = 0.05;

    private double fast = 1;
    private double slow = 1;

    /** Takes a view into account; where it tells nothing, what was known stands. */
    void see(DomainView view) {
        Optional<Double> used = used(view);
        if (used.isPresent()) {
            fast += FAST * (used.get() - fast);
            slow += SLOW * (used.get() - slow);
        }
    }

    /** The share of its memory that is in use, 0 to 1. */
    double share() {
        return Math.max(fast, slow);
    }

    private static Optional<Double> used(DomainView view) {
        Optional<Double> byMisses = view.hitRatio().map(hitRatio -> misses(hitRatio, view.targetHitRatio()));
        if (view.farTier() == FarTier.CELL || view.memory().isEmpty()) {
            return byMisses;
        }
        double own = 1 - Math.min(1.0, (double) view.memory().get().usable() / Math.max(1, view.current()));
        return Optional.of(Math.max(own, byMisses.orElse(0.0)));
    }

    private static double misses(HitRatio hitRatio, double target) {
        double allowed = 1 - target;
        double missed = 1 - hitRatio.estimate();
        return allowed <= 0 || missed >= allowed ? 1 : missed / allowed;
    }
}
