/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.virtballast.core.policy.LoadedPolicy;
import org.virtballast.spi.Proposal;

/**
 * One cycle: what was seen, proposed, refused, done and why.
 *
 * @param number counts from 1
 * @param time when it began
 * @param took how long it took
 * @param policy the policy that was to decide; absent where none was
 * @param observation what was seen; absent where the cycle failed before
 * @param proposal what the policy wanted
 * @param plan what the guard let pass and what it refused
 * @param outcomes what became of the moves of the plan, and of moves withdrawn
 * @param failure why the cycle ended early, as a sentence; absent where it did not
 */
record CycleRecord(
        long number,
        Instant time,
        Duration took,
        Optional<LoadedPolicy> policy,
        Optional<Observation> observation,
        Proposal proposal,
        Plan plan,
        List<Outcome> outcomes,
        Optional<String> failure) {
    CycleRecord {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(took, "took");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(observation, "observation");
        Objects.requireNonNull(proposal, "proposal");
        Objects.requireNonNull(plan, "plan");
        outcomes = List.copyOf(outcomes);
        Objects.requireNonNull(failure, "failure");
    }
}
