/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

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

/**
 * Makes views for policies, in MiB.
 *
 * @param size what the domain has
 * @param hit its hit ratio; below 0 where nothing is counted
 * @param usable what it leaves usable; below 0 where it reports nothing
 */
record PolicyView(
        int number,
        long size,
        long target,
        long min,
        long max,
        double hit,
        FarTier farTier,
        long usable,
        long faults,
        int weight,
        Eligibility eligibility) {
    private static final Duration WINDOW = Duration.ofSeconds(5);

    static PolicyView of(int number, long size) {
        return new PolicyView(number, size, size, 64, 64_000, -1, FarTier.CELL, -1, 0, 100, Eligibility.FULL);
    }

    PolicyView bounds(long least, long most) {
        return new PolicyView(number, size, target, least, most, hit, farTier, usable, faults, weight, eligibility);
    }

    PolicyView hits(double share) {
        return new PolicyView(number, size, target, min, max, share, farTier, usable, faults, weight, eligibility);
    }

    PolicyView swap(long left) {
        return new PolicyView(number, size, target, min, max, hit, FarTier.SWAP, left, faults, weight, eligibility);
    }

    PolicyView faults(long since) {
        return new PolicyView(number, size, target, min, max, hit, farTier, usable, since, weight, eligibility);
    }

    PolicyView weighs(int parts) {
        return new PolicyView(number, size, target, min, max, hit, farTier, usable, faults, parts, eligibility);
    }

    PolicyView movingTo(long mib) {
        return new PolicyView(number, size, mib, min, max, hit, farTier, usable, faults, weight, eligibility);
    }

    PolicyView eligible(Eligibility changed) {
        return new PolicyView(number, size, target, min, max, hit, farTier, usable, faults, weight, changed);
    }

    UUID id() {
        return new UUID(0, number);
    }

    private DomainView view() {
        Optional<HitRatio> hitRatio = hit < 0 ? Optional.empty() : Optional.of(HitRatio.of(hit, 1e6, WINDOW, "test"));
        return new DomainView(
                id(),
                "guest" + number,
                new Bounds(min * ByteSize.MIB, max * ByteSize.MIB),
                size * ByteSize.MIB,
                target * ByteSize.MIB,
                farTier,
                LeverKind.BALLOON,
                0,
                usable < 0
                        ? Optional.empty()
                        : Optional.of(new GuestMemory(size * ByteSize.MIB, usable * ByteSize.MIB, 0, faults)),
                hitRatio.map(known -> new Accesses(1e6 * hit, 1e6 * (1 - hit), 1, WINDOW, "test")),
                hitRatio,
                0.95,
                weight,
                eligibility);
    }

    /** A host with that much of its budget free. */
    static HostView host(long free, PolicyView... domains) {
        return new HostView(
                Instant.EPOCH,
                WINDOW,
                64 * ByteSize.GIB,
                free * ByteSize.MIB,
                HostPressure.HIGH,
                List.of(domains).stream().map(PolicyView::view).toList());
    }
}
