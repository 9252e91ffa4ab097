/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the value of a PMU's term goes: some bits, not always adjacent, of one config word. Source: the kernel's
 * {@code Documentation/ABI/testing/sysfs-bus-event_source-devices-format}.
 *
 * @param word 0 to 3
 * @param mask the bits; the value's lowest bit goes to the lowest of them
 */
record FormatField(int word, long mask) {
    private static final Pattern FORM =
            Pattern.compile("config([123]?):(\\d{1,2}(?:-\\d{1,2})?(?:,\\d{1,2}(?:-\\d{1,2})?)*)");

    /**
     * Reads a format file's line, such as {@code config:0-7,32-35}.
     *
     * @throws IllegalArgumentException where it is none
     */
    static FormatField parse(String line) {
        Matcher matcher = FORM.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + line + "' is not a format such as config:0-7,32-35");
        }
        long mask = 0;
        for (String range : matcher.group(2).split(",", -1)) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
            if (first > last || last > 63) {
                throw new IllegalArgumentException("'" + line + "' has bits that are not in 0 to 63");
            }
            mask |= (-1L >>> (63 - (last - first))) << first;
        }
        return new FormatField(matcher.group(1).isEmpty() ? 0 : Integer.parseInt(matcher.group(1)), mask);
    }

    /**
     * Puts a value into its bits.
     *
     * @param value unsigned
     * @throws IllegalArgumentException where it takes more bits than there are
     */
    ConfigWords set(ConfigWords words, long value) {
        int width = Long.bitCount(mask);
        if (width < Long.SIZE && value >>> width != 0) {
            throw new IllegalArgumentException(
                    "the value 0x" + Long.toHexString(value) + " does not fit into the term's " + width + " bits");
        }
        long bits = 0;
        long left = value;
        for (long room = mask; room != 0; room &= room - 1) {
            if ((left & 1) != 0) {
                bits |= Long.lowestOneBit(room);
            }
            left >>>= 1;
        }
        return words.with(word, mask, bits);
    }
}
