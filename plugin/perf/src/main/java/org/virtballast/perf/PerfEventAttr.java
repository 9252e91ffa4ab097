/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/**
 * A {@code struct perf_event_attr} in native memory, with the file name that a uprobe's points to. Source of the offsets:
 * {@code linux/perf_event.h}; they have been the same since each field came to be.
 */
final class PerfEventAttr implements AutoCloseable {
    /** {@code PERF_ATTR_SIZE_VER8}. A kernel that knows less takes it as long as what it does not know is zero. */
    static final int BYTES = 136;

    static final long TYPE = 0;
    static final long SIZE = 4;
    static final long CONFIG = 8;
    static final long READ_FORMAT = 32;
    static final long FLAGS = 40;
    static final long CONFIG1 = 56;
    static final long CONFIG2 = 64;
    static final long CONFIG3 = 128;

    /** {@code PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING | PERF_FORMAT_GROUP}. */
    static final long GROUP_WITH_TIMES = 1 | 2 | 8;

    /** The bit field's {@code exclude_host}, counted from the lowest bit as little-endian compilers do. */
    static final long EXCLUDE_HOST = 1L << 19;

    private final Memory block = new Memory(BYTES);
    private final Memory path;

    /**
     * @param guestOnly whether to leave out what the host does on the thread. Nothing else is excluded, nothing is
     *     inherited by threads that the thread starts, and counting starts at once
     */
    PerfEventAttr(PerfEvent event, boolean guestOnly) {
        byte[] name = event.probedFile().orElse("").getBytes(StandardCharsets.UTF_8);
        path = new Memory(name.length + 1L);
        path.write(0, name, 0, name.length);
        path.setByte(name.length, (byte) 0);
        block.clear();
        block.setInt(TYPE, event.type());
        block.setInt(SIZE, BYTES);
        block.setLong(CONFIG, event.words().config());
        block.setLong(READ_FORMAT, GROUP_WITH_TIMES);
        block.setLong(FLAGS, guestOnly ? EXCLUDE_HOST : 0);
        block.setLong(
                CONFIG1,
                event.probedFile().isPresent()
                        ? Pointer.nativeValue(path)
                        : event.words().config1());
        block.setLong(CONFIG2, event.words().config2());
        block.setLong(CONFIG3, event.words().config3());
    }

    /** The structure; only until this is closed. */
    Pointer pointer() {
        return block;
    }

    @Override
    public void close() {
        block.close();
        path.close();
    }
}
