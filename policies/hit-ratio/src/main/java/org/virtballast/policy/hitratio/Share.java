/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

/** Writes shares with three decimals. A formatter would take most of the time of a cycle with thousands of domains. */
final class Share {
    private static final int PARTS = 1000;

    private Share() {}

    /** Appends a share from 0 to 1. */
    static StringBuilder append(StringBuilder text, double share) {
        int parts = (int) Math.round(share * PARTS);
        text.append(parts / PARTS).append('.');
        int decimals = parts % PARTS;
        if (decimals < 100) {
            text.append(decimals < 10 ? "00" : "0");
        }
        return text.append(decimals);
    }
}
