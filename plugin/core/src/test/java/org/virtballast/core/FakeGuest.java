/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.DomainSettings;
import org.virtballast.core.port.MemoryLayout;
import org.virtballast.core.port.Mode;
import org.virtballast.core.port.NearResidence;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/**
 * A guest whose balloon moves at a finite rate, if it moves, and whose driver reports at its period, if it does. A driver that
 * wakes up works towards the size that was asked for last; one that is at work hears of a new size a moment late.
 */
final class FakeGuest {
    private static final Duration LAG = Duration.ofMillis(10);

    /** What QEMU holds for itself. */
    private static final long OVERHEAD = 60 * ByteSize.MIB;

    final UUID id;
    final String name;
    final long maximum;

    long current;

    /** The size the hypervisor was last told. */
    long target;

    /** The size the driver works towards: it hears of a new target a moment late. */
    long heard;

    long used;
    long bytesPerSecond = 1L << 50;
    boolean stuck;

    /** Sizes beyond which the driver does not go. */
    long refusesBelow;

    long refusesAbove = Long.MAX_VALUE;

    /** How long the driver does nothing after it was asked for another size. */
    Duration hesitates = Duration.ZERO;

    /** How long it is until the driver is there; it is there from the start where nobody says otherwise. */
    Duration boots = Duration.ZERO;

    /** Whether the hypervisor tells what it holds for the guest, and whether that ever gets less. */
    boolean residentKnown;

    boolean pinned;

    boolean growsByItself;
    int run = 1;
    long swapIn;
    long majorFaults;

    /** By how much the counters grow in a second. */
    long swapInASecond;

    long majorFaultsASecond;

    boolean reports = true;
    boolean sampled = true;
    DomainSample.State state = DomainSample.State.RUNNING;
    FarTier farTier = FarTier.CELL;
    LeverKind lever = LeverKind.BALLOON;
    long step = 4096;
    long least;
    long far;
    List<Integer> nearCells = List.of(0);

    /** How much of what it gives is near memory, all of which is resident; nobody can tell where absent. */
    OptionalDouble nearYield = OptionalDouble.empty();

    Duration statsPeriod = Duration.ofSeconds(1);
    Optional<String> unresizable = Optional.empty();
    Optional<String> settingsMistake = Optional.empty();
    DomainSettings settings = DomainSettings.NONE;
    BalloonStatistics statistics = new BalloonStatistics(-1, -1, -1, -1, Instant.EPOCH);

    /** What the guest really used when it last told the truth; negative before. */
    long usedWhenReported = -1;

    /** What it claims to hold, where that is more than it does. */
    OptionalLong claims = OptionalLong.empty();

    private long mostHeld;
    private Duration unheard = Duration.ZERO;

    FakeGuest(int number, String name, long current, long maximum) {
        this.id = new UUID(0, number);
        this.name = name;
        this.current = current;
        this.target = current;
        this.heard = current;
        this.maximum = maximum;
        this.used = current / 2;
    }

    static FakeGuest ofMib(int number, String name, long current, long maximum) {
        return new FakeGuest(number, name, current * ByteSize.MIB, maximum * ByteSize.MIB);
    }

    FakeGuest mode(Mode mode) {
        settings = new DomainSettings(
                Optional.of(mode), settings.min(), settings.max(), settings.targetHitRatio(), settings.weight());
        return this;
    }

    FakeGuest bounds(long min, long max) {
        settings = new DomainSettings(
                settings.mode(),
                OptionalLong.of(min),
                OptionalLong.of(max),
                settings.targetHitRatio(),
                settings.weight());
        return this;
    }

    FakeGuest wishes(double targetHitRatio, int weight) {
        settings = new DomainSettings(
                settings.mode(),
                settings.min(),
                settings.max(),
                OptionalDouble.of(targetHitRatio),
                OptionalInt.of(weight));
        return this;
    }

    /** The most that it holds or may come to hold, or claims to, as far as it can. */
    long committed() {
        return Math.max(Math.min(maximum, said()), Math.max(target, heard));
    }

