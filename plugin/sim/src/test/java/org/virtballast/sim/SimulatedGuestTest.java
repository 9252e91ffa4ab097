/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.virtballast.sim.TestScenario.host;
import static org.virtballast.sim.TestScenario.pass;
import static org.virtballast.sim.TestScenario.phase;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.spi.ByteSize;

/** The physics: what sizes, hit ratios and statistics do from second to second. */
final class SimulatedGuestTest {
    private static final long MIB = ByteSize.MIB;
    private static final long GIB = ByteSize.GIB;
    private static final String IDLE = phase("0s", "1GiB", 0);

    @Test
    void balloon_movesAtItsRates() {
        SimulatedHost host = host(
                "'max': '4GiB', 'balloon': { 'inflate': '256MiB/s', 'deflate': '1GiB/s' }", phase("0s", "1GiB", 0));
        SimulatedGuest guest = only(host);

        guest.ask(3 * GIB, 0);
        pass(host, 3);
        assertEquals(4 * GIB - 3 * 256 * MIB, guest.lever().size());
        pass(host, 1);
        assertEquals(3 * GIB, guest.lever().size());

        guest.ask(4 * GIB, 4);
        pass(host, 1);
        assertEquals(4 * GIB, guest.lever().size());
        assertEquals(2 * GIB, guest.sizes().moved());
        assertEquals(1, guest.sizes().flips());
    }

    @Test
    void balloon_givesNothingBelowItsFloor() {
        SimulatedHost host = host("'max': '4GiB', 'balloon': { 'floor': '2GiB' }", IDLE);

        only(host).ask(GIB, 0);
        pass(host, 10);

        assertEquals(2 * GIB, only(host).lever().size());
        assertEquals(GIB, only(host).lever().target());
        assertEquals(0, only(host).outOfMemory(), "it has all that it uses");
    }

    @Test
    void guestPushedBelowItsFloorAndItsUse_runsOutOfMemoryOnce() {
        SimulatedHost host =
                host("'max': '4GiB', 'far': 'swap', 'balloon': { 'floor': '2GiB' }", phase("0s", "3GiB", 1));

        only(host).ask(GIB, 0);
        pass(host, 10);

        assertEquals(2 * GIB, only(host).lever().size());
        assertEquals(1, only(host).outOfMemory());
    }

    @Test
    void guestWithFullFarTier_givesNothingThatItHasNoRoomFor() {
        SimulatedHost host = host("'max': '4GiB', 'farCapacity': '1GiB'", phase("0s", "3GiB", 1));

        only(host).ask(GIB, 0);
        pass(host, 10);

        assertEquals(2 * GIB, only(host).lever().size());
        assertEquals(1, only(host).outOfMemory());
    }

    @Test
    void stuckBalloon_standsStill() {
        SimulatedHost host = host("'max': '4GiB', 'balloon': { 'stuck': [['2s', '5s']], 'inflate': '100MiB/s' }", IDLE);

        only(host).ask(GIB, 0);
        pass(host, 5);
        assertEquals(4 * GIB - 200 * MIB, only(host).lever().size());
        pass(host, 1);
        assertEquals(4 * GIB - 300 * MIB, only(host).lever().size());
    }

    @Test
    void lateDriver_goesOnToItsOldTargetMeanwhile() {
        SimulatedHost host = host("'max': '4GiB', 'balloon': { 'late': '3s', 'inflate': '100MiB/s' }", IDLE);

        only(host).ask(GIB, 0);
        pass(host, 3);
        assertEquals(4 * GIB, only(host).lever().size());
        pass(host, 1);
        only(host).ask(4 * GIB, 4);
        pass(host, 3);
        assertEquals(4 * GIB - 400 * MIB, only(host).lever().size());
        pass(host, 1);
        assertEquals(4 * GIB, only(host).lever().size());
    }

