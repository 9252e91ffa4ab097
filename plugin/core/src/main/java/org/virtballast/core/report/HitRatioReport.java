/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import org.virtballast.spi.HitRatio;

/**
 * An estimate of a hit ratio.
 *
 * @param estimate 0 to 1
 * @param low the lower end of its 90 % interval
 * @param high the upper end of its 90 % interval
 * @param samples the effective number of independent samples behind it
 * @param windowSeconds the time the youngest counts span
 * @param source where the counts come from
 */
public record HitRatioReport(
        double estimate, double low, double high, double samples, double windowSeconds, String source) {
    /** The report of an estimate. */
    public static HitRatioReport of(HitRatio hitRatio) {
        return new HitRatioReport(
                hitRatio.estimate(),
                hitRatio.low(),
                hitRatio.high(),
                hitRatio.samples(),
                hitRatio.window().toMillis() / 1000.0,
                hitRatio.source());
    }
}
