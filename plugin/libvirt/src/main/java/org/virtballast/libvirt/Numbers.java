/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.util.BitSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Small numbers and sets of them, as domain XML and our metadata write them. */
final class Numbers {
    /** libvirt knows no node or cell beyond. */
    private static final int MOST = 4096;

    private static final int LONGEST_DIGITS = 9;

    private Numbers() {}

    /** The whole number from 0 that the text is; −1 where it is none, or has more than nine digits. */
    static int small(String text) {
        String digits = text.strip();
        return digits.length() <= LONGEST_DIGITS && digits.matches("[0-9]+") ? Integer.parseInt(digits) : -1;
    }

    /**
     * A set as libvirt writes sets of nodes: {@code 0-2,5}, with {@code ^1} for all but.
     *
     * @throws IllegalArgumentException where the text is none; the message shows it
     */
    static SortedSet<Integer> set(String text) {
        BitSet numbers = new BitSet();
        for (String part : text.split(",", -1)) {
            String range = part.strip();
            if (range.startsWith("^")) {
                numbers.clear(limited(range.substring(1), text));
                continue;
            }
            int dash = range.indexOf('-');
            int first = limited(dash < 0 ? range : range.substring(0, dash), text);
            int last = dash < 0 ? first : limited(range.substring(dash + 1), text);
            // Whoever may edit a domain may name large ranges many times.
            numbers.set(first, Math.max(first, last + 1));
        }
        return numbers.stream().boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private static int limited(String digits, String all) {
        int number = small(digits);
        if (number < 0 || number >= MOST) {
            throw new IllegalArgumentException(Quoted.of(all) + " is no set of numbers such as 0-2,5");
        }
        return number;
    }
}