    @Test
    void guestThatRefuses_growsNoFurther() {
        SimulatedHost host = host("'max': '4GiB', 'start': '1GiB', 'balloon': { 'refusesAbove': '2GiB' }", IDLE);

        only(host).ask(3 * GIB, 0);
        pass(host, 5);

        assertEquals(2 * GIB, only(host).lever().size());
        assertEquals(3 * GIB, only(host).lever().committed());
    }

    @Test
    void guestThatRunsOut_growsByItselfIfItMay() {
        String body = "'max': '4GiB', 'start': '1GiB', 'farCapacity': '1GiB', 'balloon': { 'deflateOnOom': %s }";
        String[] phases = {phase("0s", "1GiB", 1), phase("5s", "4GiB", 1), phase("20s", "1GiB", 1)};
        SimulatedHost may = host(body.formatted("true"), phases);
        SimulatedHost mayNot = host(body.formatted("false"), phases);

        pass(may, 15);
        pass(mayNot, 15);

        assertEquals(3 * GIB, only(may).lever().size());
        assertEquals(GIB, only(mayNot).lever().size());
        pass(may, 15);
        assertEquals(GIB, only(may).lever().size(), "it gives back what it does not need any more");
    }

    @Test
    void guestWithoutDriver_neitherMovesNorReports() {
        SimulatedHost host = host("'max': '4GiB', 'balloon': { 'driver': false }", IDLE);

        only(host).ask(GIB, 0);
        pass(host, 10);

        assertEquals(4 * GIB, only(host).lever().size());
        assertEquals(Instant.EPOCH, only(host).reports().last().lastUpdate());
    }

    @Test
    void pausedGuest_doesNothing() {
        SimulatedHost host = host("'max': '4GiB', 'paused': [['0s', '10s']]", phase("0s", "1GiB", 100));

        only(host).ask(GIB, 0);
        pass(host, 10);

        assertEquals(4 * GIB, only(host).lever().size());
        assertEquals(0, only(host).total().near());
        assertTrue(only(host).interval().hitRatio().isEmpty());
        assertEquals(10, only(host).window().seconds());
    }

    @Test
    void pinnedGuest_keepsTheHostsMemory() {
        SimulatedHost pinned = host("'max': '4GiB', 'balloon': { 'pinned': true }", IDLE);
        SimulatedHost other = host("'max': '4GiB'", IDLE);

        only(pinned).ask(GIB, 0);
        only(other).ask(GIB, 0);
        pass(pinned, 10);
        pass(other, 10);

        assertEquals(GIB, only(pinned).lever().size());
        assertEquals(4 * GIB, only(pinned).resident());
        assertEquals(GIB, only(other).resident());
    }

    @Test
    void balloonThatYieldsLittle_takesFarMemoryInstead() {
        SimulatedHost host = host(
                "'max': '4GiB', 'farCapacity': '4GiB', 'balloon': { 'yield': 0.25, 'inflate': '4GiB/s' }",
                phase("0s", "4GiB", 1000));
        SimulatedGuest guest = only(host);

        guest.ask(2 * GIB, 0);
        pass(host, 1);

        assertEquals(2 * GIB, guest.lever().size());
        assertEquals(3584 * MIB, guest.resident());
        assertEquals(3584 * MIB, guest.committed());
        assertEquals(2 * GIB, guest.process(), "the host gets the rest back in far memory");
        assertEquals(0.875, guest.interval().hitRatio().orElseThrow(), 1e-12);

        guest.ask(4 * GIB, 1);
        pass(host, 5);
        assertEquals(4 * GIB, guest.resident());
    }

    @Test
    void nearMemoryThatWasInTheBalloonFromTheBeginning_comesBackWhole() {
        SimulatedHost host = host("'max': '4GiB', 'start': '2GiB', 'balloon': { 'yield': 0 }", phase("0s", "4GiB", 1));

        only(host).ask(3 * GIB, 0);
        pass(host, 5);
        assertEquals(3 * GIB, only(host).resident());
        only(host).ask(GIB, 5);
        pass(host, 5);
        assertEquals(2 * GIB, only(host).resident());
    }

