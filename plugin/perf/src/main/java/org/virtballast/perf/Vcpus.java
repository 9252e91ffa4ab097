/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.util.Set;

/**
 * The virtual CPUs of a running domain.
 *
 * @param process the number of its QEMU process
 * @param startTicks when that process started, in clock ticks since boot; another one means that the domain restarted
 * @param threads those that run virtual CPUs now; at least one
 */
record Vcpus(int process, long startTicks, Set<VcpuThread> threads) {
    Vcpus {
        threads = Set.copyOf(threads);
    }

    boolean sameProcessAs(Vcpus other) {
        return process == other.process && startTicks == other.startTicks;
    }

    boolean onKvm() {
        return threads.stream().anyMatch(VcpuThread::kvm);
    }
}
