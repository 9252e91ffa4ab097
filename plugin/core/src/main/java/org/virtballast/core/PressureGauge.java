/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.Optional;
import org.virtballast.core.port.HostMemory;
import org.virtballast.core.port.HostMemory.Stall;
import org.virtballast.spi.HostPressure;

/**
 * Tells how short the host itself is of near memory, with hysteresis: a level is entered at once and left only when there is
 * half as much again as it was entered at. The shares are ESX's own (soft 4 %, hard 2 %, low 1 % of memory; Waldspurger, OSDI
 * 2002, section 6.3). Where the kernel tells how long tasks waited for memory, that counts too.
 */
final class PressureGauge {
    private static final double SOFT_SHARE = 0.04;
    private static final double HARD_SHARE = 0.02;
    private static final double LOW_SHARE = 0.01;

    private static final double LEAVE = 1.5;

    private HostPressure level = HostPressure.HIGH;

    /** The level now; as it was where the host's memory cannot be read. */
    HostPressure read(Optional<HostMemory> memory) {
        memory.ifPresent(seen -> {
            HostPressure entered = level(seen, 1);
            // By how much more is available, or less waited for, than where the levels begin.
            HostPressure left = level(seen, LEAVE);
            level = entered.atLeast(level) ? entered : level.atLeast(left) ? left : level;
        });
        return level;
    }

    private static HostPressure level(HostMemory memory, double margin) {
        double share = (double) memory.available() / memory.total() / margin;
        HostPressure byShare = share < LOW_SHARE
                ? HostPressure.LOW
                : share < HARD_SHARE ? HostPressure.HARD : share < SOFT_SHARE ? HostPressure.SOFT : HostPressure.HIGH;
        HostPressure byStall = memory.stall().map(stall -> level(stall, margin)).orElse(HostPressure.HIGH);
        return byShare.atLeast(byStall) ? byShare : byStall;
    }

    private static HostPressure level(Stall stall, double margin) {
        if (stall.full() * margin >= Stall.HARD_FULL) {
            return HostPressure.HARD;
        }
        return stall.some() * margin >= Stall.SOFT_SOME ? HostPressure.SOFT : HostPressure.HIGH;
    }
}
