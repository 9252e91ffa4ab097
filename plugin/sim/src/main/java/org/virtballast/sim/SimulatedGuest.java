/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.virtballast.core.Limits;
import org.virtballast.core.port.DomainSample;
import org.virtballast.spi.LeverKind;

/** A simulated domain: its size, its hit ratio and what it reports, second by second. This is the truth. */
final class SimulatedGuest {
    private static final long PAGE = 4096;

    private final DomainPlan plan;
    private final UUID id;
    private final Random random;
    private final GuestLever lever;
    private final Placement placement;
    private final Reports reports;
    private final OperatorHold hold;
    private final Accumulator window = new Accumulator();
    private final Accumulator interval = new Accumulator();
    private final Accumulator total = new Accumulator();
    private final SizeHistory sizes = new SizeHistory();
    /** The size whose pages the host has not got back. */
    private long kept;

    private long farTouched;
    private boolean starved;
    private int outOfMemory;

    SimulatedGuest(DomainPlan plan, long seed, long holdSeconds) {
        this.plan = plan;
        this.id = UUID.nameUUIDFromBytes(plan.name().getBytes(StandardCharsets.UTF_8));
        this.random = new Random(seed * 1_000_003 + plan.name().hashCode());
        this.lever = plan.device()
                .<GuestLever>map(device -> new NearDevice(device, plan.bounds(), plan.start()))
                .orElseGet(() -> new Balloon(plan.balloon(), plan.max(), plan.start()));
        this.placement = new Placement(plan.phase(plan.comes()).curve().hit(plan.start()));
        this.reports = new Reports(plan, random);
        this.hold = new OperatorHold(holdSeconds);
        this.kept = plan.start();
    }

    DomainPlan plan() {
        return plan;
    }

    UUID id() {
        return id;
    }

    /** Draws everything about this guest that is left to chance. */
    Random random() {
        return random;
    }

    GuestLever lever() {
        return lever;
    }

    Reports reports() {
        return reports;
    }

    /** Accesses since somebody last counted them. */
    Accumulator window() {
        return window;
    }

    /** Accesses since the cycle began. */
    Accumulator interval() {
        return interval;
    }

    /** All accesses. */
    Accumulator total() {
        return total;
    }

    SizeHistory sizes() {
        return sizes;
    }

    /** How often the guest ran out of memory because too much was taken. */
    int outOfMemory() {
        return outOfMemory;
    }

    /** What of the host's near memory the guest holds; where it is pinned it never falls. */
    long resident() {
        return plan.near(kept);
    }

    /** What the host sees its process hold: as its balloon counts, or of both tiers where devices move near memory alone. */
    long process() {
        return kept + farTouched;
    }

    /** Near memory that its guest may use, in bytes. */
    long nearCell() {
        return switch (plan.lever()) {
            case NEAR -> lever.size();
            case BALLOON -> plan.max();
        };
    }

    /** What it holds or may come to hold, in bytes: pages that are pinned stay with it whatever its size. */
    long committed() {
        return committed(lever.target());
    }

    /** The same if it were asked for another size. */
    long committed(long target) {
        return plan.near(Math.max(kept, Math.max(lever.size(), target)));
    }

    DomainSample.State state(long second) {
        return Span.anyContains(plan.paused(), second) ? DomainSample.State.PAUSED : DomainSample.State.RUNNING;
    }

    /** Whether an operator's resize keeps the domain out of the engine's hands. */
    boolean held(long second) {
        return hold.holds(second);
    }

    /** The size below which the guest gives nothing more: its kernel's, and what its far tier has no room for. */
    long least(long second) {
        long kernel = plan.device()
                .map(DomainPlan.NearDevice::least)
                .orElse(plan.balloon().floor());
        return Math.max(kernel, plan.phase(second).curve().resident() - plan.farCapacity());
    }

    /** What the engine should leave the guest, by what the guest last truly said; absent where it never said anything. */
    OptionalLong floor(Limits limits) {
        OptionalLong used = reports.used();
        return used.isPresent()
                ? OptionalLong.of(used.getAsLong() + limits.headroom(lever.size() + plan.beside()))
                : OptionalLong.empty();
    }

    /** The engine asks for a size. */
    void ask(long bytes, long second) {
        starved = bytes < reports.used().orElse(Long.MAX_VALUE);
        hold.engineAsked();
        lever.ask(bytes, second);
    }

    /** It reports for the first time: it runs already when the scenario begins. */
    void begin(SimulatedClock clock) {
        if (plan.comes() == 0) {
            report(clock);
        }
    }

    /** The second that the clock shows passes. */
    void pass(long second) {
        for (DomainPlan.Resize resize : plan.resizes()) {
            if (resize.at() == second) {
                hold.operatorAsked(second, lever.size() != lever.target());
                starved = false;
                lever.ask(plan.bounds().down(resize.bytes()), second);
            }
        }
        if (state(second) == DomainSample.State.RUNNING) {
            run(second);
        } else {
            window.add(0, 0);
        }
    }

    private void run(long second) {
        Phase phase = plan.phase(second);
        long before = lever.size();
        lever.move(second, least(second), phase.curve().resident());
        long size = lever.size();
        sizes.moved(size - before);
        hold.moved(size != before);
        kept = plan.balloon().pinned() ? Math.max(kept, size) : size;
        if (plan.lever() == LeverKind.NEAR) {
            farTouched = Math.max(
                    farTouched, Math.min(plan.farCapacity(), phase.curve().resident() - size));
        }
        if (starved && lever.stalled(least(second))) {
            outOfMemory++;
            starved = false;
        }
        placement.settle(phase, plan.near(size));
        double near = phase.rate() * placement.hit();
        double far = phase.rate() - near;
        window.add(near, far);
        interval.add(near, far);
        total.add(near, far);
    }

    /** The driver reports at the second that the clock shows, if it is its time. */
    void report(SimulatedClock clock) {
        long second = clock.second();
        if (state(second) == DomainSample.State.RUNNING) {
            long faults = (long) total.far();
            reports.report(
                    second,
                    clock.wall(),
                    lever.size(),
                    plan.phase(Math.max(0, second - 1)).curve().resident(),
                    swaps() ? faults * PAGE : 0,
                    swaps() ? faults : 0);
        }
    }

    private boolean swaps() {
        return switch (plan.far()) {
            case SWAP -> true;
            case CELL, HOST -> false;
        };
    }
}
