/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.virtballast.core.port.HostMemory;

final class HostBudgetTest {
    private static final BudgetRule AUTO = new BudgetRule(OptionalLong.empty(), 0.05);

    private final HostBudget budget = new HostBudget();

    @Test
    void configuredBudget_isNobodysBusiness() {
        assertEquals(700, budget.budget(BudgetRule.fixed(700), host(1000, 0), 999, 5000));
    }

    @Test
    void budget_isWhatIsLeftByTheReserveAndTheHostsOwnUse() {
        // Of 1000 the host has 300 left while the domains hold 500: it uses 200 itself.
        assertEquals(950 - 200, budget.budget(AUTO, host(1000, 300), 500, 600));
    }

    @Test
    void budget_shrinksAtOnceWhenTheHostNeedsMore() {
        budget.budget(AUTO, host(1000, 300), 500, 600);

        assertEquals(950 - 260, budget.budget(AUTO, host(1000, 240), 500, 600));
    }

    @Test
    void budget_growsATenthACycleWhenTheHostNeedsLess() {
        budget.budget(AUTO, host(1000, 300), 500, 600);

        assertEquals(950 - 190, budget.budget(AUTO, host(1000, 400), 500, 600));
        assertEquals(950 - 181, budget.budget(AUTO, host(1000, 400), 500, 600));
    }

    @Test
    void domainsThatGrow_areNotTheHostsOwnUse() {
        budget.budget(AUTO, host(1000, 300), 500, 600);

        assertEquals(750, budget.budget(AUTO, host(1000, 100), 700, 800));
    }

    @Test
    void domainsThatHoldMoreThanIsMissing_leaveTheHostNoUseOfItsOwn() {
        assertEquals(950, budget.budget(AUTO, host(1000, 600), 500, 600), "shared pages are counted twice");
    }

    @Test
    void budget_isNeverBelowNothing() {
        assertEquals(0, budget.budget(AUTO, host(1000, 0), 0, 600));
    }

    @Test
    void hostThatCannotBeRead_keepsItsBudget() {
        budget.budget(AUTO, host(1000, 300), 500, 600);

        assertEquals(750, budget.budget(AUTO, Optional.empty(), 900, 800));
    }

    @Test
    void hostThatWasNeverRead_hasNothingToGiveAway() {
        assertEquals(600, budget.budget(AUTO, Optional.empty(), 500, 600));
    }

    private static Optional<HostMemory> host(long total, long available) {
        return Optional.of(new HostMemory(total, available, Optional.empty()));
    }
}
