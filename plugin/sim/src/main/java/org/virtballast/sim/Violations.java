/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

/**
 * How often what the engine promises was broken, judged by the guests as they are.
 *
 * @param budget a resize brought what the guests hold or may come to hold above the budget, or further above it
 * @param floor a take left a guest less than what it uses and its headroom
 * @param bounds a resize left a domain's bounds, or went further from them
 * @param stale a take from a guest without fresh statistics
 * @param held a resize of a domain that is paused, gone or held
 * @param oom a guest ran out of memory because too much was taken
 */
public record Violations(int budget, int floor, int bounds, int stale, int held, int oom) {
    /** All of them. */
    public int total() {
        return budget + floor + bounds + stale + held + oom;
    }
}
