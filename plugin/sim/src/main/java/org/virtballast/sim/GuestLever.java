/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

/** What moves a guest's size towards the one it was asked for. */
interface GuestLever {
    /** The size the guest has. */
    long size();

    /** The size the hypervisor was last asked for, whether the driver has heard of it or not. */
    long target();

    /** The most that the guest has or may come to have. */
    default long committed() {
        return Math.max(size(), target());
    }

    /** Whether the size can move in a second at all. */
    boolean moves(long second);

    /** The hypervisor is asked for a size, in whole steps of the lever. */
    void ask(long bytes, long second);

    /** Whether the guest gives nothing more, though it is asked for more. */
    boolean stalled(long least);

    /**
     * A second passes in which the guest runs.
     *
     * @param least the size below which it gives nothing
     * @param used what it uses of both tiers
     */
    void move(long second, long least, long used);
}
