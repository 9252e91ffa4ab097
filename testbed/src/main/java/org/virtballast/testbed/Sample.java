/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures of one kind, of which the median is quoted: on a shared machine a single figure says little. */
final class Sample {
    private final List<Double> figures = new ArrayList<>();

    void add(double figure) {
        figures.add(figure);
    }

    double median() {
        if (figures.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Median, least and most, with a unit. */
    String describe(String unit) {
        return String.format(
                Locale.ROOT,
                "%.3f %s (%.3f to %.3f, %d runs)",
                median(),
                unit,
                figures.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                figures.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
                figures.size());
    }
}
