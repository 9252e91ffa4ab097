/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.ArrayDeque;
import java.util.Deque;

/** A guest's balloon: moves the size towards what its driver was asked for, at the balloon's rates and in whole pages. */
final class Balloon {
    private static final long PAGE = 4096;

    private final DomainPlan.Balloon plan;
    private final long max;
    private final Deque<Request> unheard = new ArrayDeque<>();
    private long size;
    private long target;
    private long heard;

    private record Request(long heardAt, long bytes) {}

    /**
     * A balloon at rest.
     *
     * @param max the size with nothing in the balloon
     */
    Balloon(DomainPlan.Balloon plan, long max, long size) {
        this.plan = plan;
        this.max = max;
        this.size = size;
        this.target = size;
        this.heard = size;
    }

    /** The size the guest has. */
    long size() {
        return size;
    }

    /** The size the hypervisor was last asked for, whether the driver has heard of it or not. */
    long target() {
        return target;
    }

    /** The most that the guest holds or may come to hold. */
    long committed() {
        return Math.max(size, target);
    }

    /** The hypervisor is asked for a size. */
    void ask(long bytes, long second) {
        target = bytes;
        unheard.add(new Request(second + plan.late(), bytes));
    }

    /** Whether the guest gives nothing more, though it is asked for more. */
    boolean stalled(long least) {
        return heard < size && size <= pageUp(least);
    }

    /** A second passes in which the guest runs; below {@code least} bytes it gives nothing. */
    void move(long second, long least) {
        while (!unheard.isEmpty() && unheard.peek().heardAt() <= second) {
            heard = unheard.remove().bytes();
        }
        if (!plan.driver() || Span.anyContains(plan.stuck(), second)) {
            return;
        }
        long goal = goal(pageUp(least));
        if (goal < size) {
            size = Math.max(goal, size - way(plan.inflate()));
        } else {
            size = Math.min(goal, size + way(plan.deflate()));
        }
    }

    private long goal(long least) {
        long ease = plan.deflatesOnOom() ? Math.max(heard, Math.min(max, least)) : heard;
        if (ease < size) {
            return Math.max(ease, Math.min(size, least));
        }
        long most = plan.refusesAbove().isPresent()
                ? Math.max(size, plan.refusesAbove().getAsLong())
                : max;
        return Math.min(ease, most);
    }

    /** How far a rate takes the balloon in a second. */
    private static long way(long bytesPerSecond) {
        return Math.max(PAGE, bytesPerSecond / PAGE * PAGE);
    }

    private static long pageUp(long bytes) {
        return (bytes + PAGE - 1) / PAGE * PAGE;
    }
}
