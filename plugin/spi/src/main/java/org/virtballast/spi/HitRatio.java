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
    /** The 0.95 quantile of the normal distribution: two tails of 5 % leave an interval of 90 %. */
    private static final double Z = 1.6448536269514722;

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

    /**
     * The estimate from a share of accesses, with Wilson's score interval (E. B. Wilson, "Probable inference, the law of
     * succession, and statistical inference", JASA 22, 1927): unlike the normal approximation it stays inside 0 to 1 and is
     * honest at few samples.
     *
     * @param share of the accesses that the near tier served, 0 to 1
     * @param samples the effective number of independent samples (events, not accesses) behind it; above 0
     * @param window the time the youngest counts span
     * @param source where the counts come from
     */
    public static HitRatio of(double share, double samples, Duration window, String source) {
        double z2 = Z * Z;
        double centre = (share + z2 / (2 * samples)) / (1 + z2 / samples);
        double half = Z / (1 + z2 / samples) * Math.sqrt(share * (1 - share) / samples + z2 / (4 * samples * samples));
        // Rounding may put an end a hair beyond the estimate where it is 0 or 1.
        double low = Math.max(0, Math.min(share, centre - half));
        double high = Math.min(1, Math.max(share, centre + half));
        return new HitRatio(share, low, high, samples, window, source);
    }
}
