/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.util.List;
import java.util.Objects;
import org.virtballast.spi.Bounds;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/**
 * Where the memory of a domain is, and what moves it. All sizes of a domain are those of what its lever moves: all of its
 * memory where that is the balloon, that of its near cells where it is memory devices on them.
 *
 * @param farTier where its far memory is
 * @param lever what it is resized by
 * @param step what the lever moves at once, in bytes; above 0
 * @param least what the lever cannot take, in bytes: memory of the near cells that is no device; at least 0
 * @param far what its guest has beside what the lever moves, in bytes; 0 where the lever moves all of it
 * @param nearCells the NUMA cells of its guest that are near; empty where it has no cells
 * @param reason what lever and near cells were concluded from, in words for an operator, without a full stop
 */
public record MemoryLayout(
        FarTier farTier, LeverKind lever, long step, long least, long far, List<Integer> nearCells, String reason) {
    public MemoryLayout {
        Objects.requireNonNull(farTier, "farTier");
        Objects.requireNonNull(lever, "lever");
        nearCells = List.copyOf(nearCells);
        Objects.requireNonNull(reason, "reason");
        if (step <= 0 || least < 0 || far < 0) {
            throw new IllegalArgumentException("no memory layout: step " + step + ", least " + least + ", far " + far);
        }
    }

    /** Whether sizes are of the same memory as in another layout of the domain. */
    public boolean countsAs(MemoryLayout other) {
        return lever == other.lever && (lever == LeverKind.BALLOON || nearCells.equals(other.nearCells));
    }

    /** Of a guest without NUMA cells, which is resized by its balloon. */
    public static MemoryLayout flat(FarTier farTier) {
        return new MemoryLayout(
                farTier, LeverKind.BALLOON, Bounds.PAGE, 0, 0, List.of(), "its guest has no NUMA cells to tell apart");
    }
}
