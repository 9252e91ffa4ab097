/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/**
 * A domain of a scenario and what happens to it.
 *
 * @param name what people call it; unique in its scenario
 * @param min the smallest size its operator allows, as its lever counts it
 * @param max the largest size it may have
 * @param start the size it begins with
 * @param weight its importance beside the others; 1 to 10000
 * @param targetHitRatio what its operator asked for; above 0, at most 1
 * @param far where its far memory is; {@link FarTier#CELL} or {@link FarTier#SWAP}
 * @param farCapacity the far memory it has, in bytes; at least 0
 * @param balloon its balloon; its lever, unless it has a device
 * @param device the memory on its near cell, where that is its lever; absent: the balloon is
 * @param statistics how it reports
 * @param counted whether its accesses are counted
 * @param comes the second in which it is started; 0: it runs already when the scenario begins
 * @param gone the second in which it is stopped; absent: never
 * @param paused when it is paused
 * @param resizes what its operator does by hand, in the order of time
 * @param phases what its guest does, in the order of time; the first begins no later than the domain comes
 */
public record DomainPlan(
        String name,
        long min,
        long max,
        long start,
        int weight,
        double targetHitRatio,
        FarTier far,
        long farCapacity,
        Balloon balloon,
        Optional<NearDevice> device,
        Statistics statistics,
        boolean counted,
        long comes,
        OptionalLong gone,
        List<Span> paused,
        List<Resize> resizes,
        List<Phase> phases) {
    public DomainPlan {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(far, "far");
        Objects.requireNonNull(balloon, "balloon");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(statistics, "statistics");
        Objects.requireNonNull(gone, "gone");
        paused = List.copyOf(paused);
        resizes = List.copyOf(resizes);
        phases = List.copyOf(phases);
        long least = device.map(NearDevice::least).orElse(balloon.floor());
        if (min <= 0 || max < min || start < least || start > max) {
            throw new IllegalArgumentException("no sizes of " + name + ": " + min + ", " + max + ", " + start);
        }
        if (device.isPresent()
                && (far != FarTier.CELL
                        || !device.get().reaches(start)
                        || !device.get().reaches(max))) {
            throw new IllegalArgumentException("no near device of " + name + ": " + device.get());
        }
        if (phases.isEmpty() || phases.get(0).from() > comes) {
            throw new IllegalArgumentException(name + " does nothing when it comes");
        }
    }

    /**
     * How a balloon moves.
     *
     * @param inflate bytes a second it takes; above 0
     * @param deflate bytes a second it gives back; above 0
     * @param floor the size below which the guest gives nothing more
     * @param driver whether there is a driver at all: without one nothing moves and nothing is reported
     * @param stuck when nothing moves
     * @param late how many seconds after it was asked the driver reacts
     * @param refusesAbove the size above which the guest does not grow; absent: none
     * @param pinned whether the host keeps what the guest gives
     * @param deflatesOnOom whether the guest grows by itself when it has less than it needs to live
     * @param yield the share of what it takes that is near memory, and not free far memory; 0 to 1
     */
    public record Balloon(
            long inflate,
            long deflate,
            long floor,
            boolean driver,
            List<Span> stuck,
            long late,
            OptionalLong refusesAbove,
            boolean pinned,
            boolean deflatesOnOom,
            double yield) {
        public Balloon {
            stuck = List.copyOf(stuck);
            Objects.requireNonNull(refusesAbove, "refusesAbove");
            if (inflate <= 0 || deflate <= 0 || floor < 0 || late < 0 || !(yield >= 0 && yield <= 1)) {
                throw new IllegalArgumentException(
                        "no balloon: " + inflate + ", " + deflate + ", " + floor + ", " + yield);
            }
        }

        /** The near memory that is left at a size, of a guest whose near cell was full at another. */
        long near(long size, long full) {
            return size >= full ? size : full - (long) (yield * (full - size));
        }
    }

    /**
     * Memory on the near cell of a guest, and how the devices among it move.
     *
     * @param block what they are resized by, in bytes; above 0
     * @param boot what of the near memory is no device and cannot be taken, in bytes; at least 0
     * @param migrate bytes a second of resident memory that the guest moves to its far cell; above 0
     * @param plug bytes a second it takes back into use; above 0
     * @param unmovable bytes on the devices that the guest cannot move, so that it does not give them; at least 0
     * @param driver whether the guest has a driver for them: without one nothing moves
     * @param stuck when nothing moves
     */
    public record NearDevice(
            long block, long boot, long migrate, long plug, long unmovable, boolean driver, List<Span> stuck) {
        public NearDevice {
            stuck = List.copyOf(stuck);
            if (block <= 0 || boot < 0 || migrate <= 0 || plug <= 0 || unmovable < 0) {
                throw new IllegalArgumentException(
                        "no device: " + block + ", " + boot + ", " + migrate + ", " + plug + ", " + unmovable);
            }
        }

        /** The size below which the guest gives nothing. */
        long least() {
            return boot + unmovable;
        }

        /** Whether a size is that of the boot memory and whole blocks. */
        boolean reaches(long size) {
            return size >= boot && (size - boot) % block == 0;
        }
    }

    /**
     * How a guest reports balloon statistics.
     *
     * @param period seconds between two reports; 0: none until somebody sets a period
     * @param frozen when its driver reports nothing and the old values stand
     * @param garbage when it reports values that contradict each other
     */
    public record Statistics(long period, List<Span> frozen, List<Span> garbage) {
        public Statistics {
            frozen = List.copyOf(frozen);
            garbage = List.copyOf(garbage);
            if (period < 0) {
                throw new IllegalArgumentException("period is negative: " + period);
            }
        }

        Duration asDuration() {
            return Duration.ofSeconds(period);
        }
    }

    /**
     * A resize by an operator's hand.
     *
     * @param at the second in which it is asked for
     * @param bytes the size; above 0
     */
    public record Resize(long at, long bytes) {}

    /** What the domain is resized by. */
    LeverKind lever() {
        return device.isPresent() ? LeverKind.NEAR : LeverKind.BALLOON;
    }

    /** The sizes it may have, by its operator's word and its lever's. */
    Bounds bounds() {
        long boot = device.map(NearDevice::boot).orElse(0L);
        return new Bounds(
                Math.max(min, boot), max, device.map(NearDevice::block).orElse(Bounds.PAGE));
    }

    /** What the guest has beside what its lever moves, in bytes: its far memory, where that is near memory alone. */
    long beside() {
        return device.isPresent() ? farCapacity : 0;
    }

    /** The near memory that the guest has at a size; its near cell is full of what it uses when it comes. */
    long near(long size) {
        return device.isPresent() ? size : balloon.near(size, start);
    }

    /** What the guest does in a second; the first phase where it has not begun. */
    Phase phase(long second) {
        Phase current = phases.get(0);
        for (Phase phase : phases) {
            if (phase.from() > second) {
                break;
            }
            current = phase;
        }
        return current;
    }

    /** Whether the domain runs or is paused, and is not yet to come or gone. */
    boolean present(long second) {
        return comes <= second && (gone.isEmpty() || second < gone.getAsLong());
    }

    /** The same domain by another name. */
    DomainPlan named(String other) {
        return new DomainPlan(
                other,
                min,
                max,
                start,
                weight,
                targetHitRatio,
                far,
                farCapacity,
                balloon,
                device,
                statistics,
                counted,
                comes,
                gone,
                paused,
                resizes,
                phases);
    }
}
