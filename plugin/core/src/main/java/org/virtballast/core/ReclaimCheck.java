/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.OptionalLong;
import org.virtballast.spi.ByteSize;

/**
 * Finds out whether the host gains what a guest gives up. Pages that are pinned (VFIO, huge pages, locked memory) stay with
 * QEMU whatever the balloon says, and not all that pins them shows in the domain's configuration.
 */
final class ReclaimCheck {
    /** What QEMU holds for itself beside the guest's memory: its heap, video memory, firmware. Some 50 to 100 MiB were seen. */
    private static final long OVERHEAD = 128 * ByteSize.MIB;

    /** A take of less cannot be told from what QEMU's own memory and pages the guest never touched make up. */
    static final long LEAST_TAKE = 3 * OVERHEAD / 2;

    /** A take that came back by less than this share did not come back. */
    private static final double LEAST_YIELD = 0.1;

    private OptionalLong resident = OptionalLong.empty();
    private long size;
    private boolean pinned;

    /** Notes what the domain has and holds while nothing is under way. */
    void still(long current, OptionalLong held) {
        size = current;
        resident = held;
    }

    /**
     * Nothing is under way any more. If the guest gave memory up since nothing last was, whoever asked it to, that is judged
     * where all of its memory was resident before, so that it must have come back.
     *
     * @return what the host still holds of the domain's memory, in bytes, where it is now known, and was not before, that
     *     nothing comes back; empty otherwise
     */
    OptionalLong arrived(long current, OptionalLong held) {
        long taken = size - current;
        if (pinned || taken < LEAST_TAKE || resident.isEmpty() || held.isEmpty() || resident.getAsLong() < size) {
            return OptionalLong.empty();
        }
        pinned = resident.getAsLong() - held.getAsLong() < LEAST_YIELD * taken;
        return pinned ? OptionalLong.of(size) : OptionalLong.empty();
    }

    /** Whether what the guest gives up is known not to come back to the host. */
    boolean pinned() {
        return pinned;
    }
}
