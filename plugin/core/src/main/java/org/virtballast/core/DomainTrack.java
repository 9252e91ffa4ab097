/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.virtballast.core.Observation.Stake;
import org.virtballast.core.port.SavedState.SavedDomain;

/**
 * What is remembered of one run of a domain from cycle to cycle: its size and what it had before anything was taken from it,
 * whether its guest has booted, and what its reports, its hit ratio and its moves told so far.
 */
final class DomainTrack {
    /** A guest that has said nothing for so long after its start never will: emulated guests were seen to take 85 s. */
    static final Duration LONGEST_BOOT = Duration.ofMinutes(3);

    /**
     * A size that was seen twice within less may be on its way all the same: QEMU tells libvirt of a balloon's size once a
     * second at most. Cycles follow each other so fast where one was late.
     */
    static final Duration LEAST_STANDING = Duration.ofMillis(1_500);

    private static final long UNKNOWN = -1;

    private final HitRatioHistory hitRatio = new HitRatioHistory();
    private final GuestCounters counters = new GuestCounters();
    private final Distress distress = new Distress();
    private final ReclaimCheck reclaim = new ReclaimCheck();
    private Duration bootingSince;
    private boolean booting = true;
    private boolean stakeKnown;
    private boolean heard;
    private boolean everMoved;
    private boolean asleep;
    private boolean ran;
    private Duration standingSince;
    private long current = UNKNOWN;
    private long explained = UNKNOWN;
    private long entitlement;
    private long start;
    private Optional<Duration> resized;

    /** Begins with a domain of which nothing is known: nor since when it has its size. */
    DomainTrack(Duration now) {
        bootingSince = now;
        standingSince = now;
        resized = Optional.of(now);
    }

    /** Goes on where an earlier life of the daemon ended. */
    void restore(SavedDomain saved) {
        booting = false;
        stakeKnown = true;
        resized = Optional.empty();
        current = saved.size();
        explained = saved.size();
        entitlement = saved.entitlement();
        start = saved.start();
    }

    /**
     * The last size of which it was found out how it came about; empty before there was one. It stays while changes are too
     * small to ask, so that many of those are not missed.
     */
    OptionalLong explained() {
        return explained == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(explained);
    }

    /** It was found out how the domain came to this size. */
    void explained(long size) {
        explained = size;
    }

    /** Notes the size at the end of a window, and whether a move of ours was under way in it and the guest runs. */
    void sized(long seen, boolean moving, boolean runs, Duration uptime) {
        boolean changed = current != UNKNOWN && current != seen;
        everMoved |= changed;
        // A guest that does not run has no choice.
        if (current != seen || !runs || !ran) {
            standingSince = uptime;
        }
        ran = runs;
        if (changed || moving) {
            resized = Optional.of(uptime);
        }
        hitRatio.window(changed || moving);
        current = seen;
        if (!stakeKnown) {
            entitlement = seen;
            start = seen;
        } else if (!booting) {
            entitlement = Math.max(entitlement, seen);
        }
    }

    /** Somebody else resized the domain: what it has now is what it is entitled to. */
    void resizedByOthers() {
        entitlement = current;
        start = current;
    }

    /** The guest was reset: its balloon begins anew, and so do its counters. What it is owed it is owed all the same. */
    void rebooted(Duration now, Instant wall) {
        booting = true;
        heard = false;
        everMoved = false;
        bootingSince = now;
        counters.forget(wall);
    }

    /** Notes whether its guest has nothing of the near device that it was asked to have some of, and never had. */
    void asleep(boolean nothing) {
        asleep = nothing && !everMoved;
    }

    /** Whether its near device waits for a driver. */
    boolean asleep() {
        return asleep;
    }

    /** The driver of its near device is there at last: the guest starts with what it has once that stands still. */
    void wokeUp(Duration now) {
        booting = true;
        stakeKnown = false;
        bootingSince = now;
    }

    /**
     * The guest has booted once its size stands still after a report, for its first comes just before its balloon fills; or
     * once it has had the time to.
     */
    void looked(boolean reports, Duration now) {
        if (reports && !heard) {
            standingSince = now;
        }
        boolean still = now.minus(standingSince).compareTo(LEAST_STANDING) >= 0;
        if (booting && still && ((heard && reports) || bootIsOver(now))) {
            booting = false;
            stakeKnown = true;
        }
        heard |= reports;
    }

    boolean booting() {
        return booting;
    }

    /** Whether a guest that has never reported has had the time to. */
    boolean bootIsOver(Duration now) {
        return now.minus(bootingSince).compareTo(LONGEST_BOOT) >= 0;
    }

    /** Whether its size ever changed: then its guest has a driver, even if it reports nothing. */
    boolean everMoved() {
        return everMoved;
    }

    /** How long the domain has surely had the size it has; empty where no resize was seen. */
    Optional<Duration> sinceResize(Duration uptime) {
        return resized.map(uptime::minus);
    }

    /** What the domain had and has. */
    Stake stake() {
        return new Stake(entitlement, start);
    }

    HitRatioHistory hitRatio() {
        return hitRatio;
    }

    GuestCounters counters() {
        return counters;
    }

    Distress distress() {
        return distress;
    }

    ReclaimCheck reclaim() {
        return reclaim;
    }
}
