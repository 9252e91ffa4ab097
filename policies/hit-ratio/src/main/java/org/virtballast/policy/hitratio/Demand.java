/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.time.Instant;
import java.util.Optional;
import org.virtballast.policy.hitratio.Damper.Direction;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.FarTier;

/**
 * How much memory a domain needs for a hit ratio, as far as is known of it.
 *
 * @param view the domain
 * @param memory what is remembered of it
 * @param fixed whether it keeps its size whatever anybody wants
 * @param unused what it leaves unused, in bytes
 * @param idle whether it hardly accesses anything
 * @param spared whether nothing is taken from it
 */
record Demand(DomainView view, DomainMemory memory, boolean fixed, long unused, boolean idle, boolean spared) {
    /** A domain that hits the near tier in this share or more: how much more it has than it needs does not show. */
    private static final double SATED = 0.995;

    /** A curve is taken to fall so many times as fast below what was seen. */
    private static final double CAUTION = 4;

    /** Less of its size is not worth a resize. */
    private static final double LEAST_UNUSED = 0.01;

    static Demand of(DomainView view, DomainMemory memory, Tuning tuning, Instant now, boolean counted) {
        boolean closed = !view.eligibility().mayGive() && !view.eligibility().mayGet();
        return new Demand(
                view,
                memory,
                view.resizing() || closed,
                unused(view, tuning),
                idle(view, tuning) || (counted && memory.silent()),
                memory.spared(now));
    }

    /**
     * The smallest size at which the domain should have a hit ratio, in bytes within its bounds; the one it has where
     * nothing is known.
     *
     * @param probe the share of its size that may be taken where nothing tells how much it needs
     */
    long sizeFor(double hit, double probe) {
        double current = view.current();
        Optional<Double> expected = memory.outlook();
        double size;
        if (silent() || (idle && mayGive())) {
            size = current * (1 - probe);
        } else if (fixed || expected.isEmpty()) {
            // While it changes it is taken to come to have what it needs: it is seen soon enough where it has not.
            size = Math.min(memory.curve().sizeFor(hit), (double) view.target());
        } else {
            size = expected.get() < hit ? larger(hit, expected.get()) : smaller(hit, expected.get(), probe);
        }
        if (unused > 0) {
            size = Math.min(size, current - unused);
        }
        if (!mayGive()) {
            size = Math.max(size, current);
        }
        if (!view.eligibility().mayGet()) {
            size = Math.min(size, current);
        }
        return view.bounds().clamp((long) size);
    }

    /** A guest without a far cell says itself what it can spare. Between two reports that may be anything. */
    private boolean silent() {
        return view.farTier() != FarTier.CELL && view.memory().isEmpty();
    }

    /** A curve that is not known is taken to go on as it came: it is worth no more than that. */
    private double larger(double hit, double known) {
        double current = view.current();
        double chord = known > 0 ? current * (hit / known) : Double.POSITIVE_INFINITY;
        return memory.settled() ? Math.max(current, memory.curve().sizeFor(hit)) : chord;
    }

    private double smaller(double hit, double known, double probe) {
        double current = view.current();
        if (view.farTier() != FarTier.CELL) {
            // Such a guest shows by itself what it can spare: what it does not leave unused it needs.
            return current;
        }
        double safe = memory.settled() ? Math.min(current, memory.curve().sizeFor(hit)) : current * (hit / known);
        if (memory.curve().knowsLess(hit)) {
            return safe;
        }
        if (known >= SATED) {
            return Math.min(safe, current * (1 - probe));
        }
        // A little at a time it may be tried how the curve goes on, where it falls by far less than it may.
        double tried = memory.settled() ? memory.curve().triedFor(hit, CAUTION) : current;
        return Math.min(safe, Math.max(tried, current * (1 - probe)));
    }

    /** Whether anything may be taken from it now. */
    boolean mayGive() {
        return !fixed && view.eligibility().mayGive() && !spared;
    }

    /** What a byte less would cost, in weighted hits a second. */
    double loss() {
        double rate = memory.reading().map(Reading::rate).orElse(0.0);
        return rate * view.weight() * memory.curve().slopeBelow((double) view.current());
    }

    /** What a byte more would gain at most, in weighted hits a second. */
    double gain() {
        double rate = memory.reading().map(Reading::rate).orElse(0.0);
        return rate * view.weight() * memory.curve().slopeAbove();
    }

    /** The share of a full step that the next take may have. */
    double stepDown(Tuning tuning) {
        return tuning.maxStep() * memory.damper().share(Direction.DOWN);
    }

    /** With a far cell free far memory counts as usable, so there usable says nothing of the near tier. */
    private static long unused(DomainView view, Tuning tuning) {
        if (view.farTier() == FarTier.CELL || view.memory().isEmpty()) {
            return 0;
        }
        long beyond = view.memory().get().usable() - (long) (tuning.spare() * view.current());
        return beyond < LEAST_UNUSED * view.current()
                ? 0
                : Math.min(beyond, view.current() - view.bounds().min());
    }

    /** A few accesses make an idle domain. None at all may as well mean that nobody counts. */
    private static boolean idle(DomainView view, Tuning tuning) {
        if (view.accesses().isEmpty()) {
            return false;
        }
        Accesses accesses = view.accesses().get();
        double seconds = accesses.window().toNanos() / 1e9;
        double total = accesses.near() + accesses.far();
        return total > 0 && total / seconds < tuning.idleRate();
    }
}
