/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.virtballast.sim.TestScenario.domain;
import static org.virtballast.sim.TestScenario.pass;
import static org.virtballast.sim.TestScenario.phase;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.MemoryLayout;
import org.virtballast.core.port.NearResidence;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/** What the hypervisor says of a domain on the near lever, and what the referee says of what it is asked. */
final class NearRefereeTest {
    private static final long MIB = ByteSize.MIB;
    private static final long GIB = ByteSize.GIB;
    private static final Violations NONE = new Violations(0, 0, 0, 0, 0, 0);
    private static final String NEAR = "'lever': 'near', 'max': '4GiB'";
    private static final String PHASE = phase("0s", "4GiB", 0);

    private SimulatedHost host;
    private Referee referee;
    private SimulatedHypervisor hypervisor;

    private void host(String... domains) {
        host = new SimulatedHost(TestScenario.of("'budget': '6GiB'", domains));
        referee = new Referee(host);
        hypervisor = new SimulatedHypervisor(host, referee, new ResizeLog());
    }

    private DomainDescription described(int guest) {
        return hypervisor.describe(host.guests().get(guest).id()).orElseThrow();
    }

    private void ask(int guest, long bytes) {
        hypervisor.lever(LeverKind.NEAR).resize(described(guest), bytes);
    }

    @Test
    void domain_isDescribedInNearMemory() {
        host(domain("a", NEAR + ", 'farCapacity': '3GiB', 'near': { 'block': '4MiB', 'boot': '512MiB' }", PHASE));
        DomainDescription described = described(0);
        DomainSample sample = hypervisor.sample(List.of(described)).get(described.id());

        assertEquals(
                new MemoryLayout(
                        FarTier.CELL,
                        LeverKind.NEAR,
                        4 * MIB,
                        512 * MIB,
                        3 * GIB,
                        List.of(0),
                        described.layout().reason()),
                described.layout());
        assertEquals(4 * GIB, described.maximum());
        assertEquals(4 * GIB, sample.maximum());
        assertEquals(4 * GIB, sample.current());
        assertEquals(3 * GIB, sample.statistics().usable());
    }

    @Test
    void nearResidence_isTheDevices() {
        host(domain("a", NEAR + ", 'near': { 'migrate': '4GiB/s' }", PHASE));

        ask(0, GIB);
        pass(host, 1);

        assertEquals(Optional.of(new NearResidence(GIB, GIB)), hypervisor.nearResidence(described(0)));
    }

    @Test
    void grantBeforeTheTakeArrived_isOverTheBudget() {
        host(domain("a", NEAR, PHASE), domain("b", NEAR + ", 'start': '2GiB'", PHASE));

        ask(0, 3 * GIB);
        pass(host, 2);
        assertEquals(NONE, referee.violations());
        ask(1, 3 * GIB);
        assertEquals(new Violations(1, 0, 0, 0, 0, 0), referee.violations());
        pass(host, 2);
        ask(1, 3 * GIB);
        assertEquals(1, referee.violations().budget(), "all that was asked for has come");
    }

    @Test
    void takeThatTheFarTierHasNoRoomFor_isBelowTheFloor() {
        host(domain("a", NEAR + ", 'farCapacity': '2GiB'", PHASE));

        // 2 GiB do not fit into the far tier, and a tenth of all 6 is its headroom.
        ask(0, 2664 * MIB);
        assertEquals(NONE, referee.violations());
        ask(0, 2662 * MIB);
        assertEquals(new Violations(0, 1, 0, 0, 0, 0), referee.violations());
        pass(host, 15);
        assertEquals(0, referee.violations().oom(), "the headroom is missing, but it still fits");
        ask(0, 2 * GIB - 2 * MIB);
        pass(host, 15);
        assertEquals(new Violations(0, 2, 0, 0, 0, 1), referee.violations());
    }

    @Test
    void sizeBetweenTwoBlocks_isJudgedByTheLowerOne() {
        host(domain("a", NEAR + ", 'min': '1GiB', 'near': { 'block': '1GiB' }", phase("0s", "64MiB", 0)));

        ask(0, GIB + MIB);
        assertEquals(NONE, referee.violations());
        ask(0, GIB - MIB);
        assertEquals(new Violations(0, 0, 1, 0, 0, 0), referee.violations());
        assertEquals(0, host.guests().get(0).lever().target());
    }

    @Test
    void bounds_areThoseOfOperatorAndBootMemory() {
        host(domain("a", NEAR + ", 'start': '2GiB', 'near': { 'boot': '1GiB' }", phase("0s", "64MiB", 0)));

        ask(0, GIB);
        assertEquals(NONE, referee.violations());
        ask(0, GIB - 2 * MIB);
        assertEquals(new Violations(0, 0, 1, 0, 0, 0), referee.violations());
        assertEquals(
                HypervisorException.Kind.REFUSED,
                assertThrows(HypervisorException.class, () -> ask(0, 5 * GIB)).kind());
    }

    @Test
    void takeOnOldStatistics_isStale() {
        host(domain("a", NEAR + ", 'stats': { 'frozen': [['5s', '60s']] }", PHASE));

        pass(host, 8);
        ask(0, 3 * GIB);

        assertEquals(new Violations(0, 0, 0, 1, 0, 0), referee.violations());
    }

    @Test
    void resizeOfADomainThatIsPausedOrItsOperators_isOfAHeldOne() {
        host(
                domain("a", NEAR + ", 'start': '1GiB', 'paused': [['0s', '60s']]", PHASE),
                domain("b", NEAR + ", 'start': '1GiB', 'setmem': [['0s', '2GiB']]", PHASE));

        ask(0, 2 * GIB);
        assertEquals(new Violations(0, 0, 0, 0, 1, 0), referee.violations());
        pass(host, 1);
        ask(1, GIB);
        assertEquals(new Violations(0, 0, 0, 0, 2, 0), referee.violations());
    }

    @Test
    void otherLever_isNotThere() {
        host(domain("a", NEAR, PHASE));
        DomainDescription described = described(0);

        assertThrows(
                IllegalArgumentException.class,
                () -> hypervisor.lever(LeverKind.BALLOON).resize(described, GIB));
    }
}
