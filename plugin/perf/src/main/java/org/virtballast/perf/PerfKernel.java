/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

/** The calls of the kernel that counting takes. */
interface PerfKernel {
    /** The descriptor to give for an event that leads a group. */
    int NO_LEADER = -1;

    /**
     * Opens an event on a thread; it counts at once.
     *
     * @param leader the descriptor of the group's first event, or {@link #NO_LEADER}
     * @return a descriptor
     * @throws ErrnoException where the kernel refuses
     */
    int open(PerfEvent event, VcpuThread thread, int leader) throws ErrnoException;

    /**
     * Reads a group.
     *
     * @param leader the descriptor of its first event
     * @param events how many events it has
     * @return nanoseconds that the group was enabled while its thread ran, nanoseconds of these that it was on the PMU,
     *     then each event's count in the order of opening
     * @throws ErrnoException where the kernel refuses
     */
    long[] read(int leader, int events) throws ErrnoException;

    /** Closes a descriptor. */
    void close(int descriptor);
}