    @Test
    void hitRatio_fallsAtOnceAndRisesWithPromotion() {
        SimulatedHost host = host(
                "'max': '4GiB', 'start': '2GiB', 'balloon': { 'inflate': '4GiB/s', 'deflate': '4GiB/s' }",
                "{ 'from': '0s', 'resident': '4GiB', 'hot': '2GiB', 'hotShare': 0.8, 'rate': 1000, 'promotion': '10s' }");
        SimulatedGuest guest = only(host);

        pass(host, 1);
        assertEquals(0.8, guest.interval().hitRatio().orElseThrow(), 1e-12, "it begins where it belongs");
        guest.interval().reset();

        guest.ask(GIB, 1);
        pass(host, 1);
        assertEquals(0.4, guest.interval().hitRatio().orElseThrow(), 1e-12);
        guest.interval().reset();

        guest.ask(4 * GIB, 2);
        pass(host, 1);
        double first = 0.4 + 0.6 * (1 - Math.exp(-0.1));
        assertEquals(first, guest.interval().hitRatio().orElseThrow(), 1e-12);
        pass(host, 9);
        guest.interval().reset();
        pass(host, 1);
        assertEquals(1 - 0.6 * Math.exp(-1.1), guest.interval().hitRatio().orElseThrow(), 1e-12);
    }

    @Test
    void freeFarMemory_countsAsUsableInAGuestWithATier() {
        SimulatedHost host = host("'max': '4GiB', 'start': '2GiB', 'farCapacity': '3GiB'", phase("0s", "4GiB", 1));
        BalloonStatistics statistics = only(host).reports().last();

        assertEquals(5 * GIB, statistics.available());
        assertEquals(GIB, statistics.usable());
        assertEquals(GIB, only(host).reports().used().orElseThrow());
        assertEquals(0, statistics.swapIn());
    }

    @Test
    void swap_isNotUsableAndShowsAsFaults() {
        SimulatedHost host = host("'max': '4GiB', 'start': '2GiB', 'far': 'swap'", phase("0s", "4GiB", 100));

        assertEquals(0, only(host).reports().last().usable());
        assertEquals(2 * GIB, only(host).reports().last().available());
        pass(host, 2);
        assertEquals(100, only(host).reports().last().majorFaults());
        assertEquals(100 * 4096, only(host).reports().last().swapIn());
    }

    @Test
    void reports_comeAtTheirPeriodAndFreeze() {
        SimulatedHost host = host("'max': '4GiB', 'stats': { 'period': '2s', 'frozen': [['4s', '20s']] }", IDLE);

        pass(host, 3);
        assertEquals(
                SimulatedClock.BEGIN.plusSeconds(2), only(host).reports().last().lastUpdate());
        assertTrue(only(host).reports().fresh(8));
        assertFalse(only(host).reports().fresh(9));
        pass(host, 16);
        assertEquals(
                SimulatedClock.BEGIN.plusSeconds(2), only(host).reports().last().lastUpdate());
        pass(host, 1);
        assertEquals(
                SimulatedClock.BEGIN.plusSeconds(20),
                only(host).reports().last().lastUpdate());
    }

    @Test
    void garbage_contradictsItselfAndIsNoFreshReport() {
        SimulatedHost host = host("'max': '4GiB', 'farCapacity': '0B', 'stats': { 'garbage': [['1s', '50s']] }", IDLE);

        for (int second = 1; second < 50; second++) {
            host.pass();
            BalloonStatistics told = only(host).reports().last();
            assertTrue(
                    told.usable() < 0
                            || told.available() <= 0
                            || told.usable() > told.available()
                            || told.available() > 4 * GIB,
                    told::toString);
            assertFalse(only(host).reports().fresh(second));
        }
        assertEquals(GIB, only(host).reports().used().orElseThrow(), "what it said before was true");
    }

    private static SimulatedGuest only(SimulatedHost host) {
        return host.guests().get(0);
    }
}
