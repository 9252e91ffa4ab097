/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Optional;
import java.util.OptionalLong;
import org.virtballast.core.port.HostMemory;

/**
 * Works out what the domains may hold together. Where no size is configured it is the near tier less the reserve and less
 * what the host itself was seen to use, so it shrinks when the host needs more.
 */
final class HostBudget {
    /** What the host stops to use is given out a tenth a cycle: what went up a moment ago may again. */
    private static final double RELEASE = 0.1;

    private static final double UNKNOWN = -1;

    private double ownUse = UNKNOWN;
    private OptionalLong last = OptionalLong.empty();

    /**
     * The budget now, in bytes.
     *
     * @param memory the host's memory; where it cannot be read the last budget stands
     * @param resident what the domains' processes hold of it, in bytes
     * @param committed what the domains hold and were promised: the budget as long as nothing was ever read, so that nobody
     *     gets any more
     */
    long budget(BudgetRule rule, Optional<HostMemory> memory, long resident, long committed) {
        if (rule.fixed().isPresent()) {
            return rule.fixed().getAsLong();
        }
        memory.ifPresent(seen -> last = OptionalLong.of(beyondOwnUse(rule, seen, resident)));
        return last.orElse(committed);
    }

    private long beyondOwnUse(BudgetRule rule, HostMemory memory, long resident) {
        double used = Math.max(0, memory.total() - memory.available() - resident);
        ownUse = ownUse == UNKNOWN || used >= ownUse ? used : ownUse + RELEASE * (used - ownUse);
        return Math.max(0, (long) (memory.total() * (1 - rule.reserve()) - ownUse));
    }
}
