/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.Lever;
import org.virtballast.core.port.NearResidence;
import org.virtballast.spi.LeverKind;

/** A hypervisor with fake guests, that can be made to say no. */
final class FakeHypervisor implements Hypervisor {
    private final Map<UUID, FakeGuest> guests = new LinkedHashMap<>();

    /** What guests were asked to have, failed calls included. */
    final List<Asked> asked = new ArrayList<>();

    /** What to throw when all domains are sampled. */
    Optional<RuntimeException> sampleFailure = Optional.empty();

    Optional<HypervisorException> describeFailure = Optional.empty();
    Optional<HypervisorException> statsPeriodFailure = Optional.empty();

    /** What to throw when a domain is resized, and whether the guest is asked all the same. */
    final Map<UUID, RuntimeException> resizeFailures = new HashMap<>();

    Predicate<UUID> failsWithEffect = id -> false;

    /** What happens while somebody finds out what is resident of near memory. */
    Runnable walk = () -> {};

    /** Domains that are gone by the time they are to be resized. */
    final Set<UUID> vanishing = new HashSet<>();

    record Asked(UUID id, long bytes) {}

    FakeGuest add(FakeGuest guest) {
        guests.put(guest.id, guest);
        return guest;
    }

    void remove(FakeGuest guest) {
        guests.remove(guest.id);
    }

    Collection<FakeGuest> guests() {
        return guests.values();
    }

    Optional<FakeGuest> guest(UUID id) {
        return Optional.ofNullable(guests.get(id));
    }

    void pass(Duration time, FakeClock clock) {
        clock.advance(time);
        guests.values().forEach(guest -> guest.pass(time, clock.wall()));
    }

    /** The most that all guests together hold or may come to hold. */
    long committed() {
        return guests.values().stream().mapToLong(FakeGuest::committed).sum();
    }

    @Override
    public List<DomainDescription> running() {
        return guests.values().stream().map(FakeGuest::description).toList();
    }

    @Override
    public Optional<DomainDescription> describe(UUID id) {
        if (describeFailure.isPresent()) {
            throw describeFailure.get();
        }
        return guest(id).map(FakeGuest::description);
    }

    @Override
    public Map<UUID, DomainSample> sample(Collection<DomainDescription> domains) {
        if (sampleFailure.isPresent()) {
            throw sampleFailure.get();
        }
        Map<UUID, DomainSample> samples = new HashMap<>();
        for (DomainDescription domain : domains) {
            guest(domain.id()).filter(guest -> guest.sampled).ifPresent(guest -> samples.put(guest.id, guest.sample()));
        }
        return samples;
    }

    @Override
    public void setStatsPeriod(UUID id, Duration period) {
        if (statsPeriodFailure.isPresent()) {
            throw statsPeriodFailure.get();
        }
        guest(id).orElseThrow(() -> gone(id)).statsPeriod = period;
    }

    @Override
    public Lever lever(LeverKind kind) {
        return this::resize;
    }

    @Override
    public Optional<NearResidence> nearResidence(DomainDescription domain) {
        walk.run();
        return guest(domain.id()).flatMap(FakeGuest::nearResidence);
    }

    private void resize(DomainDescription domain, long bytes) {
        UUID id = domain.id();
        asked.add(new Asked(id, bytes));
        if (vanishing.remove(id)) {
            guests.remove(id);
        }
        FakeGuest guest = guest(id).orElseThrow(() -> gone(id));
        RuntimeException failure = resizeFailures.get(id);
        if (failure == null || failsWithEffect.test(id)) {
            guest.target = bytes;
        }
        if (failure != null) {
            throw failure;
        }
    }

    static HypervisorException refused(String message) {
        return new HypervisorException(HypervisorException.Kind.REFUSED, message);
    }

    private static HypervisorException gone(UUID id) {
        return new HypervisorException(HypervisorException.Kind.DOMAIN_GONE, "Domain " + id + " does not run.");
    }
}
