/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import org.virtballast.spi.DomainView;

/**
 * Where a domain stands in this cycle.
 *
 * @param demand the domain and what it needs
 * @param role what it may do
 * @param give the most it gives, in bytes; 0 where it gives nothing
 * @param need the most it gets, in bytes; 0 where it gets nothing
 * @param pull its share among the borrowers; above 0 for those
 * @param note why, in words for an operator
 */
record Standing(Demand demand, Role role, long give, long need, double pull, String note) {
    /** The roles, in the order in which domains are asked to give. */
    enum Role {
        /** Was given memory that changed nothing, and gives it back whether anybody needs it or not. */
        UNDOING,
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

    static Standing fixed(Demand demand, String note) {
        return new Standing(demand, Role.FIXED, 0, 0, 0, note);
    }

    static Standing content(Demand demand, long give, String note) {
        return new Standing(demand, Role.CONTENT, give, 0, 0, note);
    }

    DomainView view() {
        return demand.view();
    }
}
