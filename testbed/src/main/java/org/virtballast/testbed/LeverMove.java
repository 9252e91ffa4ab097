/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.virtballast.spi.ByteSize;

/**
 * Moves memory of guests and takes the time. How far a guest has come is asked of QEMU itself, for each way in the same
 * manner: libvirt tells the size of a memory device once a second at most.
 */
final class LeverMove {
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final Pattern ACTUAL = Pattern.compile("\"actual\":(\\d+)");
    private static final Pattern SIZE = Pattern.compile("\"size\":(\\d+)");

    private final boolean near;
    private final List<Guest> guests;

    /** @param near whether these guests are resized by near devices, else by their balloons */
    LeverMove(boolean near, List<Guest> guests) {
        this.near = near;
        this.guests = guests;
    }

    /** Asks one guest for a size; returns before it complies. */
    @FunctionalInterface
    interface Ask {
        void of(Guest guest);
    }

    /** Asks all guests for a size of what is moved, in MiB, and waits until all have it; returns seconds. */
    double time(long mib, Ask ask) {
        long began = System.nanoTime();
        guests.forEach(ask::of);
        for (Guest guest : guests) {
            Eventually.await(guest.domain() + " has " + mib + "MiB", DEADLINE, () -> size(guest) == mib * ByteSize.MIB);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    private long size(Guest guest) {
        String query = near ? "query-memory-devices" : "query-balloon";
        String answer = guest.virsh("qemu-monitor-command", "{\"execute\":\"" + query + "\"}");
        Matcher number = (near ? SIZE : ACTUAL).matcher(answer);
        if (!number.find()) {
            throw new IllegalStateException(guest.domain() + " does not tell its size: " + answer);
        }
        return Long.parseLong(number.group(1));
    }
}
