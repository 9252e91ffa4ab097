/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.util.Objects;
import java.util.Optional;

/**
 * An event as the kernel knows it.
 *
 * @param spec how the operator wrote it, for messages
 * @param type the number of its PMU
 * @param words which event of that PMU
 * @param probedFile of a uprobe the file it is in; empty for anything else
 * @param ofCpu whether the CPU's own PMU counts it, which can tell the guest's part from the host's
 */
record PerfEvent(String spec, int type, ConfigWords words, Optional<String> probedFile, boolean ofCpu) {
    /** PMU numbers that are the same everywhere, from {@code enum perf_type_id} in {@code linux/perf_event.h}. */
    static final int TYPE_HARDWARE = 0;

    static final int TYPE_SOFTWARE = 1;
    static final int TYPE_CACHE = 3;
    static final int TYPE_RAW = 4;

    PerfEvent {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(words, "words");
        Objects.requireNonNull(probedFile, "probedFile");
        if (type < 0) {
            throw new IllegalArgumentException("the type of a PMU is at least 0: " + type);
        }
    }

    static PerfEvent ofCpu(String spec, int type, long config) {
        return new PerfEvent(spec, type, ConfigWords.of(config), Optional.empty(), true);
    }

    static PerfEvent software(String spec, long config) {
        return new PerfEvent(spec, TYPE_SOFTWARE, ConfigWords.of(config), Optional.empty(), false);
    }
}
