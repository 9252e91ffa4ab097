/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import org.virtballast.spi.DomainView;

/**
 * Where a domain stands in this cycle.
 *
 * @param view the domain
 * @param role what it may do
 * @param give the most it gives, in bytes; 0 where it gives nothing
 * @param need the most it gets, in bytes; 0 where it gets nothing
 * @param pull its share among the borrowers; above 0 for those
 * @param note why, in words for an operator
 */
record Standing(DomainView view, Role role, long give, long need, double pull, String note) {
    /** The roles, in the order in which domains are asked to give. */
    enum Role {
        /** Has memory that lies unused: giving it costs no hits. */
        UNUSED,
        /** Surely hits the near tier more often than it should, or is idle. */
        DONOR,
        /** On its target as far as anybody knows: gives only where the domains hold more than the budget. */
        CONTENT,
        /** Surely hits the near tier less often than it should. */
        BORROWER,
        /** Must be left alone. */
        FIXED
    }

    static Standing fixed(DomainView view, String note) {
        return new Standing(view, Role.FIXED, 0, 0, 0, note);
    }

    static Standing content(DomainView view, long give, String note) {
        return new Standing(view, Role.CONTENT, give, 0, 0, note);
    }

    /** Accesses a second and byte: what a byte taken from the domain costs at most. 0 where nothing is known. */
    double density() {
        double rate = view.accesses()
                .map(accesses ->
                        (accesses.near() + accesses.far()) / (accesses.window().toNanos() / 1e9))
                .orElse(0.0);
        return rate / Math.max(1, view.current());
    }
}
