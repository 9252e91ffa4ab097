/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Locale;

/** How a domain is, in one word; its eligibility says why. */
enum Condition {
    /** It may be resized both ways. */
    NORMAL,
    /** Its configuration or its state forbids to touch it. */
    LEFT_ALONE,
    /** An operator paused it, or all domains. */
    PAUSED,
    /** Somebody else resized it. */
    HELD,
    /** Its guest has only just started, or was reset. */
    BOOTING,
    /** Its guest has no balloon driver. */
    DRIVERLESS,
    /** What its guest reports cannot be believed. */
    UNKNOWN,
    /** It runs short of the memory that was taken from it. */
    DISTRESSED,
    /** It ran short a while ago. */
    RECOVERING,
    /** The host does not gain what it gives up. */
    NOT_RECLAIMABLE,
    /** What it gave freed no near memory. */
    NO_NEAR_YIELD,
    /** It did not move when it was asked to. */
    STUCK;

    /** Whether the domain is not to be asked for anything, not even to stay where it is. */
    boolean untouchable() {
        return switch (this) {
            case LEFT_ALONE, PAUSED, HELD, BOOTING, DRIVERLESS -> true;
            default -> false;
        };
    }

    /** Whether the domain gets back at once what was taken from it: it needs that, or nobody else has got it. */
    boolean getsBack() {
        return switch (this) {
            case DISTRESSED, NOT_RECLAIMABLE, NO_NEAR_YIELD -> true;
            default -> false;
        };
    }

    /** The word as reports write it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
