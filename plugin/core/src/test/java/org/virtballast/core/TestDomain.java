/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.Eligibility;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.GuestMemory;
import org.virtballast.spi.HostPressure;
import org.virtballast.spi.HostView;
import org.virtballast.spi.LeverKind;

/** Makes views of domains, in MiB. */
final class TestDomain {
    private final UUID id;
    private final String name;
    private final long current;
    private long target;
    private Bounds bounds = new Bounds(1, 16 * ByteSize.GIB);
    private FarTier farTier = FarTier.CELL;
    private Optional<GuestMemory> memory = Optional.empty();
    private Eligibility eligibility = Eligibility.FULL;

    private TestDomain(UUID id, String name, long current) {
        this.id = id;
        this.name = name;
        this.current = current;
        this.target = current;
    }

    /** A domain of which nothing is used: the floor is its headroom. */
    static TestDomain of(int number, long mib) {
        return ofBytes(number, mib * ByteSize.MIB).usableMib(mib);
    }

    static TestDomain ofBytes(int number, long bytes) {
        return new TestDomain(new UUID(0, number), "guest" + number, bytes);
    }

    TestDomain usableMib(long mib) {
        memory = Optional.of(new GuestMemory(Math.max(current, mib * ByteSize.MIB), mib * ByteSize.MIB, 0, 0));
        return this;
    }

    TestDomain silent() {
        memory = Optional.empty();
        return this;
    }

    TestDomain boundsMib(long min, long max) {
        bounds = new Bounds(min * ByteSize.MIB, max * ByteSize.MIB);
        return this;
    }

    TestDomain movingToMib(long mib) {
        target = mib * ByteSize.MIB;
        return this;
    }

    TestDomain far(FarTier tier) {
        farTier = tier;
        return this;
    }

    TestDomain eligible(Eligibility changed) {
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
                Optional.empty(),
                Optional.empty(),
                0.95,
                DomainView.NORMAL_WEIGHT,
                eligibility);
    }

    static HostView host(long budgetMib, DomainView... domains) {
        return host(budgetMib, HostPressure.HIGH, domains);
    }

    static HostView host(long budgetMib, HostPressure pressure, DomainView... domains) {
        return new HostView(
                Instant.EPOCH, Duration.ofSeconds(5), budgetMib * ByteSize.MIB, 0, pressure, List.of(domains));
    }
}
