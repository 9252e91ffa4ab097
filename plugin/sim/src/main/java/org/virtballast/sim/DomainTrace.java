/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.List;
import java.util.Objects;

/**
 * What became of a domain in a run.
 *
 * @param plan the domain
 * @param hitRatios its true hit ratio in each cycle's interval; NaN where it accessed nothing
 * @param near accesses that the near tier served
 * @param far accesses that the far tier served
 * @param moved the sum of all changes of its size, in bytes
 * @param flips how often its size turned round
 * @param resizes the seconds in which it was asked for another size, in order
 */
@SuppressWarnings("ArrayRecordComponent") // One number a cycle and domain; nobody changes or compares them.
record DomainTrace(
        DomainPlan plan, double[] hitRatios, double near, double far, long moved, int flips, List<Long> resizes) {
    DomainTrace {
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(hitRatios, "hitRatios");
        resizes = List.copyOf(resizes);
    }
}
