/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import java.util.Locale;

/**
 * How much near memory the host has left for itself, in the four states of ESX (Waldspurger, "Memory Resource Management in
 * VMware ESX Server", OSDI 2002, section 6.3). The order is from ease to need.
 */
public enum HostPressure {
    /** There is enough. */
    HIGH,
    /** It gets less than is comfortable; nothing is forbidden yet. */
    SOFT,
    /** It is short: no domain is given more, but for what it gets back. */
    HARD,
    /** It is about to run out: what domains leave unused is taken ahead of any policy. */
    LOW;

    /** The level as reports write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether there is as much need as at a level, or more. */
    public boolean atLeast(HostPressure level) {
        return compareTo(level) >= 0;
    }
}
