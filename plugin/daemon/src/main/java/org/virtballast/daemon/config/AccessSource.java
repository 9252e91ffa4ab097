/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What counts the memory accesses of the domains. */
public enum AccessSource {
    /** The best that this host offers; nothing where it offers nothing. */
    AUTO,
    /** The host kernel's performance events. */
    PERF,
    /** Nothing: no hit ratios are known. */
    NONE;

    /** The source of that name as files write it, in lower case; empty where there is none. */
    static Optional<AccessSource> of(String text) {
        return Arrays.stream(values())
                .filter(source -> source.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }
}
