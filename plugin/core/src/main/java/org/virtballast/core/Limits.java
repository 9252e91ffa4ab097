/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;

/**
 * How far and how fast sizes may change, whatever a policy says.
 *
 * @param maxStep the share of a domain's size that may be taken in a cycle beyond what is plainly unused; above 0, at
 *     most 1
 * @param minChange a smaller change is not worth a resize, in bytes; above 0
 * @param cooldown how long a domain keeps its direction before it may flip
 * @param headroomShare the share of its current size a guest keeps usable; at least 0, below 1
 * @param headroomAtLeast what a guest keeps usable however small it is, in bytes; at least 0
 * @param moveDeadline how long a resize may take to arrive; above zero
 */
public record Limits(
        double maxStep,
        long minChange,
        Duration cooldown,
        double headroomShare,
        long headroomAtLeast,
        Duration moveDeadline) {
    public Limits {
        require(maxStep > 0 && maxStep <= 1, "max-step must be above 0 and at most 1");
        require(minChange > 0, "min-change must be above 0");
        require(!cooldown.isNegative(), "cooldown must not be negative");
        require(headroomShare >= 0 && headroomShare < 1, "headroom must be at least 0 and below 1");
        require(headroomAtLeast >= 0, "the least headroom must not be negative");
        require(!moveDeadline.isNegative() && !moveDeadline.isZero(), "move-deadline must be above zero");
    }

    /** What a guest of that size keeps usable, in bytes. */
    public long headroom(long current) {
        return Math.max(headroomAtLeast, (long) (headroomShare * current));
    }

    private static void require(boolean met, String rule) {
        if (!met) {
            throw new IllegalArgumentException(rule);
        }
    }
}
