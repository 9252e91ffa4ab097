/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.DomainSettings;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.Lever;
import org.virtballast.core.port.MemoryLayout;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/** A hypervisor of domains that a test names. */
final class FakeHypervisor implements Hypervisor {
    private final Map<UUID, DomainDescription> domains = new LinkedHashMap<>();
    private Optional<HypervisorException> failure = Optional.empty();
    private Runnable asked = () -> {};
    private boolean closed;
    private boolean closes = true;

    static DomainDescription domain(UUID id, String name) {
        return new DomainDescription(
                id,
                1,
                name,
                ByteSize.GIB,
                Duration.ofSeconds(1),
                MemoryLayout.flat(FarTier.SWAP),
                false,
                Optional.empty(),
                new DomainSettings(
                        Optional.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalDouble.empty(),
                        OptionalInt.empty()),
                Optional.empty());
    }

    void start(DomainDescription domain) {
        domains.put(domain.id(), domain);
    }

    void stop(UUID id) {
        domains.remove(id);
    }

    void fail(HypervisorException with) {
        failure = Optional.of(with);
    }

    /** Has something done whenever a domain is asked for. */
    void heed(Runnable whenAsked) {
        asked = whenAsked;
    }

    void recover() {
        failure = Optional.empty();
    }

    void failToClose() {
        closes = false;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public List<DomainDescription> running() {
        failure.ifPresent(FakeHypervisor::raise);
        return List.copyOf(domains.values());
    }

    @Override
    public Optional<DomainDescription> describe(UUID id) {
        asked.run();
        failure.ifPresent(FakeHypervisor::raise);
        return Optional.ofNullable(domains.get(id));
    }

    @Override
    public Map<UUID, DomainSample> sample(Collection<DomainDescription> asked) {
        failure.ifPresent(FakeHypervisor::raise);
        return Map.of();
    }

    @Override
    public void setStatsPeriod(UUID id, Duration period) {
        failure.ifPresent(FakeHypervisor::raise);
    }

    @Override
    public Lever lever(LeverKind kind) {
        return (domain, bytes) -> failure.ifPresent(FakeHypervisor::raise);
    }

    @Override
    public void close() {
        if (!closes) {
            throw new IllegalStateException("a mistake of ours");
        }
        closed = true;
    }

    private static void raise(HypervisorException failure) {
        throw failure;
    }
}
