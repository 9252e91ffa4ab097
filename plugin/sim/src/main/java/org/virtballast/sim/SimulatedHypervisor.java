/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
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
import org.virtballast.core.port.NearResidence;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/** The hypervisor of a simulated host, as the engine sees it. Every resize that it is asked for passes the referee. */
final class SimulatedHypervisor implements Hypervisor {
    private final SimulatedHost host;
    private final Referee referee;
    private final ResizeLog resizes;

    SimulatedHypervisor(SimulatedHost host, Referee referee, ResizeLog resizes) {
        this.host = host;
        this.referee = referee;
        this.resizes = resizes;
    }

    @Override
    public List<DomainDescription> running() {
        return host.guests().stream()
                .filter(host::present)
                .map(SimulatedHypervisor::description)
                .toList();
    }

    @Override
    public Optional<DomainDescription> describe(UUID id) {
        return host.guest(id).map(SimulatedHypervisor::description);
    }

    @Override
    public Map<UUID, DomainSample> sample(Collection<DomainDescription> domains) {
        Map<UUID, DomainSample> samples = new HashMap<>();
        for (DomainDescription domain : domains) {
            host.guest(domain.id()).ifPresent(guest -> samples.put(guest.id(), sample(guest)));
        }
        return samples;
    }

    @Override
    public void setStatsPeriod(UUID id, Duration period) {
        guest(id).reports().period(period);
    }

    @Override
    public Lever lever(LeverKind kind) {
        return (domain, bytes) -> resize(kind, domain.id(), bytes);
    }

    private void resize(LeverKind kind, UUID id, long wanted) {
        Optional<SimulatedGuest> present = host.guest(id);
        if (present.isEmpty()) {
            referee.askedGone();
        }
        SimulatedGuest guest = guest(id);
        if (kind != guest.plan().lever()) {
            throw new IllegalArgumentException(
                    guest.plan().name() + " is not resized by the lever " + kind.label() + " here.");
        }
        if (wanted > maximum(guest.plan())) {
            throw new HypervisorException(
                    HypervisorException.Kind.REFUSED,
                    guest.plan().name() + " cannot have " + wanted + " bytes, more than its maximum.");
        }
        long bytes = guest.plan().bounds().down(wanted);
        referee.asked(guest, bytes);
        if (bytes != guest.lever().size()) {
            resizes.add(guest, host.clock().second());
        }
        guest.ask(bytes, host.clock().second());
    }

    private SimulatedGuest guest(UUID id) {
        return host.guest(id)
                .orElseThrow(() -> new HypervisorException(
                        HypervisorException.Kind.DOMAIN_GONE, "The domain " + id + " does not run."));
    }

    private DomainSample sample(SimulatedGuest guest) {
        return new DomainSample(
                guest.id(),
                guest.state(host.clock().second()),
                guest.lever().size(),
                maximum(guest.plan()),
                OptionalLong.of(guest.process()),
                guest.reports().last());
    }

    @Override
    public Optional<NearResidence> nearResidence(DomainDescription domain) {
        SimulatedGuest guest = guest(domain.id());
        boolean cells = guest.plan().far() == FarTier.CELL && guest.nearCell() > 0;
        return cells ? Optional.of(new NearResidence(guest.resident(), guest.nearCell())) : Optional.empty();
    }

    /**
     * The size of a guest with a far cell is that of its near cell here, but the hypervisor's maximum spans both where its
     * lever is the balloon.
     */
    private static long maximum(DomainPlan plan) {
        return switch (plan.lever()) {
            case NEAR -> plan.max();
            case BALLOON -> plan.far() == FarTier.CELL ? plan.max() + plan.farCapacity() : plan.max();
        };
    }

    private static MemoryLayout layout(DomainPlan plan) {
        return plan.device()
                .map(device -> new MemoryLayout(
                        plan.far(),
                        LeverKind.NEAR,
                        device.block(),
                        device.boot(),
                        plan.farCapacity(),
                        List.of(0),
                        "the scenario says so"))
                .orElseGet(() -> plan.far() == FarTier.CELL
                        ? new MemoryLayout(
                                plan.far(), LeverKind.BALLOON, Bounds.PAGE, 0, 0, List.of(0), "the scenario says so")
                        : MemoryLayout.flat(plan.far()));
    }

    private static DomainDescription description(SimulatedGuest guest) {
        DomainPlan plan = guest.plan();
        return new DomainDescription(
                guest.id(),
                1,
                plan.name(),
                maximum(plan),
                Duration.ofSeconds(guest.reports().period()),
                layout(plan),
                plan.balloon().deflatesOnOom(),
                Optional.empty(),
                new DomainSettings(
                        Optional.empty(),
                        OptionalLong.of(plan.min()),
                        OptionalLong.of(plan.max()),
                        OptionalDouble.of(plan.targetHitRatio()),
                        OptionalInt.of(plan.weight())),
                Optional.empty());
    }
}
