/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.virtballast.core.port.NearResidence;
import org.virtballast.spi.ByteSize;

/**
 * What the host gains of near memory when a domain gives some. A balloon takes the pages that the guest has free, of whichever
 * tier they are: near memory that is full of pages stays where it is, however cold they are. From a domain that was seen to
 * yield none, nothing is taken for a while that doubles each time.
 */
final class NearYield {
    /** A take of less cannot be told from what a guest touches meanwhile. */
    static final long LEAST_TAKE = 32 * ByteSize.MIB;

    /** A take of which less than this share came from near memory did not. */
    private static final double LEAST_SHARE = 0.1;

    /** The pages that were not there before may be touched during the take, and hide as much of what it yields. */
    private static final double MOST_HIDDEN = 0.25;

    private static final Duration FIRST_WAIT = Duration.ofMinutes(10);
    private static final Duration LONGEST_WAIT = Duration.ofHours(4);

    private final Backoff wait = new Backoff(FIRST_WAIT, LONGEST_WAIT);
    private Optional<NearResidence> before = Optional.empty();
    private long size;
    private Optional<Measured> last = Optional.empty();

    /**
     * The near memory that a take yielded.
     *
     * @param taken what the domain gave, in bytes; above 0
     * @param gained what the host holds less of its near memory since, in bytes; below 0 where it holds more
     */
    record Measured(long taken, long gained) {
        boolean nothing() {
            return gained < LEAST_SHARE * taken;
        }
    }

    /** Something is about to be taken from the domain. */
    void asked(long current, Optional<NearResidence> held) {
        size = current;
        before = held;
    }

    /** Whether a take is to be measured when it has arrived. */
    boolean pending() {
        return before.isPresent();
    }

    /**
     * What was asked for arrived, or was withdrawn: the yield is measured, and judged where the near memory was full before.
     *
     * @return what the host now holds for the domain whatever its size, in bytes: 0 where the take yielded; empty where that
     *     cannot be judged
     */
    OptionalLong arrived(long current, Optional<NearResidence> held, Duration now) {
        long taken = size - current;
        Optional<NearResidence> full = before;
        before = Optional.empty();
        if (taken < LEAST_TAKE || full.isEmpty() || held.isEmpty()) {
            return OptionalLong.empty();
        }
        Measured measured =
                new Measured(taken, full.get().resident() - held.get().resident());
        last = Optional.of(measured);
        if (!measured.nothing()) {
            wait.clear();
            return OptionalLong.of(0);
        }
        if (full.get().size() - full.get().resident() > MOST_HIDDEN * taken) {
            return OptionalLong.empty();
        }
        wait.trip(now);
        return OptionalLong.of(size - Math.max(0, measured.gained()));
    }

    /** What the last take that could be measured yielded. */
    Optional<Measured> last() {
        return last;
    }

    /** How long nothing is taken because it would yield nothing; empty where it may. */
    Optional<Duration> spared(Duration now) {
        return wait.left(now);
    }
}