    /** The most that the host ever held for it in this run. */
    long mostHeld() {
        return Math.max(mostHeld, current);
    }

    private long said() {
        return Math.max(current, claims.orElse(0));
    }

    /** Somebody else resizes it, at once. */
    void resizedByOthers(long size) {
        current = size;
        target = size;
        heard = size;
    }

    /** The guest takes memory back by itself, as one does that runs out and may. */
    void growsTo(long size) {
        current = size;
        heard = size;
    }

    /** The guest is reset: its balloon is empty until its driver is there again. */
    void reset(Duration bootTime) {
        current = maximum;
        heard = maximum;
        boots = bootTime;
        swapIn = 0;
        majorFaults = 0;
    }

    /** The domain is stopped and started again. */
    void startAgain(long size, Duration bootTime) {
        reset(bootTime);
        run++;
        target = size;
        mostHeld = 0;
        claims = OptionalLong.empty();
        state = DomainSample.State.RUNNING;
        statistics = new BalloonStatistics(-1, -1, -1, -1, Instant.EPOCH);
        usedWhenReported = -1;
    }

    void pass(Duration time, Instant now) {
        mostHeld = Math.max(mostHeld, current);
        if (state != DomainSample.State.RUNNING) {
            heard = target;
            return;
        }
        if (!boots.isZero()) {
            boots = boots.compareTo(time) > 0 ? boots.minus(time) : Duration.ZERO;
            heard = current;
            return;
        }
        unheard = heard == target ? Duration.ZERO : unheard.plus(time);
        if (heard != target && unheard.compareTo(hesitates) > 0) {
            if (hesitates.isZero()) {
                move(LAG);
            }
            heard = target;
        } else if (heard != target) {
            // It works towards nothing, and will hear of the last size when it does again.
            heard = current;
        }
        if (time.compareTo(LAG) > 0 && heard == target) {
            move(time);
        }
        swapIn += swapInASecond * time.toSeconds();
        majorFaults += majorFaultsASecond * time.toSeconds();
        if (reports && !statsPeriod.isZero()) {
            if (!statistics.lastUpdate().plus(statsPeriod).isAfter(now)) {
                report(now);
            }
        }
    }

    private void move(Duration time) {
        if (!stuck) {
            long way = (long) (bytesPerSecond * (time.toNanos() / 1e9));
            if (heard > current) {
                current = Math.max(current, Math.min(Math.min(refusesAbove, heard), current + way));
            } else {
                current = Math.min(current, Math.max(Math.max(refusesBelow, heard), current - way));
            }
        }
    }

    /** Its driver tells the truth. */
    void report(Instant now) {
        usedWhenReported = Math.min(used, current + far);
        statistics = new BalloonStatistics(
                current + far,
                current + far - usedWhenReported,
                swapIn,
                majorFaults,
                Instant.ofEpochSecond(now.getEpochSecond()));
    }

    DomainDescription description() {
        return new DomainDescription(
                id, run, name, maximum, statsPeriod, layout(), growsByItself, unresizable, settings, settingsMistake);
    }

    /** Its near memory, as large as its maximum, of which the host gains as much as it yields. */
    Optional<NearResidence> nearResidence() {
        return nearYield.isPresent()
                ? Optional.of(
                        new NearResidence(maximum - (long) (nearYield.getAsDouble() * (maximum - current)), maximum))
                : Optional.empty();
    }

    private MemoryLayout layout() {
        return new MemoryLayout(farTier, lever, step, least, far, nearCells, "cell 0 has the CPUs");
    }

    DomainSample sample() {
        OptionalLong resident =
                residentKnown ? OptionalLong.of((pinned ? mostHeld() : current) + OVERHEAD) : OptionalLong.empty();
        OptionalLong requested = lever == LeverKind.NEAR ? OptionalLong.of(target) : OptionalLong.empty();
        return new DomainSample(id, state, said(), maximum, requested, resident, statistics);
    }
}
