/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The settings an operator gave a policy: the entries of the configuration's section of the policy's name. */
public record PolicySettings(Map<String, String> values) {
    /** Settings in which every value is its default. */
    public static final PolicySettings DEFAULTS = new PolicySettings(Map.of());

    public PolicySettings {
        values = Map.copyOf(values);
    }

    /** The text of a setting, or the default where it is absent. */
    public String text(String key, String absent) {
        return values.getOrDefault(key, Objects.requireNonNull(absent, "absent"));
    }

    /**
     * A number between two bounds, both allowed.
     *
     * @throws IllegalArgumentException where the value is no number or lies outside; the message says what is allowed
     */
    public double number(String key, double absent, double least, double most) {
        String value = values.get(key);
        if (value == null) {
            return absent;
        }
        double number;
        try {
            number = Double.parseDouble(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(outOfRange(key, value, least, most), e);
        }
        // The comparison is written so that NaN fails it.
        if (!(number >= least && number <= most)) {
            throw new IllegalArgumentException(outOfRange(key, value, least, most));
        }
        return number;
    }

    /**
     * Refuses what is no setting at all, so that a slip of the pen does not go unnoticed.
     *
     * @param known the settings there are
     * @throws IllegalArgumentException where there is another one; the message names it and those there are
     */
    public void refuseAllBut(String... known) {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(Set.of(known));
        if (!unknown.isEmpty()) {
            String there = known.length == 0 ? "it has none" : "it has " + String.join(", ", known);
            throw new IllegalArgumentException(String.join(", ", unknown) + " is no setting of this policy; " + there);
        }
    }

    private static String outOfRange(String key, String value, double least, double most) {
        return key + " = " + value + " is not a number from " + least + " to " + most;
    }
}
