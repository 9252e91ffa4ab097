/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.policy.hitratio.Plant.Guest;
import org.virtballast.spi.PolicySettings;

/** The policy in a loop with guests that answer to what it does. */
final class ClosedLoopTest {
    private static final double TARGET = 0.95;
    private static final double TOLERANCE = 0.02;

    private final HitRatioPolicy policy = new HitRatioPolicy(Tuning.of(PolicySettings.DEFAULTS));

    @ParameterizedTest
    @CsvSource({"500, 2000, 2500, 600", "300, 1500, 4000, 500", "900, 1500, 1500, 300", "1000, 3000, 5000, 2000"})
    void starvedGuest_reachesItsTargetFromARichOne(long poor, long poorHot, long rich, long richHot) {
        Plant plant = new Plant(policy, poor + rich);
        Guest a = plant.add(new Guest(1, poor, poorHot));
        Guest b = plant.add(new Guest(2, rich, richHot));
        for (int cycle = 0; cycle < 40 && a.hitRatio() < TARGET - TOLERANCE; cycle++) {
            plant.cycle();
        }
        assertTrue(a.hitRatio() >= TARGET - TOLERANCE, "hit ratio " + a.hitRatio());
        assertTrue(a.moves() <= 6, "moves: " + a.moves());
        assertTrue(b.hitRatio() >= TARGET - TOLERANCE, "the donor keeps what it needs: " + b.hitRatio());

        for (int cycle = 0; cycle < 20; cycle++) {
            plant.cycle();
        }
        a.forgetMoves();
        b.forgetMoves();
        for (int cycle = 0; cycle < 200; cycle++) {
            plant.cycle();
        }
        assertEquals(0, a.moves() + b.moves(), "who has what it needs is left alone");
    }

    @Test
    void memory_flowsBackWhenTheRolesAreSwitched() {
        Plant plant = new Plant(policy, 3000);
        Guest a = plant.add(new Guest(1, 500, 2000));
        Guest b = plant.add(new Guest(2, 2500, 600));
        for (int cycle = 0; cycle < 40; cycle++) {
            plant.cycle();
        }
        a.hot(600);
        b.hot(2000);
        a.forgetMoves();
        b.forgetMoves();
        for (int cycle = 0; cycle < 40; cycle++) {
            plant.cycle();
        }

        assertTrue(b.hitRatio() >= TARGET - TOLERANCE, "hit ratio " + b.hitRatio());
        assertTrue(a.hitRatio() >= TARGET - TOLERANCE, "hit ratio " + a.hitRatio());
        assertTrue(b.moves() <= 6, "moves: " + b.moves());
        assertEquals(0, a.flips() + b.flips());
    }

    @Test
    void guestsThatAllStarve_shareTheShortageAndSettle() {
        Plant plant = new Plant(policy, 2000);
        Guest a = plant.add(new Guest(1, 1000, 4000));
        Guest b = plant.add(new Guest(2, 1000, 3000));
        for (int cycle = 0; cycle < 100; cycle++) {
            plant.cycle();
        }
        assertEquals(a.hitRatio(), b.hitRatio(), 0.03, "both are as far from their targets");

        a.forgetMoves();
        b.forgetMoves();
        for (int cycle = 0; cycle < 100; cycle++) {
            plant.cycle();
        }
        assertEquals(0, a.moves() + b.moves());
    }

    @Test
    void guestsThatJustFit_doNotSwing() {
        Plant plant = new Plant(policy, 2000);
        Guest a = plant.add(new Guest(1, 600, 1250));
        Guest b = plant.add(new Guest(2, 1400, 1250));
        for (int cycle = 0; cycle < 300; cycle++) {
            plant.cycle();
        }

        assertTrue(a.hitRatio() >= TARGET - TOLERANCE, "hit ratio " + a.hitRatio());
        assertTrue(b.hitRatio() >= TARGET - TOLERANCE, "hit ratio " + b.hitRatio());
        assertTrue(a.flips() + b.flips() <= 2, "flips: " + a.flips() + " and " + b.flips());
        assertTrue(plant.heldMib() <= 2000);
    }

    @Test
    void manyGuests_settle() {
        Plant plant = new Plant(policy, 10_000);
        Guest[] guests = new Guest[10];
        for (int number = 1; number <= guests.length; number++) {
            guests[number - 1] = plant.add(new Guest(number, 1000, number % 2 == 0 ? 300 : 1300));
        }
        for (int cycle = 0; cycle < 100; cycle++) {
            plant.cycle();
            assertTrue(plant.heldMib() <= 10_000, "the budget is kept");
        }
        int moves = 0;
        for (Guest guest : guests) {
            assertTrue(guest.hitRatio() >= TARGET - TOLERANCE, "hit ratio " + guest.hitRatio());
            guest.forgetMoves();
        }
        for (int cycle = 0; cycle < 100; cycle++) {
            plant.cycle();
        }
        for (Guest guest : guests) {
            moves += guest.moves();
        }
        assertEquals(0, moves);
    }
}
