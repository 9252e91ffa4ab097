/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.List;

/**
 * What the guard made of a proposal.
 *
 * @param moves in the order they are to be made, takes first
 * @param refusals what did not pass, with the reasons
 */
public record Plan(List<Move> moves, List<Refusal> refusals) {
    /** Nothing is to be done and nothing was refused. */
    public static final Plan EMPTY = new Plan(List.of(), List.of());

    public Plan {
        moves = List.copyOf(moves);
        refusals = List.copyOf(refusals);
    }
}
