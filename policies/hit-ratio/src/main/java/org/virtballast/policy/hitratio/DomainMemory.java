/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.virtballast.policy.hitratio.Damper.Direction;
import org.virtballast.spi.DomainView;

/** What the policy remembers of a domain between views. */
final class DomainMemory {
    /**
     * How many windows ahead a rising hit ratio is trusted to rise as it does: the rest of an approach that loses two fifths
     * of its distance in each window is one and a half times what it lost last.
     */
    private static final double TREND_WINDOWS = 1.5;

    /** A domain that runs short so soon after a take ran short for it. */
    private static final int BLAMED_WINDOWS = 12;

    private static final int SILENT_WINDOWS = 6;

    /** A smaller change between windows is none, in shares of accesses. */
    private static final double LEAST_TREND = 0.003;

    /** So long the rest of a grant may take to come. */
    private static final int PART_CYCLES = 3;

    private static final long NEVER_SEEN = -1;

    private final Tuning tuning;
    private final Damper damper;
    private final HitCurve curve = new HitCurve();
    private final FaultRate faults = new FaultRate();
    private final LeverTest lever = new LeverTest();
    private final Respite respite = new Respite(Duration.ofMinutes(1), Duration.ofMinutes(32));
    private Optional<Reading> reading = Optional.empty();
    private long target = NEVER_SEEN;
    private long asked = NEVER_SEEN;
    private Direction last = Direction.NONE;
    private boolean justTaken;
    private boolean everTaken;
    private boolean denied;
    private long lacking;
    private int unheard;
    private Optional<Double> lastHit = Optional.empty();
    private int windows;
    private int silence;
    private boolean everRead;
    private double rise;
    private boolean fell;

    DomainMemory(Tuning tuning) {
        this.tuning = tuning;
        this.damper = new Damper(tuning.calmWindows());
    }

    /**
     * Takes the domain's next view into account.
     *
     * @param attainable what it could have of its target when it was last seen
     */
    void see(DomainView view, double attainable, Instant now) {
        if (target != NEVER_SEEN && view.target() != target) {
            moved(view, now);
        }
        if (target != NEVER_SEEN && asked != NEVER_SEEN && asked < target) {
            denied = view.target() >= target;
        }
        target = view.target();
        faults.see(view.memory(), now);
        Optional<Reading> before = reading;
        reading = view.resizing() ? Optional.empty() : Reading.of(view, tuning.deadBand() / 2);
        boolean nothing = view.accesses()
                .filter(accesses -> accesses.nearEvents() + accesses.farEvents() == 0)
                .isPresent();
        silence = nothing ? silence + 1 : 0;
        unheard = reading.isPresent() ? 0 : unheard + 1;
        lastHit = reading.map(Reading::hit).or(() -> lastHit);
        if (view.accesses().isEmpty() || reading.isEmpty()) {
            return;
        }
        everRead = true;
        damper.still();
        windows++;
        double change = windows > 1 && before.isPresent()
                ? reading.get().hit() - before.get().hit()
                : 0;
        // The window in which the guest began something else is half of this and half of that: what follows is no rise.
        rise = fell ? 0 : change;
        fell = change < -(reading.get().doubt() + LEAST_TREND);
        if (settled()) {
            Reading settled = reading.get();
            curve.observe((double) view.current(), settled.hit(), settled.doubt() + LEAST_TREND);
            lever.settled(view.current(), settled.hit(), settled.doubt(), now);
        }
        if (justTaken && windows <= BLAMED_WINDOWS && below(attainable - tuning.deadBand())) {
            respite.begin(now);
        }
    }

    private void moved(DomainView view, Instant now) {
        last = view.target() > target ? Direction.UP : Direction.DOWN;
        // A guest that boots goes to its size by itself, down to it as well as up: that is no take, and no swing.
        justTaken = last == Direction.DOWN && asked < target;
        everTaken |= justTaken;
        if (last == Direction.UP || justTaken) {
            damper.moved(last);
        }
        if (last == Direction.DOWN) {
            lever.abandon();
        } else if (reading.isPresent()) {
            lever.granted(target, reading.get().hit());
        }
        if (last == Direction.UP && everTaken && view.target() > asked) {
            // Not by us: it got back what was taken from it, because it was in need of it.
            respite.begin(now);
        }
        lacking = last == Direction.UP ? Math.max(0, asked - view.target()) : 0;
        windows = 0;
        rise = 0;
    }

    /** Notes the size that is proposed for the domain, or that it keeps. The core may allow less, and gives more by itself. */
    void asked(long size) {
        asked = size;
    }

    /** Whether its accesses were ever counted. */
    boolean everRead() {
        return everRead;
    }

    /** Whether nothing was counted for so long that there is nothing to count. */
    boolean silent() {
        return silence >= SILENT_WINDOWS;
    }

    Optional<Reading> reading() {
        return reading;
    }

    /** Judged windows since its last resize. */
    int windows() {
        return windows;
    }

    /** Whether its hit ratio is surely below a value. */
    boolean below(double value) {
        return reading.filter(known -> known.high() < value).isPresent();
    }

    /**
     * Whether the hit ratio is what the domain's size makes it. A loss shows at once; after a grant the guest's kernel takes a
     * while to move hot pages to the near tier.
     */
    boolean settled() {
        return reading.isPresent()
                && (windows > 1 || (windows == 1 && last != Direction.UP))
                && rise <= reading.get().doubt() + LEAST_TREND;
    }

    /** The hit ratio that the domain comes to without help; empty where it is too soon to tell. */
    Optional<Double> outlook() {
        if (reading.isEmpty() || (last == Direction.UP && windows < 2)) {
            return Optional.empty();
        }
        return Optional.of(Math.min(1, reading.get().hit() + TREND_WINDOWS * Math.max(0, rise)));
    }

    FaultRate faults() {
        return faults;
    }

    Damper damper() {
        return damper;
    }

    HitCurve curve() {
        return curve;
    }

    LeverTest lever() {
        return lever;
    }

    /** What of the last grant is still to come while nobody knows the hit ratio since, in bytes; 0 once that is long ago. */
    long lacking() {
        return unheard > 0 && unheard <= PART_CYCLES ? lacking : 0;
    }

    /** The hit ratio that was read last; empty before the first. */
    Optional<Double> lastHit() {
        return lastHit;
    }

    /** Whether the last take that was asked for was not made: the core knows of reasons that no view tells. */
    boolean denied() {
        return denied;
    }

    /** Whether nothing is taken from it for a while, since it ran short of what was taken before. */
    boolean spared(Instant now) {
        return respite.lasts(now);
    }
}
