/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.time.Duration;
import java.util.OptionalDouble;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.StatusReport;

/** One phase of the demonstration: watches the busy guest until its hit ratio is where it should be, and stays there. */
final class DemoPhase {
    /** A single window on target may be luck; so many in a row are not: the target is reached. */
    private static final int REACHED_WINDOWS = 3;

    /** So many in a row show that it stays there. */
    private static final int STAYING_WINDOWS = 12;

    /** How long a guest is watched for that, at most, once it is where it should be. */
    static final Duration STAYING = Duration.ofSeconds(40);

    private final String title;
    private final String busy;
    private final double wanted;
    private final long firstCycle;
    private long lastCycle;
    private int resizes;
    private int onTarget;
    private long bytesMoved;
    private double seconds;
    private double reachedAfter;
    private double peak;
    private double lowest = 1;
    private OptionalDouble start = OptionalDouble.empty();
    private OptionalDouble end = OptionalDouble.empty();

    /** Watches the domain {@code busy} until its hit ratio is at least {@code wanted}, from the cycle after {@code cycle}. */
    DemoPhase(String title, String busy, double wanted, long cycle) {
        this.title = title;
        this.busy = busy;
        this.wanted = wanted;
        this.firstCycle = cycle + 1;
        this.lastCycle = cycle;
    }

    String title() {
        return title;
    }

    long lastCycle() {
        return lastCycle;
    }

    /**
     * Takes a cycle's status into account.
     *
     * @param at seconds since the phase was asked for
     * @param begun whether the guests do by now what the phase is about
     */
    void see(StatusReport status, double at, boolean begun) {
        lastCycle = status.cycle();
        seconds = at;
        for (DomainReport domain : status.domains()) {
            boolean moved = domain.lastMove()
                    .filter(move ->
                            move.cycle() == status.cycle() && move.outcome().equals("applied"))
                    .isPresent();
            if (moved) {
                bytesMoved += Math.abs(
                        domain.lastMove().get().to() - domain.lastMove().get().from());
            }
            if (domain.name().equals(busy)) {
                resizes += moved ? 1 : 0;
                domain.hitRatio().ifPresent(hitRatio -> lowest = Math.min(lowest, hitRatio.estimate()));
                if (begun) {
                    judge(domain);
                }
            }
        }
    }

    private void judge(DomainReport domain) {
        if (domain.hitRatio().isEmpty()) {
            return;
        }
        double estimate = domain.hitRatio().get().estimate();
        if (start.isEmpty()) {
            start = OptionalDouble.of(estimate);
        }
        end = OptionalDouble.of(estimate);
        peak = Math.max(peak, estimate);
        onTarget = estimate >= wanted ? onTarget + 1 : 0;
        if (onTarget == REACHED_WINDOWS) {
            reachedAfter = seconds;
        }
    }

    /** Whether the busy guest is where it should be and has stayed there. */
    boolean over() {
        return onTarget >= STAYING_WINDOWS;
    }

    /** What became of the phase so far. */
    Result result() {
        return new Result(
                title,
                busy,
                start.orElse(Double.NaN),
                end.orElse(Double.NaN),
                peak,
                lowest,
                over() ? reachedAfter : seconds,
                lastCycle - firstCycle + 1,
                resizes,
                bytesMoved,
                over());
    }

    /**
     * What became of a phase.
     *
     * @param start the first hit ratio that was seen of the busy guest; NaN where none was
     * @param end the last
     * @param peak the highest; 0 where none was
     * @param lowest the lowest; 1 where none was
     * @param seconds how long it took to get there; how long it was tried where it did not
     * @param cycles how many cycles that were
     * @param resizes of the busy guest
     * @param bytesMoved of all guests
     * @param reached whether the busy guest got to its target and stayed there
     */
    record Result(
            String title,
            String busy,
            double start,
            double end,
            double peak,
            double lowest,
            double seconds,
            long cycles,
            int resizes,
            long bytesMoved,
            boolean reached) {}
}
