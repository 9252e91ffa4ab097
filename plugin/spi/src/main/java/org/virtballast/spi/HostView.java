/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The host as a policy sees it at the start of a cycle.
 *
 * @param time when the view was taken
 * @param sinceLast time since the view before; zero for the first
 * @param budget memory the domains may hold together, in bytes
 * @param freeBudget what of the budget no domain holds or was promised, in bytes; negative while they hold too much
 * @param pressure how much near memory the host has left for itself
 * @param domains every running domain of the host, resizable or not
 */
public record HostView(
        Instant time,
        Duration sinceLast,
        long budget,
        long freeBudget,
        HostPressure pressure,
        List<DomainView> domains) {
    public HostView {
        Objects.requireNonNull(time, "time");
        if (sinceLast.isNegative()) {
            throw new IllegalArgumentException("sinceLast is negative: " + sinceLast);
        }
        if (budget < 0) {
            throw new IllegalArgumentException("budget is negative: " + budget);
        }
        Objects.requireNonNull(pressure, "pressure");
        domains = List.copyOf(domains);
    }
}
