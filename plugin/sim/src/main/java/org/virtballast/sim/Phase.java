/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.Objects;

/**
 * What a guest does from a moment on.
 *
 * @param from the first second
 * @param curve what near memory is worth to it
 * @param rate accesses a second; at least 0
 * @param promotion the time constant with which its kernel moves hot pages to the near tier, in seconds; 0: at once
 */
public record Phase(long from, HitCurve curve, double rate, double promotion) {
    public Phase {
        Objects.requireNonNull(curve, "curve");
        if (from < 0 || !(rate >= 0) || Double.isInfinite(rate) || !(promotion >= 0)) {
            throw new IllegalArgumentException("not at least 0: " + from + ", " + rate + ", " + promotion);
        }
    }
}
