/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import java.time.Duration;
import java.util.Objects;

/**
 * An estimate of the share of accesses that the near tier serves: never a bare number, always with what is known of it.
 *
 * @param estimate the most likely value, 0 to 1
 * @param low the lower end of the 90 % interval; at most {@code estimate}
 * @param high the upper end of the 90 % interval; at least {@code estimate}
 * @param samples the effective number of independent samples (events, not accesses) behind it; above 0
 * @param window the time the youngest counts span
 * @param source where the counts come from, such as {@code perf}
 */
public record HitRatio(double estimate, double low, double high, double samples, Duration window, String source) {
    public HitRatio {
        if (!(low >= 0 && low <= estimate && estimate <= high && high <= 1)) {
            throw new IllegalArgumentException(
                    "not 0 <= low <= estimate <= high <= 1: " + low + ", " + estimate + ", " + high);
        }
        if (!(samples > 0)) {
            throw new IllegalArgumentException("samples must be above 0: " + samples);
        }
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(source, "source");
    }
}
