/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.virtballast.core.port.NearResidence;
import org.virtballast.core.report.LeverReport.YieldReport;
import org.virtballast.spi.ByteSize;

/**
 * What the host gains of near memory when a domain gives some. A balloon takes the pages that the guest has free, of whichever
 * tier they are: near memory that is full of pages stays where it is, however cold they are. What of a take was not near
 * memory the host still holds; and from a domain that was seen to yield none, nothing is taken for a while that doubles each
 * time.
 *
 * <p>Near memory that was not resident can be given as well, and is then not seen to go. So all of it counts as given first:
 * what is said to be held is held for sure.
 */
final class NearYield {
    /** A take of less cannot be told from what a guest touches meanwhile. */
    static final long LEAST_TAKE = 32 * ByteSize.MIB;

    /** A take of which less than this share was near memory yields none. */
    private static final double LEAST_SHARE = 0.1;

    private static final Duration FIRST_WAIT = Duration.ofMinutes(10);
    private static final Duration LONGEST_WAIT = Duration.ofHours(4);

    private final Backoff wait = new Backoff(FIRST_WAIT, LONGEST_WAIT);

    /** How it was before the first of the takes that were not given back since. */
    private Optional<Look> base = Optional.empty();

    /** How it was before the take that is under way. */
    private Optional<Look> before = Optional.empty();

    private Optional<YieldReport> last = Optional.empty();

    private record Look(long size, NearResidence held) {}

    /** Something is about to be taken from the domain. */
    void asked(long current, Optional<NearResidence> held) {
        before = held.map(now -> new Look(current, now));
        if (base.filter(look -> current < look.size()).isEmpty()) {
            base = before;
        }
    }

    /** Whether a take is to be measured when it has arrived. */
    boolean pending() {
        return before.isPresent();
    }

    /**
     * What was asked for arrived, or was withdrawn: what it yielded is measured.
     *
     * @return the size that the host still holds for the domain, in bytes; {@code current} where all that was taken was near
     *     memory; empty where that cannot be told
     */
    OptionalLong arrived(long current, Optional<NearResidence> held, Duration now) {
        Optional<Look> asked = before;
        before = Optional.empty();
        if (asked.isEmpty()
                || base.isEmpty()
                || held.isEmpty()
                || current >= asked.get().size()) {
            return OptionalLong.empty();
        }
        long taken = asked.get().size() - current;
        last = Optional.of(new YieldReport(
                taken, asked.get().held().resident() - held.get().resident()));
        long given = given(current, held.get());
        if (taken >= LEAST_TAKE) {
            judge(given - given(asked.get().size(), asked.get().held()), taken, now);
        }
        return OptionalLong.of(base.get().size() - given);
    }

    private void judge(long given, long taken, Duration now) {
        if (given < LEAST_SHARE * taken) {
            wait.trip(now);
        } else {
            wait.clear();
        }
    }

    /** The most near memory that the domain can have given since the base, in bytes. */
    private long given(long current, NearResidence held) {
        Look first = base.orElseThrow();
        // Where the host has far nodes, QEMU's own memory on the near ones is resident as well.
        long most = Math.max(first.held().size(), first.held().resident());
        return Math.max(0, Math.min(first.size() - current, most - held.resident()));
    }

    /** What the last take that could be measured yielded. */
    Optional<YieldReport> last() {
        return last;
    }

    /** How long nothing is taken because it would yield nothing; empty where it may. */
    Optional<Duration> spared(Duration now) {
        return wait.left(now);
    }
}
