/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Objects;

/**
 * What became of a move.
 *
 * @param move what was to be made
 * @param result what happened
 * @param detail what the hypervisor said where it said no; empty otherwise
 */
public record Outcome(Move move, Result result, String detail) {
    /** What happened to a move. */
    public enum Result {
        /** The guest was asked. Whether it complies is seen in later cycles. */
        APPLIED,
        /** The hypervisor said no. */
        FAILED,
        /** Nobody was asked: the domain's mode is observe. */
        OBSERVED
    }

    public Outcome {
        Objects.requireNonNull(move, "move");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(detail, "detail");
    }

    static Outcome of(Move move, Result result) {
        return new Outcome(move, result, "");
    }
}
