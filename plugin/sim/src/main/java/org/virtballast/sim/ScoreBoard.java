/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The scores of several policies on the same scenarios, side by side. */
public final class ScoreBoard {
    /** Shortfalls that differ by less are the same. */
    private static final double SAME = 0.001;

    private final Map<String, Map<String, Score>> byScenario = new LinkedHashMap<>();
    private final Set<String> policies = new LinkedHashSet<>();

    /** Notes a score; a later one of the same scenario and policy takes the place of an earlier one. */
    public void add(Score score) {
        byScenario
                .computeIfAbsent(score.scenario(), name -> new LinkedHashMap<>())
                .put(score.policy(), score);
        policies.add(score.policy());
    }

    /** The scenarios, in the order in which they came. */
    public List<String> scenarios() {
        return List.copyOf(byScenario.keySet());
    }

    /** The policies, in the order in which they came. */
    public List<String> policies() {
        return List.copyOf(policies);
    }

    /** A score; absent where that policy was not run on that scenario. */
    public Optional<Score> score(String scenario, String policy) {
        return Optional.ofNullable(byScenario.getOrDefault(scenario, Map.of()).get(policy));
    }

    /**
     * What a policy's scores come to.
     *
     * @param scenarios how many there are
     * @param onTarget the mean of {@link Score#onTargetWhenFeasible}; absent where no scenario has one
     * @param leastOnTarget the least of them
     * @param shortfall the mean of what its shortfall is beyond the oracle's
     * @param mostShortfall the most of them
     * @param excessFarShare the mean
     * @param moved bytes moved, in all
     * @param flips in all
     * @param actionsToSettle the median of resizes after a change of phase until a domain is on target for good, over all
     *     domains whose phase changes; absent where there are none or the median never settles
     * @param unbeaten in how many scenarios no other policy has a shortfall that is less by more than 0.001
     * @param violations promises that were broken, in all
     * @param p99 the 99th percentile of how long it took to decide, in the median of scenarios, in milliseconds
     */
    public record Summary(
            int scenarios,
            OptionalDouble onTarget,
            OptionalDouble leastOnTarget,
            double shortfall,
            double mostShortfall,
            double excessFarShare,
            long moved,
            int flips,
            OptionalInt actionsToSettle,
            int unbeaten,
            long violations,
            double p99) {}

    /** Sums the scores of a policy up. */
    public Summary summary(String policy) {
        List<Score> scores = byScenario.values().stream()
                .filter(row -> row.containsKey(policy))
                .map(row -> row.get(policy))
                .toList();
        List<Double> onTarget = scores.stream()
                .filter(score -> score.onTargetWhenFeasible().isPresent())
                .map(score -> score.onTargetWhenFeasible().getAsDouble())
                .toList();
        return new Summary(
                scores.size(),
                onTarget.stream().mapToDouble(Double::doubleValue).average(),
                onTarget.stream().mapToDouble(Double::doubleValue).min(),
                mean(scores, ScoreBoard::beyondOracle),
                scores.stream().mapToDouble(ScoreBoard::beyondOracle).max().orElse(0),
                mean(scores, Score::excessFarShare),
                scores.stream().mapToLong(Score::bytesMoved).sum(),
                scores.stream().mapToInt(Score::flips).sum(),
                actionsToSettle(scores),
                (int) scores.stream().filter(this::unbeaten).count(),
                scores.stream().mapToLong(score -> score.violations().total()).sum(),
                median(scores.stream()
                        .map(score -> score.decisionMillis().p99())
                        .toList()));
    }

    /** What of a shortfall the oracle does not have; below 0 where fairness costs the oracle more than the policy spends on it. */
    public static double beyondOracle(Score score) {
        return score.shortfall() - score.oracleShortfall();
    }

    private boolean unbeaten(Score score) {
        return byScenario.get(score.scenario()).values().stream()
                .allMatch(other -> score.shortfall() <= other.shortfall() + SAME);
    }

    private static double mean(List<Score> scores, ToDoubleFunction<Score> figure) {
        return scores.stream().mapToDouble(figure).average().orElse(0);
    }

    private static OptionalInt actionsToSettle(List<Score> scores) {
        List<Double> actions = new ArrayList<>();
        for (Score score : scores) {
            for (OptionalInt resizes : score.actionsToSettle().values()) {
                actions.add(resizes.isPresent() ? (double) resizes.getAsInt() : Double.POSITIVE_INFINITY);
            }
        }
        double median = actions.isEmpty() ? Double.POSITIVE_INFINITY : median(actions);
        return Double.isInfinite(median) ? OptionalInt.empty() : OptionalInt.of((int) median);
    }

    /** The middle one, or the larger of the two. */
    private static double median(List<Double> figures) {
        return figures.isEmpty()
                ? 0
                : figures.stream().sorted().skip(figures.size() / 2).findFirst().orElseThrow();
    }
}
