/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a policy did in a scenario. A domain-interval is one domain in one cycle's interval, if it accessed anything in it.
 *
 * @param scenario the scenario
 * @param policy the policy
 * @param intervals how many cycles there were
 * @param onTarget the share of domain-intervals whose true hit ratio is at least target − 0.02; absent where there are none
 * @param onTargetWhenFeasible the same over those in which the oracle is on target; absent where there are none
 * @param oracleOnTarget the same of the oracle's run
 * @param shortfall the mean of max(0, target − true hit ratio) over the domain-intervals, weighted by the domains' weights
 * @param oracleShortfall the same of the oracle's run
 * @param accesses all accesses
 * @param farAccesses those that the far tier served
 * @param oracleFarAccesses those that the far tier served in the oracle's run
 * @param excessFarShare the difference of the two over all accesses
 * @param bytesMoved the sum of all changes of size, in bytes
 * @param flips how often sizes turned round
 * @param actionsToSettle for each domain whose phase changes, resizes after the change until it is on target for good, in
 *     the worst of its changes; absent where it never was
 * @param violations promises that were broken
 * @param decisionMillis how long the policy took to decide
 */
public record Score(
        String scenario,
        String policy,
        int intervals,
        OptionalDouble onTarget,
        OptionalDouble onTargetWhenFeasible,
        OptionalDouble oracleOnTarget,
        double shortfall,
        double oracleShortfall,
        double accesses,
        double farAccesses,
        double oracleFarAccesses,
        double excessFarShare,
        long bytesMoved,
        int flips,
        Map<String, OptionalInt> actionsToSettle,
        Violations violations,
        DecisionMillis decisionMillis) {
    public Score {
        Objects.requireNonNull(scenario, "scenario");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(onTarget, "onTarget");
        Objects.requireNonNull(onTargetWhenFeasible, "onTargetWhenFeasible");
        Objects.requireNonNull(oracleOnTarget, "oracleOnTarget");
        actionsToSettle = Collections.unmodifiableMap(new LinkedHashMap<>(actionsToSettle));
        Objects.requireNonNull(violations, "violations");
        Objects.requireNonNull(decisionMillis, "decisionMillis");
    }

    /**
     * How long a policy took to decide in a cycle: the only part of a score that is measured, not simulated.
     *
     * @param p50 the median, in milliseconds
     * @param p99 the 99th percentile, in milliseconds
     */
    public record DecisionMillis(double p50, double p99) {}
}
