/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.virtballast.spi.LeverKind;

/** The hypervisor that runs the domains. Implementations may be called from several threads at once. */
public interface Hypervisor extends AutoCloseable {
    /**
     * Every running domain of the host. To be called once a connection: a running hook of any domain makes this call
     * wait.
     *
     * @throws HypervisorException where the hypervisor says no
     */
    List<DomainDescription> running();

    /**
     * One domain; empty where it does not run.
     *
     * @throws HypervisorException where the hypervisor says no
     */
    Optional<DomainDescription> describe(UUID id);

    /**
     * Samples the given domains in one call, each as its lever counts; a domain that does not run any more is missing in the
     * answer.
     *
     * @throws HypervisorException where the hypervisor says no
     */
    Map<UUID, DomainSample> sample(Collection<DomainDescription> domains);

    /**
     * Makes the guest report balloon statistics at a period.
     *
     * @param period whole seconds, at least 1
     * @throws HypervisorException where the hypervisor says no
     */
    void setStatsPeriod(UUID id, Duration period);

    /** The lever of a kind. */
    Lever lever(LeverKind kind);

    /**
     * What of a domain's near memory the host holds now. That is slow where a domain has much memory, since the kernel goes
     * through its page tables: to be asked around a resize, not in each cycle.
     *
     * @return empty where the near memory of the domain cannot be told from its far memory
     */
    default Optional<NearResidence> nearResidence(DomainDescription domain) {
        return Optional.empty();
    }

    /** Lets go of the hypervisor; whoever is asked after that fails. Where there is nothing to let go of, does nothing. */
    @Override
    default void close() {}
}
