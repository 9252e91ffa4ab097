/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HypervisorException;

/**
 * Samples, and waits no longer than a deadline: one guest whose QEMU hangs must not blind us to all others. As long as a call
 * hangs, the domain counts as busy, so libvirt answers the next call without it. That next call needs a sampler of its own.
 */
final class DeadlineSampler {
    private final Supplier<BulkSampler> samplers;
    private final DeadlineCalls calls;
    private volatile BulkSampler sampler;

    /**
     * @param samplers gives the sampler to begin with, and one for each that had to be left to itself
     * @param calls used for nothing else: other calls that hang must not keep this from sampling
     */
    DeadlineSampler(Supplier<BulkSampler> samplers, DeadlineCalls calls) {
        this.samplers = samplers;
        this.calls = calls;
        sampler = samplers.get();
    }

    /**
     * Samples the given domains; those that do not run are missing.
     *
     * @throws HypervisorException where libvirt says no, or nothing in time
     */
    synchronized Map<UUID, DomainSample> sample(Collection<UUID> ids) {
        BulkSampler asked = sampler;
        Patience patience = new Patience(asked::release);
        try {
            return calls.call(asked, "read the statistics of the domains", patience, () -> asked.sample(ids));
        } finally {
            if (patience.isGivenUp()) {
                sampler = samplers.get();
            }
        }
    }

    /** Frees what is kept; to be called before the connection closes and while no call is under way. */
    void close() {
        sampler.release();
    }
}
