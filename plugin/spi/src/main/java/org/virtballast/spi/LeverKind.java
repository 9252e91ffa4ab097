/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a domain is resized by. */
public enum LeverKind {
    /** Its balloon: it moves pages that the guest has free, of whichever tier, a page at a time. */
    BALLOON,

    /** Memory devices on its near NUMA cell: they move near memory alone, resident or not, a block at a time. */
    NEAR;

    /** The kind of that name as files and screens write it; empty where there is none. */
    public static Optional<LeverKind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.label().equals(text)).findFirst();
    }

    /** The name as files and screens write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
