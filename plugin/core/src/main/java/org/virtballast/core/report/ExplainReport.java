/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Why a domain has the size it has: the last decisions about it, oldest first. Cycles in a row that decided the same for
 * the same reason are one entry.
 *
 * @param id the domain's identity
 * @param name what people call it
 * @param lever what it is resized by
 * @param problems what was wrong with it when it was last seen, such as a mistake in its metadata, a sentence each
 * @param entries the decisions
 */
public record ExplainReport(UUID id, String name, LeverReport lever, List<String> problems, List<Entry> entries) {
    public ExplainReport {
        problems = List.copyOf(problems);
        entries = List.copyOf(entries);
    }

    /**
     * One decision.
     *
     * @param firstCycle the first cycle that decided it
     * @param lastCycle the last cycle in a row that decided it
     * @param time when the first of these cycles began
     * @param kind {@code moved}, {@code would-move}, {@code failed}, {@code refused} or {@code kept}
     * @param sentence what was decided and why
     */
    public record Entry(long firstCycle, long lastCycle, Instant time, String kind, String sentence) {}
}
