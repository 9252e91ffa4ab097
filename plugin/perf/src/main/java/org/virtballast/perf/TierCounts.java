/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

/**
 * What a group of events counted on a thread, since it was opened or in a window.
 *
 * @param enabled nanoseconds that the thread ran with the group
 * @param running nanoseconds of these that the group was on the PMU; fewer where others wanted its counters too
 * @param near near events in the time running
 * @param far far events in the time running
 */
record TierCounts(long enabled, long running, long near, long far) {
    TierCounts since(TierCounts earlier) {
        return new TierCounts(
                enabled - earlier.enabled, running - earlier.running, near - earlier.near, far - earlier.far);
    }

    /** Whether the thread ran but nothing was counted. One that did not run at all made no accesses: that is known. */
    boolean missed() {
        return enabled > 0 && running <= 0;
    }

    /** Near events in all the time that the thread ran: what was counted, extrapolated. */
    double nearInAllTime() {
        return inAllTime(near);
    }

    /** Far events in all the time that the thread ran: what was counted, extrapolated. */
    double farInAllTime() {
        return inAllTime(far);
    }

    private double inAllTime(long count) {
        // What always ran stays the exact number.
        return running == enabled || running <= 0 ? count : (double) count * enabled / running;
    }
}
