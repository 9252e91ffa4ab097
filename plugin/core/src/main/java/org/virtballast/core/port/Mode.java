/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.util.Locale;
import java.util.Optional;

/** How far the daemon may go with a domain. */
public enum Mode {
    /** Measured and resized. */
    AUTO,
    /** Measured, decided about, never resized. */
    OBSERVE,
    /** Neither measured nor resized; its memory still counts. */
    OFF;

    /** The mode of that name as files write it, in lower case; empty where there is none. */
    public static Optional<Mode> of(String text) {
        for (Mode mode : values()) {
            if (mode.label().equals(text)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }

    /** The name as files and screens write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
