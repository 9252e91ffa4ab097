/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.virtballast.spi.HostView;
import org.virtballast.spi.Policy;
import org.virtballast.spi.Proposal;

/** Measures how long a policy takes to decide, and notes whether it fails; the engine goes on all the same. */
final class WatchedPolicy implements Policy {
    private final Policy policy;
    private final LongSupplier nanos;
    private final long[] took;
    private int calls;
    private int failures;
    private Optional<String> firstFailure = Optional.empty();

    /**
     * Watches a policy.
     *
     * @param nanos tells the time, in nanoseconds since an arbitrary start
     * @param most how often it is called at most
     */
    WatchedPolicy(Policy policy, LongSupplier nanos, int most) {
        this.policy = policy;
        this.nanos = nanos;
        this.took = new long[most];
    }

    @Override
    public Proposal propose(HostView host) {
        long began = nanos.getAsLong();
        try {
            Proposal proposal = policy.propose(host);
            if (proposal == null) {
                failed("it proposed null");
            }
            return proposal;
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            failed(FailureWords.of(e));
            throw e;
        } finally {
            took[calls++] = nanos.getAsLong() - began;
        }
    }

    private void failed(String how) {
        failures++;
        firstFailure = firstFailure.or(() -> Optional.of(how));
    }

    /** How it failed, as the end of a sentence; empty where it did not. */
    Optional<String> failure() {
        return firstFailure.map(
                how -> "failed in " + failures + " of " + calls + " cycles, in the first of them with: " + how);
    }

    /** How long it took in the slowest of the quickest share of its calls, in milliseconds; 0 where it was never called. */
    double millis(double share) {
        if (calls == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(took, calls);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * calls) - 1)] / 1e6;
    }
}
