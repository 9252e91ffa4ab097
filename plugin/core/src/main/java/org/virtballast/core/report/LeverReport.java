/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import java.util.List;
import java.util.Optional;
import org.virtballast.spi.ByteSize;

/**
 * What a domain is resized by.
 *
 * @param kind {@code balloon}, or {@code near}: memory devices on its near NUMA cell, and then all sizes are of near memory
 * @param reason what that was concluded from
 * @param nearCells the NUMA cells of its guest that are near; empty where it has no cells
 * @param step what it moves at once, in bytes
 * @param far what its guest has beside what it moves, in bytes
 * @param lastYield what the last take that could be measured yielded; absent before there was one
 */
public record LeverReport(
        String kind, String reason, List<Integer> nearCells, long step, long far, Optional<YieldReport> lastYield) {
    public LeverReport {
        nearCells = List.copyOf(nearCells);
    }

    /**
     * What a take yielded.
     *
     * @param taken what the domain gave, in bytes; above 0
     * @param gained what the host held less of its near memory after it, in bytes; below 0 where it held more
     */
    public record YieldReport(long taken, long gained) {
        /** In words, without a full stop. */
        public String sentence() {
            return "of the " + ByteSize.format(taken) + " that it gave last, " + ByteSize.format(Math.max(0, gained))
                    + " were near memory";
        }
    }
}
