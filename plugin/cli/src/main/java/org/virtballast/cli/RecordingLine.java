/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.report.CycleReport;

/**
 * A line of a recording: one of both.
 *
 * @param run a run of the daemon; the cycles that follow are of it
 * @param cycle a cycle
 */
record RecordingLine(Optional<Run> run, Optional<CycleReport> cycle) {
    /** The form that this command writes and reads. */
    static final int FORMAT = 1;

    /**
     * A run of the daemon.
     *
     * @param format of the lines that follow
     * @param id tells this run from others
     * @param version of the daemon
     */
    record Run(int format, UUID id, String version) {}
}
