/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.virtballast.core.report.DomainReport;
import org.virtballast.core.report.MoveReport;

/** In which order {@code top} shows guests, and the key that has it do so; the letters are those of top(1) where it has one. */
enum TopOrder {
    /** Those first that are furthest below the hit ratio they should have. */
    LACKING("L"),
    NAME("N"),
    SIZE("M"),
    /** Those first that access memory most often. */
    ACCESSES("P"),
    /** Those first that were resized last. */
    MOVE("T");

    private final String key;

    TopOrder(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /** What it is called on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<DomainReport> sorted(List<DomainReport> domains, boolean reversed) {
        // Equal ones must not change places from one frame to the next.
        Comparator<DomainReport> order =
                comparator().thenComparing(DomainReport::name).thenComparing(DomainReport::id);
        return domains.stream().sorted(reversed ? order.reversed() : order).toList();
    }

    static Optional<TopOrder> ofKey(String key) {
        return Arrays.stream(values()).filter(order -> order.key.equals(key)).findFirst();
    }

    private Comparator<DomainReport> comparator() {
        return switch (this) {
            case LACKING -> Comparator.comparingDouble(TopOrder::lack).reversed();
            case NAME -> Comparator.comparing(DomainReport::name);
            case SIZE -> Comparator.comparingLong(DomainReport::current).reversed();
            case ACCESSES -> Comparator.comparingDouble(TopOrder::accesses).reversed();
            case MOVE -> Comparator.comparing(TopOrder::moved).reversed();
        };
    }

    /** How much is lacking to the hit ratio that is wanted; where nothing is known, less than any. */
    private static double lack(DomainReport domain) {
        return domain.hitRatio()
                .map(ratio -> domain.targetHitRatio() - ratio.estimate())
                .orElse(-1.0);
    }

    private static double accesses(DomainReport domain) {
        return domain.accessesPerSecond().orElse(-1.0);
    }

    private static Instant moved(DomainReport domain) {
        return domain.lastMove().map(MoveReport::time).orElse(Instant.MIN);
    }
}
