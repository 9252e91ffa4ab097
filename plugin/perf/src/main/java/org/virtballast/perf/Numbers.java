/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

/** Reads numbers as operators and the kernel write them. */
final class Numbers {
    private Numbers() {}

    /**
     * Reads an unsigned number of at most 64 bits: decimal, or hexadecimal after {@code 0x}.
     *
     * @throws IllegalArgumentException where it is none
     */
    static long unsigned(String text) {
        try {
            return text.startsWith("0x") || text.startsWith("0X")
                    ? Long.parseUnsignedLong(text.substring(2), 16)
                    : Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a number such as 60 or 0x3c of at most 64 bits", e);
        }
    }
}
