/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/** Makes guests of every kind, and makes them misbehave. */
final class HostileGuests {
    private static final long MIB = ByteSize.MIB;

    private final Random random;
    private int made;

    HostileGuests(Random random) {
        this.random = random;
    }

    FakeGuest make() {
        made++;
        long maximum = pages((512 + random.nextInt(4_000)) * MIB);
        FakeGuest guest = new FakeGuest(made, "guest" + made, pages(maximum / (1 + random.nextInt(3))), maximum);
        guest.used = (long) (random.nextDouble() * guest.current);
        guest.bytesPerSecond = rate();
        guest.farTier = List.of(FarTier.values()).get(random.nextInt(3));
        guest.statsPeriod = Duration.ofSeconds(random.nextInt(4));
        guest.residentKnown = random.nextInt(4) > 0;
        guest.pinned = random.nextInt(8) == 0;
        guest.growsByItself = random.nextInt(8) == 0;
        if (random.nextInt(3) == 0) {
            guest.bounds(pages(maximum / 4), pages(maximum / 2));
        }
        if (random.nextInt(4) == 0) {
            near(guest);
        } else if (random.nextInt(4) == 0) {
            guest.nearYield = OptionalDouble.of(random.nextInt(3) * 0.08);
        }
        guest.mode(mode());
        switch (random.nextInt(16)) {
            case 0 -> guest.unresizable = Optional.of("it has a VFIO device");
            case 1 -> guest.boots = Duration.ofDays(1);
            case 2 -> guest.refusesBelow = pages((long) (random.nextDouble() * maximum));
            case 3 -> guest.refusesAbove = pages((long) (random.nextDouble() * maximum));
            case 4 -> guest.hesitates = Duration.ofSeconds(random.nextInt(90));
            default -> {}
        }
        return guest;
    }

    /** It is resized by near devices, and most of its memory is far. */
    private void near(FakeGuest guest) {
        guest.lever = LeverKind.NEAR;
        guest.farTier = FarTier.CELL;
        guest.step = (1L << random.nextInt(4)) * 2 * MIB;
        long devices = (long) ((1 + random.nextDouble()) * guest.maximum / 2) / guest.step * guest.step;
        guest.least = guest.maximum - devices;
        guest.far = pages((long) (random.nextDouble() * 4_000 * MIB));
        guest.current = Math.max(guest.current, guest.least);
        guest.target = guest.current;
        guest.heard = guest.current;
        guest.used = (long) (random.nextDouble() * (guest.current + guest.far));
    }

    Mode mode() {
        return switch (random.nextInt(12)) {
            case 0 -> Mode.OBSERVE;
            case 1 -> Mode.OFF;
            default -> Mode.AUTO;
        };
    }

    /** The guest stops to do, or does again, what a balloon driver should. */
    void disturbDriver(FakeGuest guest) {
        switch (random.nextInt(4)) {
            case 0 -> guest.stuck = !guest.stuck;
            case 1 -> guest.reports = !guest.reports;
            case 2 -> guest.bytesPerSecond = rate();
            default -> guest.hesitates = Duration.ofSeconds(random.nextInt(3) == 0 ? random.nextInt(90) : 0);
        }
    }

    void changeLoad(FakeGuest guest) {
        guest.used = (long) (random.nextDouble() * (guest.current + guest.far));
        guest.swapInASecond = random.nextInt(6) == 0 ? random.nextInt(1 << 24) : 0;
        guest.majorFaultsASecond = random.nextInt(6) == 0 ? random.nextInt(4_000) : 0;
    }

    /** A broken or hostile guest says something, now. */
    void lie(FakeGuest guest, Instant now) {
        guest.statistics = new BalloonStatistics(
                number(guest),
                number(guest),
                number(guest),
                number(guest),
                random.nextInt(3) == 0 ? Instant.EPOCH : now.plusSeconds(random.nextInt(40) - 20));
    }

    /** It says that it holds more than it can, or says so no more. What it says below that nobody can tell from the truth. */
    void claim(FakeGuest guest) {
        long claimed = random.nextBoolean() ? Long.MAX_VALUE : guest.maximum + 1 + random.nextInt(1 << 30);
        guest.claims = guest.claims.isPresent() ? OptionalLong.empty() : OptionalLong.of(claimed);
    }

    long size(FakeGuest guest) {
        return Math.max(guest.least, Math.max(64 * MIB, pages((long) (random.nextDouble() * guest.maximum))));
    }

    private long number(FakeGuest guest) {
        return switch (random.nextInt(8)) {
            case 0 -> BalloonStatistics.ABSENT;
            case 1 -> 0;
            case 2 -> Long.MAX_VALUE;
            case 3 -> Long.MIN_VALUE;
            case 4 -> random.nextLong();
            case 5 -> guest.maximum + 1;
            case 6 -> random.nextInt(1 << 30);
            default -> guest.current;
        };
    }

    private long rate() {
        return (long) Math.pow(2, 19 + random.nextInt(13));
    }

    private static long pages(long bytes) {
        return bytes / 4096 * 4096;
    }
}
