/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.util.Map;

/** Linux, called through the C library. */
final class LinuxPerfKernel implements PerfKernel {
    /** By {@code os.arch}. Source: the kernel's system call tables. Both are 64-bit and little-endian. */
    private static final Map<String, Long> PERF_EVENT_OPEN = Map.of("amd64", 298L, "aarch64", 241L);

    private static final long ANY_CPU = -1;
    private static final long CLOSE_ON_EXEC = 8;

    /** Number of events, time enabled, time running. */
    private static final int HEAD_WORDS = 3;

    private static final int MOST_EVENTS = 509;

    private final LibC libc;
    private final long perfEventOpen;
    private final Memory buffer = new Memory((long) Long.BYTES * (HEAD_WORDS + MOST_EVENTS));

    /**
     * @param architecture as the system property {@code os.arch} has it
     * @throws UnsupportedOperationException where the system call's number is not known
     */
    LinuxPerfKernel(LibC libc, String architecture) {
        if (!PERF_EVENT_OPEN.containsKey(architecture)) {
            throw new UnsupportedOperationException("perf events are not supported on this machine's architecture, '"
                    + architecture + "', but only on amd64 and aarch64; use another source of accesses");
        }
        this.libc = libc;
        this.perfEventOpen = PERF_EVENT_OPEN.get(architecture);
    }

    /** The kernel of this machine. */
    static LinuxPerfKernel ofThisMachine() {
        return new LinuxPerfKernel(Native.load("c", LibC.class), System.getProperty("os.arch"));
    }

    @Override
    public int open(PerfEvent event, VcpuThread thread, int leader) throws ErrnoException {
        try (PerfEventAttr attr = new PerfEventAttr(event, event.ofCpu() && thread.kvm())) {
            while (true) {
                try {
                    return (int)
                            libc.syscall(perfEventOpen, attr.pointer(), thread.id(), ANY_CPU, leader, CLOSE_ON_EXEC);
                } catch (LastErrorException e) {
                    requireInterrupted(e, "opening event '" + event.spec() + "'");
                }
            }
        }
    }

    @Override
    public long[] read(int leader, int events) throws ErrnoException {
        if (events > MOST_EVENTS) {
            throw new IllegalArgumentException("a group of " + events + " events is above " + MOST_EVENTS);
        }
        long bytes = (long) Long.BYTES * (HEAD_WORDS + events);
        while (true) {
            try {
                long got = libc.read(leader, buffer, bytes);
                if (got != bytes || buffer.getLong(0) != events) {
                    // The kernel reads nothing of a group that it gave up on.
                    throw new ErrnoException(
                            "reading a group of " + events + " events (" + got + " bytes came)", Errno.EIO.number());
                }
                return buffer.getLongArray(Long.BYTES, HEAD_WORDS - 1 + events);
            } catch (LastErrorException e) {
                requireInterrupted(e, "reading a group of " + events + " events");
            }
        }
    }

    @Override
    public void close(int descriptor) {
        libc.close(descriptor);
    }

    private static void requireInterrupted(LastErrorException e, String doing) throws ErrnoException {
        if (e.getErrorCode() != Errno.EINTR.number()) {
            throw new ErrnoException(doing, e.getErrorCode());
        }
    }
}
