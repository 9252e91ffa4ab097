/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A kernel whose threads do what a test says. An event counts what happened on its thread since it was opened. */
final class FakePerfKernel implements PerfKernel {
    private final Map<Integer, Opened> open = new TreeMap<>();
    private final Map<Integer, Done> done = new HashMap<>();
    private final Map<String, Integer> refusedEvents = new HashMap<>();
    private final Map<Integer, Integer> refusedThreads = new HashMap<>();
    private int mostOpen = Integer.MAX_VALUE;
    private int readErrno;
    private int opens;
    private int nextDescriptor = 100;

    /** One open event, and where its thread was then. */
    private record Opened(PerfEvent event, int thread, int leader, Done from) {}

    /** What a thread did so far. */
    private record Done(long enabled, long running, Map<String, Long> counts) {
        private long count(String event) {
            return counts.getOrDefault(event, 0L);
        }
    }

    /** A thread runs for some nanoseconds, of which its events are on the PMU for some. */
    void run(int thread, long enabled, long running, Map<String, Long> counts) {
        Done before = done(thread);
        Map<String, Long> sums = new HashMap<>(before.counts);
        counts.forEach((event, count) -> sums.merge(event, count, Long::sum));
        done.put(thread, new Done(before.enabled + enabled, before.running + running, sums));
    }

    void refuseEvent(String spec, int errno) {
        refusedEvents.put(spec, errno);
    }

    void refuseThread(int thread, int errno) {
        refusedThreads.put(thread, errno);
    }

    void refuseNothing() {
        refusedEvents.clear();
        refusedThreads.clear();
        mostOpen = Integer.MAX_VALUE;
        readErrno = 0;
    }

    void limitOpen(int most) {
        mostOpen = most;
    }

    void failReads(int errno) {
        readErrno = errno;
    }

    int openCount() {
        return open.size();
    }

    /** How often an event was asked for, granted or not. */
    int opens() {
        return opens;
    }

    /** The threads of the events that are open, each as often as it has events. */
    List<Integer> openThreads() {
        return open.values().stream().map(Opened::thread).sorted().toList();
    }

    private Done done(int thread) {
        return done.getOrDefault(thread, new Done(0, 0, Map.of()));
    }

    @Override
    public int open(PerfEvent event, VcpuThread thread, int leader) throws ErrnoException {
        opens++;
        int errno = open.size() >= mostOpen
                ? Errno.EMFILE.number()
                : refusedThreads.getOrDefault(thread.id(), refusedEvents.getOrDefault(event.spec(), 0));
        if (errno != 0) {
            throw new ErrnoException("opening event '" + event.spec() + "'", errno);
        }
        if (leader != NO_LEADER && !open.containsKey(leader)) {
            throw new IllegalStateException("there is no leader " + leader);
        }
        open.put(nextDescriptor, new Opened(event, thread.id(), leader, done(thread.id())));
        return nextDescriptor++;
    }

    @Override
    public long[] read(int leader, int events) throws ErrnoException {
        if (readErrno != 0) {
            throw new ErrnoException("reading a group of " + events + " events", readErrno);
        }
        List<Opened> group = new ArrayList<>(List.of(open.get(leader)));
        open.values().stream().filter(member -> member.leader == leader).forEach(group::add);
        if (group.size() != events) {
            throw new IllegalStateException("the group has " + group.size() + " events, not " + events);
        }
        Done from = group.get(0).from;
        Done now = done(group.get(0).thread);
        long[] words = new long[2 + events];
        words[0] = now.enabled - from.enabled;
        words[1] = now.running - from.running;
        for (int event = 0; event < events; event++) {
            Opened member = group.get(event);
            words[2 + event] = now.count(member.event.spec()) - member.from.count(member.event.spec());
        }
        return words;
    }

    @Override
    public void close(int descriptor) {
        if (open.remove(descriptor) == null) {
            throw new IllegalStateException("descriptor " + descriptor + " is not open");
        }
    }
}
