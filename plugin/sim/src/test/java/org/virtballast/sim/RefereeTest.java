/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.virtballast.sim.TestScenario.domain;
import static org.virtballast.sim.TestScenario.pass;
import static org.virtballast.sim.TestScenario.phase;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.NearResidence;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.ByteSize;

final class RefereeTest {
    private static final long MIB = ByteSize.MIB;
    private static final long GIB = ByteSize.GIB;
    private static final Violations NONE = new Violations(0, 0, 0, 0, 0, 0);
    private static final String PHASE = phase("0s", "1GiB", 0);

    private SimulatedHost host;
    private Referee referee;
    private SimulatedHypervisor hypervisor;

    private void host(String budget, String... domains) {
        host = new SimulatedHost(TestScenario.of("'budget': '" + budget + "'", domains));
        referee = new Referee(host);
        hypervisor = new SimulatedHypervisor(host, referee, new ResizeLog());
    }

    private void ask(int guest, long bytes) {
        ask(described(guest), bytes);
    }

    private void ask(DomainDescription domain, long bytes) {
        hypervisor.lever(domain.layout().lever()).resize(domain, bytes);
    }

    private DomainDescription described(int guest) {
        return hypervisor.describe(host.guests().get(guest).id()).orElseThrow();
    }

    @Test
    void grantBeforeTheTakeArrived_isOverTheBudget() {
        host(
                "4GiB",
                domain("a", "'max': '4GiB', 'start': '2GiB'", PHASE),
                domain("b", "'max': '4GiB', 'start': '2GiB'", PHASE));

        ask(0, 1536 * MIB);
        assertEquals(NONE, referee.violations());
        ask(1, 2560 * MIB);
        assertEquals(new Violations(1, 0, 0, 0, 0, 0), referee.violations());
    }

    @Test
    void grantOfWhatIsSeenToBeFree_isInTheBudget() {
        host(
                "4GiB",
                domain("a", "'max': '4GiB', 'start': '2GiB'", PHASE),
                domain("b", "'max': '4GiB', 'start': '2GiB'", PHASE));

        ask(0, 1536 * MIB);
        pass(host, 5);
        ask(1, 2560 * MIB);

        assertEquals(NONE, referee.violations());
    }

    @Test
    void grantOfWhatTheBalloonDidNotYield_isOverTheBudget() {
        host(
                "6GiB",
                domain("a", "'max': '4GiB', 'balloon': { 'yield': 0 }", phase("0s", "4GiB", 0)),
                domain("b", "'max': '4GiB', 'start': '2GiB'", PHASE));

        ask(0, 3 * GIB);
        pass(host, 5);
        assertEquals(3 * GIB, host.guests().get(0).lever().size());
        assertEquals(Optional.of(new NearResidence(4 * GIB, 4 * GIB)), hypervisor.nearResidence(described(0)));
        ask(1, 3 * GIB);

        assertEquals(new Violations(1, 0, 0, 0, 0, 0), referee.violations());
    }

    @Test
    void nearMemory_cannotBeToldApartWithoutAFarTier() {
        host("6GiB", domain("a", "'max': '4GiB', 'far': 'swap'", PHASE));

        assertEquals(Optional.empty(), hypervisor.nearResidence(described(0)));
    }

    @Test
    void sumThatWasAboveAndDoesNotGrow_isNoViolation() {
        host(
                "4GiB",
                domain("a", "'max': '8GiB', 'start': '4GiB'", PHASE),
                domain("b", "'max': '4GiB', 'start': '2GiB'", PHASE));

        ask(0, 3 * GIB);
        assertEquals(NONE, referee.violations());
        ask(0, 4 * GIB + MIB);
        assertEquals(1, referee.violations().budget());
    }

