/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import org.virtballast.spi.DomainView;

/** What the policy remembers of a domain between views. */
final class DomainMemory {
    /** How many windows ahead a rising hit ratio is trusted to rise on as it does. */
    private static final int TREND_WINDOWS = 3;

    private static final double UNKNOWN = -1;
    private static final long NEVER_SEEN = -1;

    private final Damper damper;
    private long target = NEVER_SEEN;
    private double estimate = UNKNOWN;
    private double rise;

    DomainMemory(Tuning tuning) {
        this.damper = new Damper(tuning.calmWindows());
    }

    Damper damper() {
        return damper;
    }

    /** Takes the domain's next view into account. */
    void see(DomainView view) {
        if (target != NEVER_SEEN && view.target() != target) {
            damper.moved(view.target() > target ? Damper.Direction.UP : Damper.Direction.DOWN);
        } else if (view.accesses().isPresent()) {
            damper.still();
        }
        target = view.target();
        double now = view.hitRatio().map(hitRatio -> hitRatio.estimate()).orElse(UNKNOWN);
        rise = now == UNKNOWN || estimate == UNKNOWN ? 0 : now - estimate;
        estimate = now;
    }

    /**
     * Whether the hit ratio is on its way to a value without help. After a grant the guest's kernel takes a while to move hot
     * pages to the near tier; feeding it on meanwhile would take from donors what is not needed.
     */
    boolean risesTo(double wanted) {
        return rise > 0 && estimate + TREND_WINDOWS * rise >= wanted;
    }
}
