/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import java.util.Objects;

/**
 * Whether a domain may be resized in this cycle.
 *
 * @param mayGive whether memory may be taken from it
 * @param mayGet whether memory may be given to it
 * @param reason why not, in words for an operator; empty where both are allowed
 */
public record Eligibility(boolean mayGive, boolean mayGet, String reason) {
    /** Both directions are open. */
    public static final Eligibility FULL = new Eligibility(true, true, "");

    public Eligibility {
        Objects.requireNonNull(reason, "reason");
        if (reason.isEmpty() != (mayGive && mayGet)) {
            throw new IllegalArgumentException("a reason is needed exactly where a direction is closed");
        }
    }

    /** Neither direction is open. */
    public static Eligibility none(String reason) {
        return new Eligibility(false, false, reason);
    }

    /** Memory may be given to the domain, not taken from it. */
    public static Eligibility growOnly(String reason) {
        return new Eligibility(false, true, reason);
    }
}
