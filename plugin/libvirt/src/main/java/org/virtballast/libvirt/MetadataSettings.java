/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.virtballast.core.port.DomainSettings;
import org.virtballast.core.port.Mode;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.LeverKind;

/**
 * What an operator said about a domain in its metadata. Where there is a mistake, all is as if nothing had been said.
 *
 * @param settings {@link DomainSettings#NONE} where nothing was said
 * @param lever what moves its memory; empty where that is left to what it has
 * @param nearCells the near NUMA cells of its guest; empty where that is left to what they are
 * @param mistake what is wrong, as a sentence; empty where nothing is
 */
record MetadataSettings(
        DomainSettings settings, Optional<LeverKind> lever, Set<Integer> nearCells, Optional<String> mistake) {
    /** The operator said nothing. */
    static final MetadataSettings ABSENT =
            new MetadataSettings(DomainSettings.NONE, Optional.empty(), Set.of(), Optional.empty());

    private static final Set<String> KNOWN =
            Set.of("mode", "min", "max", "target-hit-ratio", "weight", "lever", "near-cells");
    private static final String ALLOWED = "allowed are mode, min, max, target-hit-ratio, weight, lever and near-cells";
    private static final String SIZES = "a size above 0 such as 512MiB or 1.5GiB";
    private static final String CELLS = "one or more NUMA cells that its guest has, such as 0 or 0,1";
    private static final String AUTO = "auto";
    // The pattern keeps out what Double.parseDouble allows and nobody means: 0x1p-1, 1d, NaN.
    private static final Pattern RATIO = Pattern.compile("[01](?:\\.[0-9]{1,9})?|\\.[0-9]{1,9}");
    private static final Pattern WEIGHT = Pattern.compile("[0-9]{1,5}");

    MetadataSettings {
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(lever, "lever");
        nearCells = Set.copyOf(nearCells);
        Objects.requireNonNull(mistake, "mistake");
    }

    /**
     * Reads the attributes of our element in the metadata of the domain of that name.
     *
     * @param cells the NUMA cells that its guest has
     */
    static MetadataSettings read(String domain, Map<String, String> attributes, Set<Integer> cells) {
        try {
            return new MetadataSettings(
                    settings(attributes), lever(attributes), nearCells(attributes, cells), Optional.empty());
        } catch (IllegalArgumentException e) {
            String sentence = "the metadata of domain " + Quoted.of(domain) + " is wrong: " + e.getMessage()
                    + "; correct it with virsh metadata";
            return new MetadataSettings(DomainSettings.NONE, Optional.empty(), Set.of(), Optional.of(sentence));
        }
    }

    private static DomainSettings settings(Map<String, String> attributes) {
        // Sorted, so that the same mistakes give the same sentence each time.
        for (String name : new TreeSet<>(attributes.keySet())) {
            require(
                    KNOWN.contains(name),
                    "there is no attribute " + Quoted.of(name) + " (set to " + Quoted.of(attributes.get(name)) + "); "
                            + ALLOWED);
        }
        OptionalLong min = size(attributes, "min");
        OptionalLong max = size(attributes, "max");
        require(
                min.isEmpty() || max.isEmpty() || min.getAsLong() <= max.getAsLong(),
                "min=" + Quoted.of(attributes.getOrDefault("min", "")) + " is above max="
                        + Quoted.of(attributes.getOrDefault("max", "")) + "; at most max is allowed");
        return new DomainSettings(mode(attributes), min, max, ratio(attributes), weight(attributes));
    }

    private static Optional<Mode> mode(Map<String, String> attributes) {
        String text = attributes.get("mode");
        Optional<Mode> mode = Mode.of(text);
        require(text == null || mode.isPresent(), wrong("mode", text, "auto, observe or off"));
        return mode;
    }

    private static OptionalLong size(Map<String, String> attributes, String name) {
        String text = attributes.get(name);
        if (text == null) {
            return OptionalLong.empty();
        }
        long bytes;
        try {
            bytes = ByteSize.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(wrong(name, text, SIZES), e);
        }
        require(bytes > 0, wrong(name, text, SIZES));
        return OptionalLong.of(bytes);
    }

    private static OptionalDouble ratio(Map<String, String> attributes) {
        String text = attributes.get("target-hit-ratio");
        if (text == null) {
            return OptionalDouble.empty();
        }
        double ratio = RATIO.matcher(text).matches() ? Double.parseDouble(text) : 0;
        require(ratio > 0 && ratio <= 1, wrong("target-hit-ratio", text, "a number above 0 and at most 1"));
        return OptionalDouble.of(ratio);
    }

    private static OptionalInt weight(Map<String, String> attributes) {
        String text = attributes.get("weight");
        if (text == null) {
            return OptionalInt.empty();
        }
        int weight = WEIGHT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        require(weight >= 1 && weight <= 10_000, wrong("weight", text, "a whole number from 1 to 10000"));
        return OptionalInt.of(weight);
    }

    private static Optional<LeverKind> lever(Map<String, String> attributes) {
        String text = attributes.getOrDefault("lever", AUTO);
        if (text.equals(AUTO)) {
            return Optional.empty();
        }
        Optional<LeverKind> lever = LeverKind.of(text);
        require(lever.isPresent(), wrong("lever", text, "balloon, near or auto"));
        return lever;
    }

    private static Set<Integer> nearCells(Map<String, String> attributes, Set<Integer> cells) {
        String text = attributes.get("near-cells");
        if (text == null) {
            return Set.of();
        }
        Set<Integer> named;
        try {
            named = Numbers.set(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(wrong("near-cells", text, CELLS), e);
        }
        require(!named.isEmpty() && cells.containsAll(named), wrong("near-cells", text, CELLS));
        return named;
    }

    private static String wrong(String name, String text, String allowed) {
        return name + "=" + Quoted.of(String.valueOf(text)) + " is not " + allowed;
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
