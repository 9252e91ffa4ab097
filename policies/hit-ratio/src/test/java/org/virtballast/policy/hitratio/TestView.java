/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.spi.Accesses;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.GuestMemory;
import org.virtballast.spi.HitRatio;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;
import org.virtballast.spi.LeverKind;

/** Makes views of domains, in MiB. A new one is busy, has a far cell and a target of 0.95, and nothing is known of it. */
final class TestView {
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final double BUSY = 2e7;

    /** So few that the estimate of the view is believed, not that of the window alone. */
    private static final double EVENTS = 10;

    private final UUID id;
    private final String name;
    private final long current;
    private long target;
    private Bounds bounds = new Bounds(64 * ByteSize.MIB, 64 * ByteSize.GIB);
    private FarTier farTier = FarTier.CELL;
    private Optional<GuestMemory> memory = Optional.empty();
    private double perSecond = BUSY;
    private boolean counted = true;
    private Optional<HitRatio> hitRatio = Optional.empty();
    private double targetHitRatio = 0.95;
    private int weight = 100;
    private Eligibility eligibility = Eligibility.FULL;

    private TestView(int number, long mib) {
        this.id = new UUID(0, number);
        this.name = "guest" + number;
        this.current = mib * ByteSize.MIB;
        this.target = current;
    }

    static TestView of(int number, long mib) {
        return new TestView(number, mib);
    }

    /** Surely hits its near tier in that share, give or take 0.001. */
    TestView hits(double estimate) {
        return hits(Math.max(0, estimate - 0.001), estimate, Math.min(1, estimate + 0.001));
    }

    TestView hits(double low, double estimate, double high) {
        hitRatio = Optional.of(new HitRatio(estimate, low, high, 1e6, WINDOW, "test"));
        return this;
    }

    TestView wants(double target) {
        targetHitRatio = target;
        return this;
    }

    TestView accesses(double perSecond) {
        this.perSecond = perSecond;
        return this;
    }

    TestView uncounted() {
        counted = false;
        return this;
    }

    TestView movingTo(long mib) {
        target = mib * ByteSize.MIB;
        return this;
    }

    TestView bounds(long min, long max) {
        bounds = new Bounds(min * ByteSize.MIB, max * ByteSize.MIB);
        return this;
    }

    TestView far(FarTier tier) {
        farTier = tier;
        return this;
    }

    TestView usable(long mib) {
        return usable(mib, 0);
    }

    TestView usable(long mib, long majorFaults) {
        memory = Optional.of(new GuestMemory(current, mib * ByteSize.MIB, 0, majorFaults));
        return this;
    }

    TestView weight(int changed) {
        weight = changed;
        return this;
    }

    TestView eligible(Eligibility changed) {
        eligibility = changed;
        return this;
    }

    DomainView view() {
        return new DomainView(
                id,
                name,
                bounds,
                current,
                target,
                farTier,
                LeverKind.BALLOON,
                0,
                memory,
                counted ? Optional.of(accesses()) : Optional.empty(),
                hitRatio,
                targetHitRatio,
                weight,
                eligibility);
    }

    private Accesses accesses() {
        double near = EVENTS * hitRatio.map(HitRatio::estimate).orElse(1.0);
        return perSecond == 0
                ? new Accesses(0, 0, 1, WINDOW, "test")
                : new Accesses(near, EVENTS - near, perSecond * WINDOW.toSeconds() / EVENTS, WINDOW, "test");
    }

    /** A host with that much of its budget free. */
    static HostView host(long freeMib, DomainView... domains) {
        return new HostView(
                Instant.EPOCH, WINDOW, 64 * ByteSize.GIB, freeMib * ByteSize.MIB, HostPressure.HIGH, List.of(domains));
    }
}
