/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * The cycles that the daemon still remembers, from one on.
 *
 * @param run the run of the daemon: its cycles count from 1
 * @param version of the daemon
 * @param cycles in their order; empty where there is none yet
 */
public record CyclesReport(UUID run, String version, List<CycleReport> cycles) {
    public CyclesReport {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(version, "version");
        cycles = List.copyOf(cycles);
    }
}
