/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;
import org.virtballast.core.DomainRegistry;
import org.virtballast.core.Rebalancer;
import org.virtballast.core.port.DomainDescription;
import org.virtballast.core.report.DomainHandle;
import org.virtballast.daemon.control.OperatorRequests;
import org.virtballast.daemon.control.OperatorRequests.Answer;
import org.virtballast.daemon.control.OperatorRequests.Done;
import org.virtballast.daemon.control.OperatorRequests.UnknownDomain;

/** Takes domains out of the engine's hands, and gives them back, as an operator asks. In force from the next cycle on. */
final class Pauses {
    private static final System.Logger LOG = System.getLogger(Pauses.class.getName());

    private final Rebalancer rebalancer;
    private final DomainRegistry registry;

    Pauses(Rebalancer rebalancer, DomainRegistry registry) {
        this.rebalancer = Objects.requireNonNull(rebalancer, "rebalancer");
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    /** Leaves a domain alone, or all of them; see {@link OperatorRequests#pause}. */
    Answer pause(Optional<String> nameOrId) {
        if (nameOrId.isEmpty()) {
            rebalancer.pauseAll();
            return done("all guests are left alone until 'virt-ballast resume'");
        }
        Optional<DomainDescription> domain = find(nameOrId.get());
        domain.ifPresent(known -> rebalancer.pause(known.id()));
        return domain.map(known -> done(known.name() + " is left alone until 'virt-ballast resume "
                        + DomainHandle.of(known.name(), known.id()) + "'"))
                .orElseGet(UnknownDomain::new);
    }

    /** Takes a domain up again, or all of them; see {@link OperatorRequests#resume}. */
    Answer resume(Optional<String> nameOrId) {
        if (nameOrId.isEmpty()) {
            rebalancer.resumeAll();
            return done("all guests are taken up again");
        }
        Optional<DomainDescription> domain = find(nameOrId.get());
        domain.ifPresent(known -> rebalancer.resume(known.id()));
        String unless = rebalancer.paused() ? ", once 'virt-ballast resume' ends the pause of all" : "";
        return domain.map(known -> done(known.name() + " is taken up again" + unless))
                .orElseGet(UnknownDomain::new);
    }

    private Optional<DomainDescription> find(String nameOrId) {
        return registry.domains().stream()
                .filter(domain ->
                        domain.name().equals(nameOrId) || domain.id().toString().equalsIgnoreCase(nameOrId))
                .findFirst();
    }

    private static Answer done(String what) {
        LOG.log(Level.INFO, "an operator asked: {0}", what);
        return new Done(what + ".");
    }
}
