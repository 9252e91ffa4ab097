/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.StatusReport;

/**
 * In how many cycles a guest was on its target. A cycle whose hit ratio is not known, since the guest was resized in it, counts as
 * the one before: who resizes often is not to hide behind that.
 */
final class TimeOnTarget {
    private final double wanted;
    private final Map<String, int[]> cycles = new LinkedHashMap<>();
    private final Map<String, Boolean> before = new HashMap<>();

    /** @param wanted the hit ratio from which on a guest is on its target */
    TimeOnTarget(double wanted) {
        this.wanted = wanted;
    }

    /** Takes a cycle's status into account. */
    void see(StatusReport status) {
        for (DomainReport domain : status.domains()) {
            domain.hitRatio().ifPresent(hitRatio -> before.put(domain.name(), hitRatio.estimate() >= wanted));
            Boolean on = before.get(domain.name());
            if (on != null) {
                int[] counts = cycles.computeIfAbsent(domain.name(), name -> new int[2]);
                counts[0] += on ? 1 : 0;
                counts[1]++;
            }
        }
    }

    /** Each guest's share, and that of both together. */
    String line() {
        int on = cycles.values().stream().mapToInt(counts -> counts[0]).sum();
        int all = cycles.values().stream().mapToInt(counts -> counts[1]).sum();
        String each = cycles.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT, "%s %.3f", entry.getKey(), entry.getValue()[0] / (double) entry.getValue()[1]))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "on target: %s, together %.3f of %d guest and cycle pairs",
                each,
                on / (double) Math.max(1, all),
                all);
    }
}