    @Test
    void takeBelowUseAndHeadroom_isBelowTheFloor() {
        host("8GiB", domain("a", "'max': '4GiB', 'far': 'swap'", PHASE));

        long least = new Bounds(1, 4 * GIB).up(GIB + 4 * GIB / 10);
        ask(0, least);
        assertEquals(NONE, referee.violations());
        ask(0, least - 4096);
        assertEquals(new Violations(0, 1, 0, 0, 0, 0), referee.violations());
    }

    @Test
    void floor_isWhatTheGuestLastTrulySaid() {
        host("8GiB", domain("a", "'max': '4GiB', 'far': 'swap'", PHASE, phase("10s", "3GiB", 0)));

        pass(host, 10);
        ask(0, 2 * GIB);
        assertEquals(0, referee.violations().floor(), "nobody can know yet");
        pass(host, 1);
        ask(0, 2 * GIB - MIB);
        assertEquals(1, referee.violations().floor());
    }

    @Test
    void bounds_areLeftOnlyByGoingFurtherFromThem() {
        host(
                "8GiB",
                domain(
                        "a",
                        "'max': '4GiB', 'min': '1GiB', 'start': '2GiB', 'setmem': [['0s', '512MiB']]",
                        phase("0s", "64MiB", 0)));

        ask(0, 512 * MIB);
        assertEquals(1, referee.violations().bounds());
        ask(0, 5 * GIB);
        assertEquals(2, referee.violations().bounds());
        pass(host, 5);
        assertEquals(512 * MIB, host.guests().get(0).lever().size());
        ask(0, 768 * MIB);
        assertEquals(2, referee.violations().bounds(), "a give to a domain below its minimum");
    }

    @Test
    void takeOnOldStatistics_isStale() {
        host("8GiB", domain("a", "'max': '4GiB', 'stats': { 'frozen': [['5s', '60s']] }", PHASE));

        pass(host, 7);
        ask(0, 3 * GIB);
        assertEquals(NONE, referee.violations());
        pass(host, 1);
        ask(0, 2 * GIB);
        assertEquals(new Violations(0, 0, 0, 1, 0, 0), referee.violations());
        ask(0, 4 * GIB);
        assertEquals(1, referee.violations().stale(), "gives need no statistics");
    }

    @Test
    void resizeOfAPausedDomain_isOfAHeldOne() {
        host("8GiB", domain("a", "'max': '4GiB', 'start': '3GiB', 'paused': [['0s', '60s']]", PHASE));

        ask(0, 3 * GIB);
        assertEquals(NONE, referee.violations(), "to stay where it is, is no resize");
        ask(0, 4 * GIB);
        assertEquals(new Violations(0, 0, 0, 0, 1, 0), referee.violations());
    }

    @Test
    void resizeOfADomainThatIsGone_failsAndCounts() {
        host("8GiB", domain("a", "'max': '4GiB', 'gone': '5s'", PHASE));
        DomainDescription known = described(0);
        pass(host, 5);

        assertEquals(
                HypervisorException.Kind.DOMAIN_GONE,
                assertThrows(HypervisorException.class, () -> ask(known, GIB)).kind());
        assertEquals(new Violations(0, 0, 0, 0, 1, 0), referee.violations());
    }

    @Test
    void operatorsResize_holdsTheDomainOnceItIsSeen() {
        host("8GiB", domain("a", "'max': '4GiB', 'setmem': [['5s', '3GiB']]", PHASE));

        pass(host, 5);
        ask(0, 4 * GIB);
        assertEquals(NONE, referee.violations());
        pass(host, 1);
        ask(0, 2 * GIB);
        assertEquals(new Violations(0, 0, 0, 0, 1, 0), referee.violations());
    }

    @Test
    void operatorsResizeDuringOneOfTheEngines_cannotBeToldFromIt() {
        host(
                "8GiB",
                domain("a", "'max': '4GiB', 'balloon': { 'inflate': '100MiB/s' }, 'setmem': [['5s', '3GiB']]", PHASE));

        ask(0, 3 * GIB);
        pass(host, 7);
        ask(0, 2 * GIB);

        assertEquals(NONE, referee.violations());
    }
}
