/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.virtballast.spi.FarTier;

/**
 * Which of the host's NUMA nodes are near and which are far. Nodes without memory are in neither.
 *
 * @param near nodes of DRAM; at least one
 * @param far nodes of slower memory; empty where the host has none
 * @param source what that was concluded from, in words for an operator, without a full stop
 */
public record HostTiers(SortedSet<Integer> near, SortedSet<Integer> far, String source) {
    public HostTiers {
        near = Collections.unmodifiableSortedSet(new TreeSet<>(near));
        far = Collections.unmodifiableSortedSet(new TreeSet<>(far));
        Objects.requireNonNull(source, "source");
        if (near.isEmpty() || !Collections.disjoint(near, far)) {
            throw new IllegalArgumentException("no tiers: near " + near + ", far " + far);
        }
    }

    /** A host with one node, whose far memory is swap. */
    public static HostTiers single() {
        return new HostTiers(new TreeSet<>(Set.of(0)), new TreeSet<>(), "the host has one node");
    }

    /** Where the far memory is of a domain without a far cell. */
    public FarTier belowFlatGuests() {
        return far.isEmpty() ? FarTier.SWAP : FarTier.HOST;
    }
}
