/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.virtballast.core.port.AccessReading;
import org.virtballast.core.port.HostClock;
import org.virtballast.spi.Accesses;

/** The events that are open on the virtual CPUs of one domain: follows its threads, and sums what they counted. */
final class DomainEvents implements AutoCloseable {
    private static final String SOURCE = "perf";

    private final PerfKernel kernel;
    private final EventSet events;
    private final double scale;
    private final HostClock clock;
    private final Map<VcpuThread, ThreadEvents> open = new HashMap<>();
    private Optional<Vcpus> counted = Optional.empty();
    private Duration countedUntil = Duration.ZERO;

    DomainEvents(PerfKernel kernel, EventSet events, double scale, HostClock clock) {
        this.kernel = kernel;
        this.events = events;
        this.scale = scale;
        this.clock = clock;
    }

    /**
     * Reads the window since the call before, and makes the next one begin.
     *
     * @throws ErrnoException where the kernel refuses; what is open should then be closed
     */
    AccessReading read(String domain, Vcpus vcpus) throws ErrnoException {
        boolean began = counted.isEmpty();
        if (counted.isPresent() && !counted.get().sameProcessAs(vcpus)) {
            close();
            began = true;
        }
        Duration now = clock.uptime();
        Duration window = now.minus(countedUntil);
        if (!began && window.isZero()) {
            return new AccessReading.NotCounted(
                    "domain '" + domain + "' was read twice at the same time: no window yet");
        }
        counted = Optional.of(vcpus);
        countedUntil = now;
        // First what was open: threads that ended have counted in this window too.
        Sum sum = readAll();
        closeEnded(vcpus);
        openNew(vcpus);
        if (began) {
            return new AccessReading.NotCounted(
                    "counting of domain '" + domain + "' began with this cycle: the next one has the first window");
        }
        if (sum.missed) {
            return new AccessReading.NotCounted(
                    "domain '" + domain + "' was not counted in this window: the events had no time"
                            + " on the PMU in this window, since others use its counters; count fewer events or end other profilers");
        }
        return new AccessReading.Counted(new Accesses(sum.near, sum.far, scale, window, SOURCE));
    }

    private Sum readAll() throws ErrnoException {
        Sum sum = new Sum();
        for (ThreadEvents thread : open.values()) {
            sum.add(thread.sinceLast());
        }
        return sum;
    }

    private void closeEnded(Vcpus vcpus) {
        Set<VcpuThread> ended = new HashSet<>(open.keySet());
        ended.removeAll(vcpus.threads());
        ended.forEach(thread -> open.remove(thread).close());
    }

    private void openNew(Vcpus vcpus) throws ErrnoException {
        for (VcpuThread thread : vcpus.threads()) {
            if (!open.containsKey(thread)) {
                try {
                    open.put(thread, ThreadEvents.open(kernel, events, thread));
                } catch (ErrnoException e) {
                    if (!e.is(Errno.ESRCH)) {
                        throw e;
                    }
                    // It ended since the threads were listed; the next cycle does not see it.
                }
            }
        }
    }

    @Override
    public void close() {
        open.values().forEach(ThreadEvents::close);
        open.clear();
        counted = Optional.empty();
    }

    /** What the threads counted together. */
    private static final class Sum {
        private double near;
        private double far;
        private boolean missed;

        private void add(TierCounts window) {
            near += window.nearInAllTime();
            far += window.farInAllTime();
            missed |= window.missed();
        }
    }
}
