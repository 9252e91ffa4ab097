/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.util.ArrayList;
import java.util.List;

/** The group of events that is open on one thread. */
final class ThreadEvents implements AutoCloseable {
    private final PerfKernel kernel;
    private final EventSet events;
    private final List<Integer> descriptors;
    private TierCounts last;

    private ThreadEvents(PerfKernel kernel, EventSet events, List<Integer> descriptors) {
        this.kernel = kernel;
        this.events = events;
        this.descriptors = descriptors;
    }

    /**
     * Opens the group; counting starts.
     *
     * @throws ErrnoException where the kernel refuses one event: then none is open
     */
    static ThreadEvents open(PerfKernel kernel, EventSet events, VcpuThread thread) throws ErrnoException {
        ThreadEvents opened = new ThreadEvents(kernel, events, new ArrayList<>());
        try {
            for (PerfEvent event : events.all()) {
                int leader = opened.descriptors.isEmpty() ? PerfKernel.NO_LEADER : opened.descriptors.get(0);
                opened.descriptors.add(kernel.open(event, thread, leader));
            }
            // The leader counts from before its members are there; from here on all have counted the same time.
            opened.last = opened.read();
            return opened;
        } catch (ErrnoException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * What was counted since the call before, or since the group was opened. A thread that ended keeps its counts.
     *
     * @throws ErrnoException where the kernel refuses
     */
    TierCounts sinceLast() throws ErrnoException {
        TierCounts now = read();
        TierCounts window = now.since(last);
        last = now;
        return window;
    }

    private TierCounts read() throws ErrnoException {
        long[] words = kernel.read(descriptors.get(0), events.size());
        int firstFar = 2 + events.near().size();
        return new TierCounts(words[0], words[1], sum(words, 2, firstFar), sum(words, firstFar, 2 + events.size()));
    }

    private static long sum(long[] words, int from, int to) {
        long sum = 0;
        for (int word = from; word < to; word++) {
            sum += words[word];
        }
        return sum;
    }

    @Override
    public void close() {
        // The leader last: without it the kernel would make each member a group of its own, for nothing.
        for (int event = descriptors.size() - 1; event >= 0; event--) {
            kernel.close(descriptors.get(event));
        }
        descriptors.clear();
    }
}
