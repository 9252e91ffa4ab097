/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.virtballast.sim.ExaminedPolicy;
import org.virtballast.sim.ScoreBoard;

/** What a check of a policy jar has come to so far. */
final class CheckedJar {
    /**
     * Something that a policy of the jar did wrong.
     *
     * @param policy the policy's name
     * @param scenario where
     * @param finding what, and how often
     */
    record Fault(String policy, String scenario, ExaminedPolicy.Finding finding) {}

    private final Path jar;
    private final Optional<String> refusal;
    private final List<String> policies;
    private final int scenarios;
    private final List<Fault> faults = new ArrayList<>();
    private final ScoreBoard board = new ScoreBoard();

    /**
     * Begins a check.
     *
     * @param jar where it is
     * @param refusal why the daemon would not take it from there, without a full stop
     * @param policies the names of its policies
     * @param scenarios how many they are tried on
     */
    CheckedJar(Path jar, Optional<String> refusal, List<String> policies, int scenarios) {
        this.jar = jar;
        this.refusal = refusal;
        this.policies = List.copyOf(policies);
        this.scenarios = scenarios;
    }

    /** Notes a fault. */
    Fault found(String policy, String scenario, ExaminedPolicy.Finding finding) {
        Fault fault = new Fault(policy, scenario, finding);
        faults.add(fault);
        return fault;
    }

    Path jar() {
        return jar;
    }

    Optional<String> refusal() {
        return refusal;
    }

    List<String> policies() {
        return policies;
    }

    int scenarios() {
        return scenarios;
    }

    List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** The scores of its policies, and of those that they are compared with. */
    ScoreBoard board() {
        return board;
    }

    /** Whether nothing wrong was found. */
    boolean sound() {
        return faults.isEmpty()
                && policies.stream().allMatch(policy -> board.summary(policy).violations() == 0);
    }
}
