/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.virtballast.spi.Policy;

/** Runs policies through a scenario, each with the whole engine, and compares them with the oracle. */
public final class Simulation {
    private final Scenario scenario;
    private final LongSupplier nanos;
    private final Scoring scoring;

    /**
     * Runs the oracle through a scenario, to compare with.
     *
     * @param nanos measures how long a policy takes to decide, in nanoseconds since an arbitrary start
     */
    public Simulation(Scenario scenario, LongSupplier nanos) {
        this.scenario = Objects.requireNonNull(scenario, "scenario");
        this.nanos = Objects.requireNonNull(nanos, "nanos");
        this.scoring = new Scoring(scenario, OracleRun.run(scenario));
    }

    /**
     * Runs a policy through the scenario.
     *
     * @param name what the policy is called
     * @param policy the policy, new
     */
    public Result run(String name, Policy policy) {
        WatchedPolicy watched = new WatchedPolicy(policy, nanos, scenario.cycles());
        EngineRun run = new EngineRun(scenario);
        List<DomainTrace> traces = run.run(watched);
        Score score = scoring.score(
                name, traces, run.violations(), new Score.DecisionMillis(watched.millis(0.5), watched.millis(0.99)));
        return new Result(score, watched.failure());
    }

    /**
     * What came of a policy in a scenario.
     *
     * @param score how it did
     * @param policyFailure how the policy failed, as the end of a sentence; empty where it did not
     */
    public record Result(Score score, Optional<String> policyFailure) {}
}
