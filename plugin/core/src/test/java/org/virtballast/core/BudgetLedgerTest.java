/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class BudgetLedgerTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);

    private final BudgetLedger ledger = new BudgetLedger();

    @Test
    void emptyLedger_hasTheWholeBudgetFree() {
        assertEquals(0, ledger.committed());
        assertEquals(1000, ledger.free(1000));
    }

    @Test
    void domains_standWithTheirSizes() {
        ledger.confirm(A, 300, OptionalLong.empty());
        ledger.confirm(B, 500, OptionalLong.empty());

        assertEquals(800, ledger.committed());
        assertEquals(200, ledger.free(1000));
    }

    @Test
    void budgetThatIsExceeded_leavesLessThanNothing() {
        ledger.confirm(A, 1300, OptionalLong.empty());

        assertEquals(-300, ledger.free(1000));
    }

    @Test
    void grant_isSpentWhenItIsPromised() {
        ledger.confirm(A, 300, OptionalLong.empty());
        ledger.promise(A, 500);

        assertEquals(500, ledger.committed());

        ledger.confirm(A, 400, OptionalLong.empty());
        assertEquals(500, ledger.committed());
    }

    @Test
    void take_freesOnlyWhatIsSeenToArrive() {
        ledger.confirm(A, 500, OptionalLong.empty());
        ledger.promise(A, 300);
        assertEquals(500, ledger.committed());

        ledger.confirm(A, 400, OptionalLong.empty());
        assertEquals(400, ledger.committed());

        ledger.confirm(A, 300, OptionalLong.empty());
        ledger.settle(A);
        assertEquals(300, ledger.committed());
    }

    @Test
    void domainBeyondItsTarget_standsWithItsSize() {
        ledger.confirm(A, 300, OptionalLong.empty());
        ledger.promise(A, 500);
        ledger.confirm(A, 700, OptionalLong.empty());

        assertEquals(700, ledger.committed());
    }

    @Test
    void settledDomain_isFollowedHoweverItsSizeChanges() {
        ledger.confirm(A, 300, OptionalLong.empty());
        ledger.promise(A, 500);
        ledger.confirm(A, 500, OptionalLong.empty());
        ledger.settle(A);

        ledger.confirm(A, 900, OptionalLong.empty());
        assertEquals(900, ledger.committed());
        ledger.confirm(A, 100, OptionalLong.empty());
        assertEquals(100, ledger.committed());
    }

    @Test
    void domainThatPassesThroughItsTarget_keepsItsPromise() {
        ledger.confirm(A, 500, OptionalLong.empty());
        ledger.promise(A, 500);

        ledger.confirm(A, 450, OptionalLong.empty());

        assertEquals(500, ledger.committed(), "it was asked to have 500 and may grow to it at any time");
    }

    @Test
    void withdrawnGive_isNotFreeBeforeTheGuestIsSeenToStay() {
        ledger.confirm(A, 300, OptionalLong.empty());
        ledger.promise(A, 500);
        ledger.confirm(A, 400, OptionalLong.empty());

        ledger.withdraw(A, 400);
        assertEquals(500, ledger.committed());

        ledger.confirm(A, 400, OptionalLong.empty());
        ledger.settle(A);
        assertEquals(400, ledger.committed());
    }

    @Test
    void withdrawnTake_standsWithWhereItStopped() {
        ledger.confirm(A, 500, OptionalLong.empty());
        ledger.promise(A, 300);
        ledger.confirm(A, 450, OptionalLong.empty());

        ledger.withdraw(A, 450);
        ledger.confirm(A, 440, OptionalLong.empty());

        assertEquals(450, ledger.committed());
    }

    @Test
    void domainNeverSeen_standsWithTheMostThatItMayHave() {
        ledger.assume(A, 800);
        assertEquals(800, ledger.committed());

        ledger.confirm(A, 300, OptionalLong.empty());
        assertEquals(300, ledger.committed());
    }

    @Test
    void domainSeenBefore_isNotAssumedToHaveMore() {
        ledger.confirm(A, 300, OptionalLong.empty());
        ledger.assume(A, 800);

        assertEquals(300, ledger.committed());
    }

    @Test
    void stoppedDomains_holdNothing() {
        ledger.confirm(A, 300, OptionalLong.empty());
        ledger.confirm(B, 500, OptionalLong.empty());
        ledger.promise(B, 700);

        ledger.retain(Set.of(A));

        assertEquals(300, ledger.committed());
    }

    @Test
    void unknownDomain_isPromisedNothing() {
        ledger.promise(A, 300);
        ledger.withdraw(A, 300);
        ledger.settle(A);

        assertEquals(0, ledger.committed());
    }

    @Test
    void whatTheHostDoesNotGetBack_isNotFree() {
        ledger.confirm(A, 500, OptionalLong.empty());
        ledger.promise(A, 300);
        ledger.confirm(A, 300, OptionalLong.empty());
        ledger.keep(A, 500);
        assertEquals(500, ledger.committed());

        ledger.settle(A);
        ledger.confirm(A, 200, OptionalLong.empty());
        ledger.promise(A, 250);
        assertEquals(500, ledger.committed(), "whatever happens to its size");

        ledger.confirm(A, 600, OptionalLong.empty());
        assertEquals(600, ledger.committed());
    }

    @Test
    void nothing_isKeptForADomainThatIsNotKnown() {
        ledger.keep(A, 500);

        assertEquals(0, ledger.committed());
    }

    @Test
    void whatIsAccountedBeyondASize_costsNothingMore() {
        assertEquals(0, ledger.beyondSize(A));
        ledger.confirm(A, 300, OptionalLong.empty());
        assertEquals(0, ledger.beyondSize(A));

        ledger.promise(A, 400);
        assertEquals(100, ledger.beyondSize(A));
        ledger.keep(A, 500);
        assertEquals(200, ledger.beyondSize(A));
        ledger.confirm(A, 700, OptionalLong.empty());
        assertEquals(0, ledger.beyondSize(A));
    }

    @Test
    void promiseThatIsKeptOnTheWay_staysWithWhatWasKept() {
        ledger.confirm(A, 300, OptionalLong.empty());
        ledger.promise(A, 400);

        ledger.keep(A, 350);

        assertEquals(400, ledger.committed(), "still promised");
        ledger.settle(A);
        assertEquals(350, ledger.committed());
    }

    @Test
    void stoppedDomain_holdsNothing() {
        ledger.confirm(A, 300, OptionalLong.empty());
        ledger.confirm(B, 500, OptionalLong.empty());

        ledger.close(A);

        assertEquals(500, ledger.committed());
    }

    @Test
    void whatIsYetToBeMeasured_isNotFreeHoweverFarTheTakeHasCome() {
        UUID id = new UUID(0, 9);
        ledger.confirm(id, 1000, OptionalLong.empty());
        ledger.withhold(id);
        ledger.promise(id, 600);

        ledger.confirm(id, 700, OptionalLong.empty());
        assertEquals(0, ledger.free(1000), "on its way");
        ledger.confirm(id, 600, OptionalLong.empty());
        ledger.keep(id, 850);
        ledger.settle(id);

        assertEquals(150, ledger.free(1000), "what the host gained");
    }

    @Test
    void whatNobodyCanMeasureAnyMore_isFree() {
        UUID id = new UUID(0, 9);
        ledger.confirm(id, 1000, OptionalLong.empty());
        ledger.withhold(id);
        ledger.confirm(id, 700, OptionalLong.empty());
        ledger.release(id);

        assertEquals(300, ledger.free(1000));
    }
}
