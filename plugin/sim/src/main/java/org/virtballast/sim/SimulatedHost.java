/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.virtballast.core.port.HostMemory;

/** A simulated host: its guests and what is left of its near memory. */
final class SimulatedHost {
    private final Scenario scenario;
    private final SimulatedClock clock = new SimulatedClock();
    private final List<SimulatedGuest> guests;
    private final Map<UUID, SimulatedGuest> byId;

    SimulatedHost(Scenario scenario) {
        this.scenario = scenario;
        this.guests = scenario.domains().stream()
                .map(plan -> new SimulatedGuest(
                        plan, scenario.seed(), scenario.operatorHold().toSeconds()))
                .toList();
        this.byId = guests.stream().collect(Collectors.toMap(SimulatedGuest::id, Function.identity()));
        guests.forEach(guest -> guest.begin(clock));
    }

    Scenario scenario() {
        return scenario;
    }

    SimulatedClock clock() {
        return clock;
    }

    /** All guests of the scenario, in its order, those that are to come or gone included. */
    List<SimulatedGuest> guests() {
        return guests;
    }

    /** The guest of an identity; empty where none runs now. */
    Optional<SimulatedGuest> guest(UUID id) {
        return Optional.ofNullable(byId.get(id)).filter(this::present);
    }

    /** Whether a guest runs or is paused now. */
    boolean present(SimulatedGuest guest) {
        return guest.plan().present(clock.second());
    }

    /** A second passes. */
    void pass() {
        long second = clock.second();
        for (SimulatedGuest guest : guests) {
            if (guest.plan().present(second)) {
                guest.pass(second);
            }
        }
        clock.tick();
        for (SimulatedGuest guest : guests) {
            // One that has just come must boot before it can report.
            if (present(guest) && guest.plan().present(second)) {
                guest.report(clock);
            }
        }
    }

    /** What the guests hold or may come to hold together. */
    long committed() {
        return guests.stream()
                .filter(this::present)
                .mapToLong(SimulatedGuest::committed)
                .sum();
    }

    /** What the guests may hold together now. */
    long budget() {
        if (scenario.budget().isPresent()) {
            return scenario.budget().getAsLong();
        }
        HostPlan host = scenario.host().orElseThrow();
        long reserve = (long) (host.reserve() * host.total());
        return Math.max(0, host.total() - reserve - host.own(clock.second()));
    }

    /** The host's own memory now; empty where the scenario says nothing of it. */
    Optional<HostMemory> memory() {
        return scenario.host().map(host -> {
            long used = host.own(clock.second())
                    + guests.stream()
                            .filter(this::present)
                            .mapToLong(SimulatedGuest::resident)
                            .sum();
            return new HostMemory(host.total(), Math.max(0, host.total() - used), Optional.empty());
        });
    }
}
