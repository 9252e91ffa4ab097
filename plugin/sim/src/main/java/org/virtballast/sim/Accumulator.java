/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.OptionalDouble;

/** Near and far accesses over a time. */
final class Accumulator {
    private double near;
    private double far;
    private long seconds;

    /** A second with so many accesses of each tier. */
    void add(double nearAccesses, double farAccesses) {
        near += nearAccesses;
        far += farAccesses;
        seconds++;
    }

    double near() {
        return near;
    }

    double far() {
        return far;
    }

    long seconds() {
        return seconds;
    }

    /** The hit ratio; absent where nothing was accessed. */
    OptionalDouble hitRatio() {
        double accesses = near + far;
        return accesses > 0 ? OptionalDouble.of(near / accesses) : OptionalDouble.empty();
    }

    void reset() {
        near = 0;
        far = 0;
        seconds = 0;
    }
}
