/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinuxPerfKernelTest {
    private static final VcpuThread KVM = new VcpuThread(81, 500, true);
    private static final VcpuThread TCG = new VcpuThread(82, 500, false);
    private static final PerfEvent RAW =
            new PerfEvent("raw", 4, new ConfigWords(11, 12, 13, 14), Optional.empty(), true);
    private static final PerfEvent PROBE =
            new PerfEvent("probe", 8, new ConfigWords(0, 0, 0x1A0, 0), Optional.of("/usr/lib/libé.so"), false);

    private final ScriptedLibC libc = new ScriptedLibC();
    private final LinuxPerfKernel kernel = new LinuxPerfKernel(libc, "amd64");

    @ParameterizedTest
    @CsvSource({"amd64, 298", "aarch64, 241"})
    void open_callsByTheArchitecturesNumber(String architecture, long number) throws ErrnoException {
        assertEquals(7, new LinuxPerfKernel(libc, architecture).open(RAW, KVM, 5));
        assertEquals(List.of("syscall " + number + " thread 81 cpu -1 leader 5 flags 8"), libc.calls);
    }

    @Test
    void otherArchitecture_isRefused() {
        assertTrue(assertThrows(UnsupportedOperationException.class, () -> new LinuxPerfKernel(libc, "s390x"))
                .getMessage()
                .contains("'s390x'"));
    }

    @Test
    void open_describesTheEvent() throws ErrnoException {
        kernel.open(RAW, TCG, PerfKernel.NO_LEADER);

        assertEquals(4, libc.attr.getInt(0));
        assertEquals(136, libc.attr.getInt(4));
        assertEquals(11, libc.attr.getLong(8));
        assertEquals(0, libc.attr.getLong(16), "sampling");
        assertEquals(11, libc.attr.getLong(32), "read format");
        assertEquals(12, libc.attr.getLong(56));
        assertEquals(13, libc.attr.getLong(64));
        assertEquals(14, libc.attr.getLong(128));
    }

    @Test
    void open_leavesOutTheHostForEventsOfTheCpuUnderKvmOnly() throws ErrnoException {
        assertEquals(1L << 19, flagsOf(RAW, KVM));
        assertEquals(0, flagsOf(RAW, TCG));
        assertEquals(0, flagsOf(PROBE, KVM));
        assertEquals(0, flagsOf(PerfEvent.software("page-faults", 2), KVM));
    }

    @Test
    void open_pointsToTheProbedFile() throws ErrnoException {
        kernel.open(PROBE, TCG, PerfKernel.NO_LEADER);

        assertEquals("/usr/lib/libé.so", libc.path);
        assertEquals(0x1A0, libc.attr.getLong(64));
    }

    @Test
    void interruptedCalls_areRepeated() throws ErrnoException {
        libc.errnos.addAll(List.of(4, 4));
        kernel.open(RAW, KVM, PerfKernel.NO_LEADER);
        libc.errnos.add(4);
        libc.words = new long[] {1, 20, 10, 30};
        kernel.read(7, 1);

        assertEquals(5, libc.calls.size());
    }

    @Test
    void refusal_carriesTheErrno() {
        libc.errnos.add(13);
        ErrnoException opening = assertThrows(ErrnoException.class, () -> kernel.open(RAW, KVM, PerfKernel.NO_LEADER));
        libc.errnos.add(22);
        ErrnoException reading = assertThrows(ErrnoException.class, () -> kernel.read(7, 1));

        assertEquals("opening event 'raw' 13", opening.getMessage() + " " + opening.errno());
        assertEquals("reading a group of 1 events 22", reading.getMessage() + " " + reading.errno());
    }

    @Test
    void read_givesTimesAndCounts() throws ErrnoException {
        libc.words = new long[] {2, 20, 10, 30, 40};

        assertArrayEquals(new long[] {20, 10, 30, 40}, kernel.read(7, 2));
        assertEquals(List.of("read 7 bytes 40"), libc.calls);
    }

    @Test
    void read_ofAnythingButTheWholeGroupIsAnError() {
        libc.words = new long[] {};
        assertThrows(ErrnoException.class, () -> kernel.read(7, 2));

        libc.words = new long[] {1, 20, 10, 30, 0};
        assertThrows(ErrnoException.class, () -> kernel.read(7, 2));
    }

    @Test
    void read_ofMoreEventsThanItHasRoomForIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> kernel.read(7, 510));
    }

    @Test
    void close_closesTheDescriptor() {
        kernel.close(7);

        assertEquals(List.of("close 7"), libc.calls);
    }

    private long flagsOf(PerfEvent event, VcpuThread thread) throws ErrnoException {
        kernel.open(event, thread, PerfKernel.NO_LEADER);
        return libc.attr.getLong(40);
    }

    /** A C library that remembers what it was asked for, and fails as it is told to. */
    private static final class ScriptedLibC implements LibC {
        private final List<String> calls = new ArrayList<>();
        private final Deque<Integer> errnos = new ArrayDeque<>();
        private Pointer attr = Pointer.NULL;
        private String path = "";
        private long[] words = {};

        @Override
        public long syscall(long number, Pointer attributes, long thread, long cpu, long leader, long flags) {
            calls.add("syscall " + number + " thread " + thread + " cpu " + cpu + " leader " + leader + " flags "
                    + flags);
            failIfTold();
            // The caller frees its memory after the call.
            attr = new Memory(136);
            attr.write(0, attributes.getByteArray(0, 136), 0, 136);
            path = attributes.getInt(0) == 8 ? attributes.getPointer(56).getString(0, "UTF-8") : "";
            return 7;
        }

        @Override
        public long read(int descriptor, Pointer buffer, long bytes) {
            calls.add("read " + descriptor + " bytes " + bytes);
            failIfTold();
            buffer.write(0, words, 0, words.length);
            return (long) words.length * Long.BYTES;
        }

        @Override
        public int close(int descriptor) {
            calls.add("close " + descriptor);
            return 0;
        }

        private void failIfTold() {
            if (!errnos.isEmpty()) {
                throw new LastErrorException(errnos.poll());
            }
        }
    }
}
