/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the daemon found when it started; it stays so until the daemon is restarted.
 *
 * @param nearNodes the host's nodes of DRAM
 * @param farNodes the host's nodes of slower memory; empty where it has none
 * @param tiers what that was concluded from, without a full stop
 * @param access what counts the accesses of the domains: {@code perf}, or {@code none} where nothing does
 * @param uncounted why nothing counts them, without a full stop; absent where something does
 */
public record SetupReport(
        List<Integer> nearNodes, List<Integer> farNodes, String tiers, String access, Optional<String> uncounted) {
    public SetupReport {
        nearNodes = List.copyOf(nearNodes);
        farNodes = List.copyOf(farNodes);
        Objects.requireNonNull(tiers, "tiers");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(uncounted, "uncounted");
    }
}
