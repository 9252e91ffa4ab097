/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.virtballast.core.BudgetRule;
import org.virtballast.core.Defaults;
import org.virtballast.core.DomainRegistry;
import org.virtballast.core.EnginePorts;
import org.virtballast.core.EngineSettings;
import org.virtballast.core.Journal;
import org.virtballast.core.Limits;
import org.virtballast.core.Rebalancer;
import org.virtballast.core.port.EngineStore;
import org.virtballast.core.port.HostClock;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.Mode;
import org.virtballast.core.port.SavedState;
import org.virtballast.daemon.control.OperatorRequests.Done;
import org.virtballast.daemon.control.OperatorRequests.UnknownDomain;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.Proposal;

final class PausesTest {
    private static final UUID WEB = UUID.fromString("00000000-0000-0000-0000-00000000002a");

    private final KeptState kept = new KeptState();
    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final DomainRegistry registry = new DomainRegistry();
    private final Rebalancer rebalancer = new Rebalancer(
            registry,
            new EnginePorts(
                    hypervisor, new UncountedAccesses("Nobody counts."), Optional::empty, kept, HostClock.system()),
            new Journal(),
            new EngineSettings(
                    host -> Proposal.NOTHING,
                    BudgetRule.fixed(ByteSize.GIB),
                    new Defaults(Mode.AUTO, 0.95),
                    new Limits(0.25, 4096, Duration.ZERO, 0.1, ByteSize.MIB, Duration.ofSeconds(30)),
                    Duration.ZERO,
                    Duration.ofSeconds(1)));
    private final Pauses pauses = new Pauses(rebalancer, registry);

    /** What the engine asked to be kept. */
    private static final class KeptState implements EngineStore {
        private SavedState state = SavedState.NOTHING;

        @Override
        public SavedState load() {
            return state;
        }

        @Override
        public void save(SavedState saved) {
            state = saved;
        }
    }

    @Test
    void commandThatEndsAPause_holdsNoNameThatAShellWouldObey() {
        registry.register(FakeHypervisor.domain(WEB, "$(reboot)"));

        Done done = assertInstanceOf(Done.class, pauses.pause(Optional.of("$(reboot)")));

        assertTrue(done.toString().contains("'virt-ballast resume " + WEB + "'"), done.toString());
    }

    @Test
    void all_arePausedAndResumed() {
        assertEquals(
                new Done("all guests are left alone until 'virt-ballast resume'."), pauses.pause(Optional.empty()));
        assertTrue(rebalancer.paused());

        assertEquals(new Done("all guests are taken up again."), pauses.resume(Optional.empty()));
        assertFalse(rebalancer.paused());
    }

    @Test
    void domain_isPausedByNameOrIdentity() {
        registry.register(FakeHypervisor.domain(WEB, "web1"));

        Done expected = new Done("web1 is left alone until 'virt-ballast resume web1'.");
        assertEquals(expected, pauses.pause(Optional.of("web1")));
        assertEquals(expected, pauses.pause(Optional.of(WEB.toString().toUpperCase(Locale.ROOT))));
        assertFalse(rebalancer.paused());
    }

    @Test
    void domainThatDoesNotRun_isUnknown() {
        assertInstanceOf(UnknownDomain.class, pauses.pause(Optional.of("web1")));
        assertInstanceOf(UnknownDomain.class, pauses.resume(Optional.of("")));
    }

    @Test
    void resumingOne_saysThatAllArePausedStill() {
        registry.register(FakeHypervisor.domain(WEB, "web1"));
        Object unused = pauses.pause(Optional.empty());

        assertEquals(
                new Done("web1 is taken up again, once 'virt-ballast resume' ends the pause of all."),
                pauses.resume(Optional.of("web1")));
    }

    @Test
    void pause_isKeptForTheNextStartEvenWhereLibvirtDoesNotAnswer() {
        hypervisor.fail(new HypervisorException(HypervisorException.Kind.DISCONNECTED, "no connection"));
        Object unused = pauses.pause(Optional.empty());

        rebalancer.cycle();

        assertTrue(kept.load().paused());
    }
}
