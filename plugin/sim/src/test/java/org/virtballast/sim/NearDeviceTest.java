/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.virtballast.sim.TestScenario.pass;
import static org.virtballast.sim.TestScenario.phase;

import org.junit.jupiter.api.Test;
import org.virtballast.core.port.BalloonStatistics;
import org.virtballast.spi.ByteSize;

/** The physics of a guest whose near memory is moved by devices. */
final class NearDeviceTest {
    private static final long MIB = ByteSize.MIB;
    private static final long GIB = ByteSize.GIB;
    private static final String NEAR = "'lever': 'near', 'max': '4GiB', ";

    /** All near memory is in use, and a tenth of it is hot. */
    private static final String COLD =
            "{ 'from': '0s', 'resident': '4GiB', 'hot': '512MiB', 'hotShare': 0.9, 'rate': 1000, 'promotion': '0s' }";

    private SimulatedHost host;
    private SimulatedGuest guest;

    private void host(String body, String... phases) {
        host = TestScenario.host(NEAR + body, phases);
        guest = host.guests().get(0);
    }

    private long sizeAfter(int seconds) {
        pass(host, seconds);
        return guest.lever().size();
    }

    @Test
    void residentMemory_isMovedAtItsRate() {
        host("'near': { 'migrate': '256MiB/s' }", COLD);

        guest.ask(3 * GIB, 0);

        assertEquals(4 * GIB - 3 * 256 * MIB, sizeAfter(3));
        assertEquals(3 * GIB, sizeAfter(1));
        assertEquals(3 * GIB, sizeAfter(1));
        assertEquals(3 * GIB, guest.resident(), "the host has the rest back");
    }

    @Test
    void freeMemory_isGivenAtOnceAndResidentMemoryAfterIt() {
        host("'near': { 'migrate': '256MiB/s' }", phase("0s", "3GiB", 1000));

        guest.ask(2 * GIB, 0);

        assertEquals(3 * GIB - 256 * MIB, sizeAfter(1));
        assertEquals(2 * GIB, sizeAfter(3));
    }

    @Test
    void coldMemory_leavesWithoutTheHitRatio() {
        host("'near': { 'migrate': '4GiB/s' }", COLD);

        guest.ask(GIB / 2, 0);
        assertEquals(GIB / 2, sizeAfter(1));
        assertEquals(0.9, guest.interval().hitRatio().orElseThrow(), 1e-12);
        guest.ask(GIB / 4, 1);
        guest.interval().reset();
        assertEquals(GIB / 4, sizeAfter(1));
        assertEquals(0.45, guest.interval().hitRatio().orElseThrow(), 1e-12);
    }

    @Test
    void growing_hasItsRate() {
        host("'start': '1GiB', 'near': { 'plug': '512MiB/s' }", COLD);

        guest.ask(4 * GIB, 0);

        assertEquals(GIB + 3 * 512 * MIB, sizeAfter(3));
        assertEquals(4 * GIB, sizeAfter(3));
    }

    @Test
    void size_movesByWholeBlocksAndStillAtItsRate() {
        host("'near': { 'block': '1GiB', 'migrate': '256MiB/s' }", COLD);

        guest.ask(2 * GIB, 0);

        assertEquals(4 * GIB, sizeAfter(3));
        assertEquals(3 * GIB, sizeAfter(1));
        assertEquals(3 * GIB, sizeAfter(3));
        assertEquals(2 * GIB, sizeAfter(1));
    }

    @Test
    void unmovablePages_stopItPartWay() {
        host("'near': { 'boot': '512MiB', 'unmovable': '1GiB', 'migrate': '4GiB/s' }", COLD);

        guest.ask(GIB, 0);

        assertEquals(1536 * MIB, sizeAfter(5));
        assertEquals(GIB, guest.lever().target());
        assertEquals(
                4 * GIB, guest.lever().committed() + 2560 * MIB, "it may still give the rest, and holds it until then");
        assertEquals(0, guest.outOfMemory(), "it has all that it uses");
    }

    @Test
    void bootMemory_isNeverGiven() {
        host("'near': { 'boot': '1GiB' }", phase("0s", "64MiB", 0));

        guest.ask(2 * MIB, 0);

        assertEquals(GIB, sizeAfter(5));
    }

    @Test
    void fullFarTier_takesNoMore() {
        host("'farCapacity': '1GiB', 'near': { 'migrate': '4GiB/s' }", COLD);

        guest.ask(2 * GIB, 0);

        assertEquals(3 * GIB, sizeAfter(5));
        assertEquals(1, guest.outOfMemory());
    }

    @Test
    void guestWithoutTheDriver_reportsAndDoesNotMove() {
        host("'near': { 'driver': false }", COLD);

        guest.ask(2 * GIB, 0);

        assertEquals(4 * GIB, sizeAfter(5));
        assertEquals(SimulatedClock.BEGIN.plusSeconds(5), guest.reports().last().lastUpdate());
    }

    @Test
    void stuckDevice_standsStill() {
        host("'near': { 'migrate': '256MiB/s', 'stuck': [['2s', '5s']] }", COLD);

        guest.ask(GIB, 0);

        assertEquals(4 * GIB - 512 * MIB, sizeAfter(5));
        assertEquals(4 * GIB - 768 * MIB, sizeAfter(1));
    }

    @Test
    void operatorsResize_isRoundedDownToABlock() {
        host("'setmem': [['0s', '2049MiB']], 'near': { 'migrate': '4GiB/s' }", COLD);

        assertEquals(2 * GIB, sizeAfter(1));
        assertEquals(2 * GIB, guest.lever().target());
    }

    @Test
    void statistics_areOfBothTiers() {
        host("'start': '2GiB', 'farCapacity': '3GiB'", phase("0s", "1GiB", 1), phase("1s", "4GiB", 1));

        BalloonStatistics first = guest.reports().last();
        assertEquals(5 * GIB, first.available());
        assertEquals(4 * GIB, first.usable());
        assertEquals(-2 * GIB, guest.reports().used().orElseThrow(), "the far tier has that much more room");

        pass(host, 2);
        assertEquals(GIB, guest.reports().last().usable());
        assertEquals(GIB, guest.reports().used().orElseThrow());
    }

    @Test
    void whatTheProcessHolds_doesNotFallWithNearMemory() {
        host("'near': { 'migrate': '4GiB/s' }", COLD);
        pass(host, 1);
        long before = guest.process();

        guest.ask(GIB, 1);
        pass(host, 1);

        assertEquals(before, guest.process(), "it is the far memory's now");
        assertEquals(GIB, guest.resident());
    }
}
