/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/** Works out a {@link Score} of what became of the domains with a policy and with the oracle. */
final class Scoring {
    /** How far below its target a hit ratio may lie and still count as on it. */
    private static final double TOLERANCE = 0.02;

    private final Scenario scenario;
    private final List<DomainTrace> oracle;

    /**
     * Scores runs of a scenario.
     *
     * @param oracle the oracle's run
     */
    Scoring(Scenario scenario, List<DomainTrace> oracle) {
        this.scenario = scenario;
        this.oracle = List.copyOf(oracle);
    }

    Score score(String policy, List<DomainTrace> run, Violations violations, Score.DecisionMillis decisionMillis) {
        double accesses = sum(run, trace -> trace.near() + trace.far());
        double far = sum(run, DomainTrace::far);
        double oracleFar = sum(oracle, DomainTrace::far);
        return new Score(
                scenario.name(),
                policy,
                scenario.cycles(),
                onTarget(run, Optional.empty()),
                onTarget(run, Optional.of(oracle)),
                onTarget(oracle, Optional.empty()),
                shortfall(run),
                shortfall(oracle),
                accesses,
                far,
                oracleFar,
                accesses > 0 ? (far - oracleFar) / accesses : 0,
                run.stream().mapToLong(DomainTrace::moved).sum(),
                run.stream().mapToInt(DomainTrace::flips).sum(),
                actionsToSettle(run),
                violations,
                decisionMillis);
    }

    private static double sum(List<DomainTrace> run, ToDoubleFunction<DomainTrace> part) {
        return run.stream().mapToDouble(part).sum();
    }

    /** The share on target in a run, where another run is on target too, if one is given. */
    private static OptionalDouble onTarget(List<DomainTrace> run, Optional<List<DomainTrace>> where) {
        long counted = 0;
        long onTarget = 0;
        for (int index = 0; index < run.size(); index++) {
            DomainTrace trace = run.get(index);
            for (int cycle = 0; cycle < trace.hitRatios().length; cycle++) {
                if (Double.isNaN(trace.hitRatios()[cycle])
                        || (where.isPresent() && !onTarget(where.get().get(index), cycle))) {
                    continue;
                }
                counted++;
                onTarget += onTarget(trace, cycle) ? 1 : 0;
            }
        }
        return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) onTarget / counted);
    }

    private static boolean onTarget(DomainTrace trace, int cycle) {
        return trace.hitRatios()[cycle] >= trace.plan().targetHitRatio() - TOLERANCE;
    }

    private static double shortfall(List<DomainTrace> run) {
        double weights = 0;
        double shortfall = 0;
        for (DomainTrace trace : run) {
            for (double hitRatio : trace.hitRatios()) {
                if (!Double.isNaN(hitRatio)) {
                    weights += trace.plan().weight();
                    shortfall +=
                            trace.plan().weight() * Math.max(0, trace.plan().targetHitRatio() - hitRatio);
                }
            }
        }
        return weights > 0 ? shortfall / weights : 0;
    }

    private Map<String, OptionalInt> actionsToSettle(List<DomainTrace> run) {
        Map<String, OptionalInt> actions = new LinkedHashMap<>();
        for (DomainTrace trace : run) {
            List<Phase> phases = trace.plan().phases();
            for (int index = 1; index < phases.size(); index++) {
                long from = phases.get(index).from();
                int first = cycle(from);
                int end = lastAccessed(
                        trace,
                        first,
                        index + 1 < phases.size() ? cycle(phases.get(index + 1).from()) : scenario.cycles());
                if (first < end && from > trace.plan().comes()) {
                    actions.merge(trace.plan().name(), actionsToSettle(trace, from, first, end), Scoring::worse);
                }
            }
        }
        return actions;
    }

    /** The cycle in whose interval a second lies, or the end of all. */
    private int cycle(long second) {
        return (int) Math.min(scenario.cycles(), second / scenario.interval());
    }

    /** The end of a range of cycles without those at its end in which the domain accessed nothing. */
    private static int lastAccessed(DomainTrace trace, int first, int end) {
        int last = end;
        while (last > first && Double.isNaN(trace.hitRatios()[last - 1])) {
            last--;
        }
        return last;
    }

    /** An absent number of actions is the worst: it never settled. */
    private static OptionalInt worse(OptionalInt one, OptionalInt other) {
        return one.isEmpty() || other.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(Math.max(one.getAsInt(), other.getAsInt()));
    }

    /** Resizes between the change of phase and the interval from which on the domain stays on target in the phase. */
    private OptionalInt actionsToSettle(DomainTrace trace, long from, int first, int end) {
        int settled = end;
        while (settled > first && (Double.isNaN(trace.hitRatios()[settled - 1]) || onTarget(trace, settled - 1))) {
            settled--;
        }
        if (settled == end) {
            return OptionalInt.empty();
        }
        long settledAt = settled * scenario.interval();
        return OptionalInt.of((int) trace.resizes().stream()
                .filter(second -> from < second && second <= settledAt)
                .count());
    }
}
