/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

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
     * Samples the given domains in one call; a domain that does not run any more is missing in the answer.
     *
     * @throws HypervisorException where the hypervisor says no
     */
    Map<UUID, DomainSample> sample(Collection<UUID> ids);

    /**
     * Makes the guest report balloon statistics at a period.
     *
     * @param period whole seconds, at least 1
     * @throws HypervisorException where the hypervisor says no
     */
    void setStatsPeriod(UUID id, Duration period);

    /**
     * Asks the guest to have a size. Returns before the guest complies; whether it does is seen in later samples.
     *
     * @param bytes the size, above 0; the boundary's granularity is 1 KiB, to which it is rounded down
     * @throws HypervisorException where the hypervisor says no; the guest may have been asked all the same
     */
    void setMemory(UUID id, long bytes);

    /** Lets go of the hypervisor; whoever is asked after that fails. Where there is nothing to let go of, does nothing. */
    @Override
    default void close() {}
}
