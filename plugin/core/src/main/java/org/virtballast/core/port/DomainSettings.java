/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What an operator said about one domain, in its metadata. Everything is optional.
 *
 * @param mode how far the daemon may go; the daemon's own mode where absent
 * @param min the smallest size, in bytes; above 0
 * @param max the largest size, in bytes; at least {@code min}
 * @param targetHitRatio above 0, at most 1
 * @param weight 1 to 10000
 */
public record DomainSettings(
        Optional<Mode> mode, OptionalLong min, OptionalLong max, OptionalDouble targetHitRatio, OptionalInt weight) {
    /** The operator said nothing. */
    public static final DomainSettings NONE = new DomainSettings(
            Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty(), OptionalInt.empty());

    public DomainSettings {
        Objects.requireNonNull(mode, "mode");
        require(min.isEmpty() || min.getAsLong() > 0, "min must be above 0");
        require(max.isEmpty() || max.getAsLong() > 0, "max must be above 0");
        require(min.isEmpty() || max.isEmpty() || min.getAsLong() <= max.getAsLong(), "min must not be above max");
        require(
                targetHitRatio.isEmpty() || (targetHitRatio.getAsDouble() > 0 && targetHitRatio.getAsDouble() <= 1),
                "target-hit-ratio must be above 0 and at most 1");
        require(
                weight.isEmpty() || (weight.getAsInt() >= 1 && weight.getAsInt() <= 10_000),
                "weight must be from 1 to 10000");
    }

    private static void require(boolean met, String rule) {
        if (!met) {
            throw new IllegalArgumentException(rule);
        }
    }
}
