/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.virtballast.sim.TestScenario.domain;
import static org.virtballast.sim.TestScenario.pass;
import static org.virtballast.sim.TestScenario.phase;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.virtballast.core.port.HostMemory;
import org.virtballast.spi.ByteSize;

final class SimulatedHostTest {
    private static final long GIB = ByteSize.GIB;
    private static final String AUTO =
            "'budget': 'auto', 'host': { 'total': '20GiB', 'own': [['0s', '2GiB'], ['10s', '6GiB']], 'reserve': '10%' }";
    private static final String IDLE = phase("0s", "1GiB", 0);

    @Test
    void automaticBudget_isWhatTheHostHas() {
        SimulatedHost host = new SimulatedHost(TestScenario.of(
                AUTO,
                domain("a", "'max': '4GiB', 'balloon': { 'pinned': true }", IDLE),
                domain("b", "'max': '4GiB'", IDLE)));

        assertEquals(16 * GIB, host.budget());
        assertEquals(Optional.of(new HostMemory(20 * GIB, 10 * GIB, Optional.empty())), host.memory());

        host.guests().forEach(guest -> guest.ask(GIB, 0));
        pass(host, 9);
        assertEquals(16 * GIB, host.budget());
        assertEquals(5 * GIB, host.committed(), "what the pinned guest gave does not come back");
        assertEquals(13 * GIB, host.memory().orElseThrow().available());

        pass(host, 1);
        assertEquals(12 * GIB, host.budget());
    }

    @Test
    void hostThatUsesMoreThanItHas_hasNothingLeft() {
        SimulatedHost host = new SimulatedHost(TestScenario.of(
                "'budget': 'auto', 'host': { 'total': '2GiB', 'own': [['0s', '3GiB']] }",
                domain("a", "'max': '4GiB'", IDLE)));

        assertEquals(0, host.budget());
        assertEquals(0, host.memory().orElseThrow().available());
    }

    @Test
    void hostThatIsNotDescribed_cannotBeRead() {
        assertTrue(TestScenario.host("'max': '4GiB'", IDLE).memory().isEmpty());
    }

    @Test
    void domains_comeAndGo() {
        SimulatedHost host = new SimulatedHost(
                TestScenario.of("'budget': '8GiB'", domain("a", "'max': '4GiB', 'comes': '5s', 'gone': '9s'", IDLE)));
        SimulatedGuest guest = host.guests().get(0);

        pass(host, 4);
        assertEquals(0, host.committed());
        assertTrue(host.guest(guest.id()).isEmpty());

        pass(host, 1);
        assertEquals(4 * GIB, host.committed());
        assertEquals(Instant.EPOCH, guest.reports().last().lastUpdate(), "it boots");
        pass(host, 1);
        assertEquals(SimulatedClock.BEGIN.plusSeconds(6), guest.reports().last().lastUpdate());

        pass(host, 3);
        assertEquals(0, host.committed());
        assertTrue(host.guest(guest.id()).isEmpty());
    }
}
