/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

/**
 * What a guest says of its own memory, in statistics that the core found fresh and sane.
 *
 * @param available memory the guest's kernel manages, in bytes; below the domain's current size by what the kernel keeps
 * @param usable what the guest can give without swapping, in bytes; 0 to {@code available}
 * @param swapIn pages swapped in since the guest started, in bytes
 * @param majorFaults faults since the guest started that had to read from a disk
 */
public record GuestMemory(long available, long usable, long swapIn, long majorFaults) {
    /** What swap is counted in, in bytes. */
    private static final long PAGE = 4096;

    public GuestMemory {
        if (usable < 0 || usable > available || swapIn < 0 || majorFaults < 0) {
            throw new IllegalArgumentException("contradictory guest memory: usable " + usable + " of " + available
                    + ", swap-in " + swapIn + ", major faults " + majorFaults);
        }
    }

    /**
     * Accesses that had to wait for a disk since an earlier report: pages swapped in and major faults. 0 where the counters
     * fell: then the guest was started anew.
     */
    public long farAccessesSince(GuestMemory earlier) {
        long pages = (swapIn - earlier.swapIn()) / PAGE;
        long faults = majorFaults - earlier.majorFaults();
        return pages < 0 || faults < 0 ? 0 : pages + faults;
    }
}
