/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.ArrayDeque;
import java.util.Deque;

/** A guest's balloon: moves the size towards what its driver was asked for, at the balloon's rates and in whole pages. */
final class Balloon implements GuestLever {
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

    @Override
    public long size() {
        return size;
    }

    @Override
    public long target() {
        return target;
    }

    @Override
    public boolean moves(long second) {
        return plan.driver() && !Span.anyContains(plan.stuck(), second);
    }

    @Override
    public void ask(long bytes, long second) {
        target = bytes;
        unheard.add(new Request(second + plan.late(), bytes));
    }

    @Override
    public boolean stalled(long least) {
        return heard < size && size <= pageUp(least);
    }

    @Override
    public void move(long second, long least, long used) {
        while (!unheard.isEmpty() && unheard.peek().heardAt() <= second) {
            heard = unheard.remove().bytes();
        }
        if (!moves(second)) {
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
