/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.DomainSettings;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;

/** A guest whose balloon moves at a finite rate, if it moves, and whose driver reports at its period, if it does. */
final class FakeGuest {
    /** How late the driver hears of a new target. */
    private static final Duration LAG = Duration.ofMillis(10);

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
    boolean reports = true;
    boolean sampled = true;
    DomainSample.State state = DomainSample.State.RUNNING;
    FarTier farTier = FarTier.CELL;
    Duration statsPeriod = Duration.ofSeconds(1);
    Optional<String> unresizable = Optional.empty();
    Optional<String> settingsMistake = Optional.empty();
    DomainSettings settings = DomainSettings.NONE;
    BalloonStatistics statistics = new BalloonStatistics(-1, -1, -1, -1, Instant.EPOCH);

    /** What the guest really used when it last told the truth; negative before. */
    long usedWhenReported = -1;

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

    /** The most that it holds or may come to hold. */
    long committed() {
        return Math.max(current, Math.max(target, heard));
    }

    /** Somebody else resizes it, at once. */
    void resizedByOthers(long size) {
        current = size;
        target = size;
        heard = size;
    }

    void pass(Duration time, Instant now) {
        if (heard != target) {
            move(LAG);
            heard = target;
        }
        if (time.compareTo(LAG) > 0) {
            move(time);
        }
        if (reports && state == DomainSample.State.RUNNING && !statsPeriod.isZero()) {
            if (!statistics.lastUpdate().plus(statsPeriod).isAfter(now)) {
                report(now);
            }
        }
    }

    private void move(Duration time) {
        if (!stuck && state == DomainSample.State.RUNNING) {
            long way = (long) (bytesPerSecond * (time.toNanos() / 1e9));
            current = heard > current ? Math.min(heard, current + way) : Math.max(heard, current - way);
        }
    }

    /** Its driver tells the truth. */
    void report(Instant now) {
        usedWhenReported = Math.min(used, current);
        statistics = new BalloonStatistics(
                current, current - usedWhenReported, 0, 0, Instant.ofEpochSecond(now.getEpochSecond()));
    }

    DomainDescription description() {
        return new DomainDescription(
                id, 1, name, maximum, statsPeriod, farTier, false, unresizable, settings, settingsMistake);
    }

    DomainSample sample() {
        return new DomainSample(id, state, current, maximum, OptionalLong.empty(), statistics);
    }
}
