/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import org.virtballast.spi.Bounds;

/**
 * Memory devices on a guest's near cell: they move the size of its near memory, in whole blocks. What the guest has free is
 * given first and at once; what is resident is moved to the far cell before it is given.
 */
final class NearDevice implements GuestLever {
    private final DomainPlan.NearDevice plan;
    private final Bounds sizes;
    private long size;
    private long target;

    /** Bytes that were moved and do not make up a block yet. */
    private long begun;

    /**
     * A device at rest.
     *
     * @param sizes those that the guest may have
     */
    NearDevice(DomainPlan.NearDevice plan, Bounds sizes, long size) {
        this.plan = plan;
        this.sizes = sizes;
        this.size = size;
        this.target = size;
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
        begun = 0;
    }

    @Override
    public boolean stalled(long least) {
        return target < size && size <= sizes.up(least);
    }

    @Override
    public void move(long second, long least, long used) {
        if (!moves(second)) {
            return;
        }
        if (target > size) {
            size += blocks(target - size, plan.plug());
        } else {
            long goal = Math.max(target, Math.min(size, sizes.up(least)));
            size = Math.max(goal, Math.min(size, sizes.up(used)));
            size -= blocks(size - goal, plan.migrate());
        }
    }

    /** How much of a way the device makes in a second at a rate. */
    private long blocks(long way, long bytesPerSecond) {
        long done = Math.min(way, begun + bytesPerSecond);
        long whole = done / plan.block() * plan.block();
        begun = whole == way ? 0 : done - whole;
        return whole;
    }
}
