/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import org.virtballast.core.port.BalloonStatistics;

/** The balloon statistics that a guest's driver reports, and what of them was true. */
final class Reports {
    /** How the engine's own rule is written: a report that is older than three periods says nothing of now. */
    private static final int FRESH_PERIODS = 3;

    private static final BalloonStatistics NEVER = new BalloonStatistics(
            BalloonStatistics.ABSENT,
            BalloonStatistics.ABSENT,
            BalloonStatistics.ABSENT,
            BalloonStatistics.ABSENT,
            Instant.EPOCH);

    private final DomainPlan plan;
    private final Random random;
    private long period;
    private BalloonStatistics last = NEVER;
    private boolean lastIsTrue;
    private long lastAt;
    private OptionalLong usedWhenTrue = OptionalLong.empty();

    /** @param random draws garbage */
    Reports(DomainPlan plan, Random random) {
        this.plan = plan;
        this.random = random;
        this.period = plan.statistics().period();
    }

    /** What the hypervisor heard last. */
    BalloonStatistics last() {
        return last;
    }

    /** Seconds between reports; 0: none. */
    long period() {
        return period;
    }

    void period(Duration changed) {
        period = changed.toSeconds();
    }

    /**
     * What the guest used when it last told the truth, in bytes; where its lever moves near memory alone, what of that its far
     * memory has no room for, and less than 0 where it has more. Absent where it never did.
     */
    OptionalLong used() {
        return usedWhenTrue;
    }

    /** Whether a decision about the guest may rest on the last report. */
    boolean fresh(long second) {
        return lastIsTrue && second - lastAt <= FRESH_PERIODS * period;
    }

    /**
     * The driver reports, if it is its time.
     *
     * @param size the guest's near memory
     * @param resident what it uses of both tiers
     * @param swapIn bytes swapped in so far
     */
    void report(long second, Instant now, long size, long resident, long swapIn, long majorFaults) {
        if (!plan.balloon().driver()
                || period == 0
                || second % period != 0
                || Span.anyContains(plan.statistics().frozen(), second)) {
            return;
        }
        long capacity = size + far();
        lastAt = second;
        if (Span.anyContains(plan.statistics().garbage(), second)) {
            last = garbage(capacity, now);
            lastIsTrue = false;
            return;
        }
        // As in a real guest, no more than its size: with a balloon that is here of the near memory alone.
        long usable = Math.max(0, Math.min(size + plan.beside(), capacity - resident));
        last = new BalloonStatistics(capacity, usable, swapIn, majorFaults, now);
        lastIsTrue = true;
        usedWhenTrue = OptionalLong.of(size - usable);
    }

    /** Far memory that counts as usable: swap does not. */
    private long far() {
        return switch (plan.far()) {
            case CELL -> plan.farCapacity();
            case HOST, SWAP -> 0;
        };
    }

    /** Values that contradict each other; a lie that does not cannot be told from the truth. */
    private BalloonStatistics garbage(long capacity, Instant now) {
        long wild = 1 + (random.nextLong() >>> 1);
        return switch (random.nextInt(4)) {
            case 0 -> new BalloonStatistics(capacity, capacity + (wild >>> 8), 0, 0, now);
            case 1 -> new BalloonStatistics(Long.MAX_VALUE - (wild >>> 8), wild >>> 8, wild, wild, now);
            case 2 -> new BalloonStatistics(0, 0, 0, 0, now);
            default -> new BalloonStatistics(-wild, -wild, -wild, -wild, now);
        };
    }
}
