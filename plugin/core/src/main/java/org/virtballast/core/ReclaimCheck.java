/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Optional;
import java.util.OptionalLong;
import org.virtballast.spi.ByteSize;

/**
 * Finds out whether the host gains what a guest gives up. Pages that are pinned (VFIO, huge pages, locked memory) stay with
 * QEMU whatever the balloon says, and not all that pins them shows in the domain's configuration.
 */
final class ReclaimCheck {
    /** What QEMU holds for itself beside the guest's memory: its heap, video memory, firmware. Some 50 to 100 MiB were seen. */
    private static final long OVERHEAD = 128 * ByteSize.MIB;

    /** Takes of less in all cannot be told from what QEMU's own memory makes up. */
    static final long LEAST_TAKE = 3 * OVERHEAD / 2;

    /** A take that came back by less than this share did not come back. */
    private static final double LEAST_YIELD = 0.1;

    /** How it was before the first of the takes that are not judged yet, where all of the guest's memory was resident. */
    private Optional<Look> base = Optional.empty();

    private boolean pinned;

    private record Look(long size, long resident) {
        static Optional<Look> whole(long size, OptionalLong resident) {
            return resident.isPresent() && resident.getAsLong() >= size
                    ? Optional.of(new Look(size, resident.getAsLong()))
                    : Optional.empty();
        }
    }

    /** Notes what the domain has and holds while nothing is under way. */
    void still(long current, OptionalLong held) {
        if (base.filter(look -> current < look.size()).isEmpty()) {
            base = Look.whole(current, held);
        }
    }

    /**
     * Nothing is under way any more. If the guest gave memory up since nothing last was, whoever asked it to, that must have
     * come back, for all of its memory was resident before. Takes that are too small to judge are judged together; until
     * then what has not come back of them is held by the domain.
     *
     * @return what the host still holds for the domain, in bytes; {@code current} where what it gave came back; empty where
     *     that cannot be told, or was told before for good
     */
    OptionalLong arrived(long current, OptionalLong held) {
        Optional<Look> before = base.filter(look -> current < look.size());
        if (pinned || before.isEmpty() || held.isEmpty()) {
            return OptionalLong.empty();
        }
        long size = before.get().size();
        long taken = size - current;
        long back = before.get().resident() - held.getAsLong();
        if (taken < LEAST_TAKE) {
            return OptionalLong.of(size - Math.max(0, Math.min(taken, back)));
        }
        pinned = back < LEAST_YIELD * taken;
        base = Look.whole(current, held);
        return OptionalLong.of(pinned ? size : current);
    }

    /** Whether what the guest gives up is known not to come back to the host. */
    boolean pinned() {
        return pinned;
    }
}
