/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.List;

/**
 * The near tier of a scenario's host.
 *
 * @param total near memory of the host; above 0
 * @param own what the host uses for itself, in the order of time; the first from second 0 on
 * @param reserve the share of {@code total} that an automatic budget keeps for the host; 0 to 0.5
 */
public record HostPlan(long total, List<Own> own, double reserve) {
    public HostPlan {
        own = List.copyOf(own);
        if (total <= 0 || own.isEmpty() || own.get(0).from() != 0 || !(reserve >= 0 && reserve <= 0.5)) {
            throw new IllegalArgumentException("no host: " + total + ", " + own + ", " + reserve);
        }
    }

    /**
     * What the host uses for itself from a second on.
     *
     * @param from the first second
     * @param bytes at least 0
     */
    public record Own(long from, long bytes) {}

    /** What the host uses for itself in a second. */
    long own(long second) {
        long bytes = 0;
        for (Own step : own) {
            if (step.from() > second) {
                break;
            }
            bytes = step.bytes();
        }
        return bytes;
    }

    /** A host that is so many times as large. */
    HostPlan times(int count) {
        return new HostPlan(
                Math.multiplyExact(total, (long) count),
                own.stream()
                        .map(step -> new Own(step.from(), Math.multiplyExact(step.bytes(), (long) count)))
                        .toList(),
                reserve);
    }
}
