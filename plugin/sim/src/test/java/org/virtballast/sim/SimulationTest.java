/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.virtballast.sim.TestScenario.domain;
import static org.virtballast.sim.TestScenario.phase;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;
import org.virtballast.spi.Target;

/** The engine on a simulated host, whole. */
final class SimulationTest {
    private static final long GIB = ByteSize.GIB;

    private final AtomicLong nanos = new AtomicLong();

    private Simulation simulation(Scenario scenario) {
        return new Simulation(scenario, () -> nanos.getAndAdd(1_000_000));
    }

    /** Wants to double every domain at even seconds and to leave nothing at odd ones. */
    private static Proposal seesaw(HostView host) {
        Map<UUID, Target> targets = new LinkedHashMap<>();
        for (DomainView domain : host.domains()) {
            boolean up = host.time().getEpochSecond() / 60 % 2 == 0;
            targets.put(domain.id(), new Target(up ? 2 * domain.current() : 1, "seesaw"));
        }
        return new Proposal(targets, Map.of());
    }

    @Test
    void takeAndGrant_areSeenByThePolicyAndCounted() {
        Scenario scenario = TestScenario.of(
                "'budget': '6GiB'",
                domain("a", "'max': '4GiB', 'start': '2GiB'", phase("0s", "3GiB", 1000)),
                domain("b", "'max': '4GiB', 'start': '4GiB', 'far': 'swap'", phase("0s", "1GiB", 1000)));
        List<HostView> views = new ArrayList<>();

        Score score = simulation(scenario)
                .run("mover", view -> {
                    views.add(view);
                    Map<UUID, Target> targets = new LinkedHashMap<>();
                    for (DomainView domain : view.domains()) {
                        targets.put(domain.id(), new Target(3 * GIB, "to 3 GiB"));
                    }
                    return new Proposal(targets, Map.of());
                })
                .score();

        HostView last = views.get(views.size() - 1);
        assertEquals(12, views.size());
        assertEquals(
                List.of(3 * GIB, 3 * GIB),
                last.domains().stream().map(DomainView::current).toList());
        assertEquals(1000, last.domains().get(0).accesses().orElseThrow().near() / 5, 60, "as its rate says");
        assertEquals(0, last.domains().get(0).accesses().orElseThrow().far());
        assertEquals(2 * GIB, last.domains().get(1).memory().orElseThrow().usable());
        assertEquals(2 * GIB, score.bytesMoved());
        assertEquals(0, score.violations().total());
        assertEquals(12 * 5 * 2 * 1000, score.accesses());
        assertEquals(new Score.DecisionMillis(1, 1), score.decisionMillis());
    }

    @Test
    void sameSeed_givesTheSameToTheByte() {
        Scenario scenario = ScenarioReader.read(Path.of("../../scenarios/shift.json"));

        assertEquals(line(scenario, new Chaser()), line(scenario, new Chaser()));
    }

    @Test
    void otherSeed_countsOtherEvents() {
        String domains = domain("a", "'max': '4GiB'", phase("0s", "1GiB", 1000));
        List<Double> counts = new ArrayList<>();
        for (String seed : List.of("1", "2")) {
            simulation(TestScenario.of("'budget': '6GiB', 'seed': " + seed, domains))
                    .run("watch", view -> {
                        counts.add(view.domains()
                                .get(0)
                                .accesses()
                                .map(accesses -> accesses.near())
                                .orElse(0.0));
                        return Proposal.NOTHING;
                    });
        }

        assertNotEquals(counts.subList(1, 12), counts.subList(13, 24));
    }

    private String line(Scenario scenario, Policy policy) {
        return ScoreJson.line(simulation(scenario).run("chaser", policy).score());
    }

    /** Gives the domain that misses most what the one that misses least has. */
    private static final class Chaser implements Policy {
        @Override
        public Proposal propose(HostView host) {
            Map<UUID, Target> targets = new LinkedHashMap<>();
            for (DomainView domain : host.domains()) {
                domain.hitRatio()
                        .ifPresent(ratio -> targets.put(
                                domain.id(),
                                new Target(
                                        (long) (domain.current() * (1.5 - ratio.estimate() / 2)) - GIB / 8, "chase")));
            }
            return new Proposal(targets, Map.of());
        }
    }

    static List<Path> steadyHosts() {
        return List.of(
                Path.of("../../scenarios/steady.json"),
                Path.of("../../scenarios/shift.json"),
                Path.of("../../scenarios/infeasible.json"),
                Path.of("../../scenarios/swap.json"),
                Path.of("../../scenarios/near-beside-balloon.json"));
    }

    @ParameterizedTest
    @MethodSource("steadyHosts")
    void recklessPolicy_breaksNoPromise(Path file) {
        Simulation.Result result = simulation(ScenarioReader.read(file)).run("seesaw", SimulationTest::seesaw);

        assertTrue(
                result.score().bytesMoved() > GIB, "it moved " + result.score().bytesMoved());
        assertEquals(new Violations(0, 0, 0, 0, 0, 0), result.score().violations());
        assertEquals(Optional.empty(), result.policyFailure());
    }

    @Test
    void policyThatFails_isReportedAndTheRunGoesOn() {
        Scenario scenario = TestScenario.of("'budget': '6GiB'", domain("a", "'max': '4GiB'", phase("0s", "1GiB", 1)));

        Simulation.Result result = simulation(scenario).run("broken", view -> {
            throw new IllegalStateException("oops");
        });

        assertEquals(12, result.score().intervals());
        assertEquals(
                Optional.of(
                        "failed in 12 of 12 cycles, in the first of them with: java.lang.IllegalStateException: oops"),
                result.policyFailure());
    }

    @Test
    void domainsThatComeAndGo_areSeenWhileTheyAreThere() {
        Scenario scenario = TestScenario.of(
                "'budget': '6GiB'",
                domain("a", "'max': '4GiB', 'comes': '11s', 'gone': '29s'", phase("0s", "1GiB", 10)));
        List<Integer> seen = new ArrayList<>();

        simulation(scenario).run("watch", view -> {
            seen.add(view.domains().size());
            return Proposal.NOTHING;
        });

        assertEquals(List.of(0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0), seen);
    }

    @Test
    void statisticsThatAreOff_areSwitchedOnByTheEngine() {
        Scenario scenario = TestScenario.of(
                "'budget': '6GiB'", domain("a", "'max': '4GiB', 'stats': { 'period': '0s' }", phase("0s", "1GiB", 10)));
        List<Boolean> told = new ArrayList<>();

        simulation(scenario).run("watch", view -> {
            told.add(view.domains().get(0).memory().isPresent());
            return Proposal.NOTHING;
        });

        assertEquals(List.of(false, true, true), told.subList(0, 3));
    }

    @Test
    void accessesThatAreNotCounted_areAbsent() {
        Scenario scenario = TestScenario.of(
                "'budget': '6GiB'", domain("a", "'max': '4GiB', 'counted': false", phase("0s", "1GiB", 10)));
        List<Boolean> counted = new ArrayList<>();

        simulation(scenario).run("watch", view -> {
            counted.add(view.domains().get(0).accesses().isPresent());
            return Proposal.NOTHING;
        });

        assertTrue(counted.stream().noneMatch(Boolean::booleanValue));
    }
}
