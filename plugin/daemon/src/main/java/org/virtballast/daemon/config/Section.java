/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.config;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.virtballast.core.DurationText;
import org.virtballast.spi.ByteSize;

/**
 * One section of the configuration file, read key by key. Each getter takes the value that holds where the key is absent,
 * and throws a {@link ConfigurationException} that says what is allowed where the value is something else.
 */
final class Section {
    private final String name;
    private final Map<String, String> values;
    private final IniLines lines;
    private final Set<String> asked = new LinkedHashSet<>();

    Section(String name, Map<String, String> values, IniLines lines) {
        this.name = name;
        this.values = values;
        this.lines = lines;
    }

    String name() {
        return name;
    }

    Set<String> askedKeys() {
        return Set.copyOf(asked);
    }

    /** Every entry as it is written; all keys count as known. */
    Map<String, String> everything() {
        asked.addAll(values.keySet());
        return Map.copyOf(values);
    }

    Duration duration(String key, Duration absent, Duration least, Duration most) throws ConfigurationException {
        String allowed = String.format(
                "a duration from %s to %s, such as %s",
                DurationText.format(least), DurationText.format(most), DurationText.format(absent));
        return value(
                key,
                absent,
                allowed,
                text -> DurationText.parse(text)
                        .filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0));
    }

    /** A share that is written in percent: {@code 25%} is 0.25. */
    double share(String key, double absentPercent, double leastPercent, double mostPercent)
            throws ConfigurationException {
        String allowed = "a percentage from " + percent(leastPercent) + " to " + percent(mostPercent) + ", such as "
                + percent(absentPercent);
        return value(
                        key,
                        absentPercent,
                        allowed,
                        text -> Optional.of(text)
                                .filter(value -> value.endsWith("%"))
                                .flatMap(value -> number(value.substring(0, value.length() - 1)))
                                .filter(value -> value >= leastPercent && value <= mostPercent))
                / 100;
    }

    long size(String key, long absent, long least, long most) throws ConfigurationException {
        String allowed = "a size from " + ByteSize.format(least) + " to " + ByteSize.format(most) + ", such as "
                + ByteSize.format(absent);
        return value(key, absent, allowed, text -> parsedSize(text).filter(size -> size >= least && size <= most));
    }

    /** @param allowed the range, in words that follow "is not" */
    double number(String key, double absent, String allowed, Predicate<Double> range) throws ConfigurationException {
        return value(key, absent, allowed, text -> number(text).filter(range));
    }

    /** @param allowed the range, in words that follow "is not" */
    String text(String key, String absent, String allowed, Predicate<String> range) throws ConfigurationException {
        return value(key, absent, allowed, text -> Optional.of(text).filter(range));
    }

    /**
     * A value of any kind.
     *
     * @param allowed the range, in words that follow "is not"
     * @param reading makes the value of its text; empty where it is not allowed
     */
    <T> T value(String key, T absent, String allowed, Function<String, Optional<T>> reading)
            throws ConfigurationException {
        asked.add(key);
        String text = values.get(key);
        if (text == null) {
            return absent;
        }
        Optional<T> value = reading.apply(text);
        if (value.isEmpty()) {
            throw mistake(key, "is not " + allowed + ".");
        }
        return value.get();
    }

    /** What to throw where a value is wrong: its line, its key, the value, then the given rest of the sentence. */
    ConfigurationException mistake(String key, String rest) {
        String text = values.get(key);
        return new ConfigurationException(lines.where(name, key) + ": [" + name + "] " + key + " ="
                + (text.isEmpty() ? "" : " " + Excerpt.of(text)) + " " + rest);
    }

    void refuseOthers() throws ConfigurationException {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                throw new ConfigurationException(lines.where(name, key) + ": [" + name + "] has no key '"
                        + Excerpt.of(key) + "'" + Suggestion.after(key, asked));
            }
        }
    }

    static Optional<Long> parsedSize(String text) {
        try {
            return Optional.of(ByteSize.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Double> number(String text) {
        // Double.parseDouble takes more than people mean by a number: NaN, 0x1p3, 1d.
        return text.matches("\\d{1,12}(\\.\\d{1,12})?") ? Optional.of(Double.valueOf(text)) : Optional.empty();
    }

    private static String percent(double value) {
        return (value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value)) + "%";
    }
}
