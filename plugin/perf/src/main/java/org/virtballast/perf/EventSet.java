/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is counted on each thread.
 *
 * @param near at least one; the first leads the group
 * @param far the group's last members
 */
record EventSet(List<PerfEvent> near, List<PerfEvent> far) {
    EventSet {
        near = List.copyOf(near);
        far = List.copyOf(far);
        if (near.isEmpty()) {
            throw new IllegalArgumentException("a group of events needs a near event to lead it");
        }
    }

    /** All of them in the order in which they are opened and read. */
    List<PerfEvent> all() {
        return Stream.concat(near.stream(), far.stream()).toList();
    }

    /** Descriptors that a thread takes. */
    int size() {
        return near.size() + far.size();
    }

    /** Whether any is counted by the CPU's own PMU. */
    boolean useCpuPmu() {
        return all().stream().anyMatch(PerfEvent::ofCpu);
    }
}
