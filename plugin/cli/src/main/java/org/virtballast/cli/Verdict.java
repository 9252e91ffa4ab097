/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.Locale;

/** What a finding of the doctor's means for the operator, from good to bad. */
enum Verdict {
    /** As it should be. */
    OK(32),
    /** Worth knowing; nothing has to be done. */
    NOTE(36),
    /** Something does less than it could. */
    WARNING(33),
    /** Nothing is rebalanced, or somebody may do what he should not. */
    ERROR(31);

    private final int colour;

    Verdict(int colour) {
        this.colour = colour;
    }

    /** The foreground colour that terminals know it by (ECMA-48, Select Graphic Rendition). */
    int colour() {
        return colour;
    }

    /** The word as texts and JSON write it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
