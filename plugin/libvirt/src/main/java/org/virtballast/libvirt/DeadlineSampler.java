/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.virtballast.core.port.DomainSample;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;

/**
 * Samples, and waits no longer than a deadline. libvirt waits without end for a QEMU that hangs, and one such guest must
 * not blind us to all others. The call that hangs is left to itself; as long as it does, the domain counts as busy, so
 * libvirt answers the next call without it.
 */
final class DeadlineSampler {
    /** Calls that may hang at once: each holds a thread, and a libvirt that hangs for hours must not fill the host with them. */
    static final int MOST_HANGING = 3;

    private final Supplier<BulkSampler> samplers;
    private final Duration deadline;
    private final AtomicInteger hanging = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(DeadlineSampler::daemon);
    private BulkSampler sampler;

    /**
     * @param samplers gives the sampler to begin with, and one for each that had to be left to itself
     */
    DeadlineSampler(Supplier<BulkSampler> samplers, Duration deadline) {
        this.samplers = samplers;
        this.deadline = deadline;
        sampler = samplers.get();
    }

    /**
     * Samples the given domains; those that do not run are missing.
     *
     * @throws HypervisorException where libvirt says no, or nothing in time
     */
    synchronized Map<UUID, DomainSample> sample(Collection<UUID> ids) {
        if (hanging.get() >= MOST_HANGING) {
            throw new HypervisorException(
                    Kind.REFUSED,
                    "cannot read the statistics of the domains: " + MOST_HANGING + " earlier calls still hang");
        }
        BulkSampler asked = sampler;
        Future<Map<UUID, DomainSample>> answer = threads.submit(() -> asked.sample(ids));
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            abandon();
            throw unanswered(
                    "no answer within " + deadline.toSeconds()
                            + "s: a QEMU hangs, or libvirt does; asked anew in the next cycle",
                    e);
        } catch (InterruptedException e) {
            abandon();
            Thread.currentThread().interrupt();
            throw unanswered("the wait for the answer was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HypervisorException said) {
                throw new HypervisorException(said.kind(), said.getMessage(), said);
            }
            throw new IllegalStateException("sampling failed in an unforeseen way", e.getCause());
        }
    }

    /** Frees what is kept, now or when a call that hangs returns; to be called before the connection closes. */
    synchronized void close() {
        sampler.release();
        // Not shutdownNow: what frees after a call that hangs must run.
        threads.shutdown();
    }

    private void abandon() {
        BulkSampler left = sampler;
        sampler = samplers.get();
        hanging.incrementAndGet();
        threads.execute(() -> {
            // Waits for the call, then frees what it used.
            left.release();
            hanging.decrementAndGet();
        });
    }

    private static HypervisorException unanswered(String why, Exception cause) {
        return new HypervisorException(Kind.REFUSED, "cannot read the statistics of the domains: " + why, cause);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "libvirt-sampler");
        thread.setDaemon(true);
        return thread;
    }
}
