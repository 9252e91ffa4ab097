/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Amounts of memory as domain XML writes them, with the units of libvirt's {@code virScaleInteger}: KB is 1000 bytes, KiB
 * and k are 1024, and an amount without a unit is KiB.
 */
final class MemoryAmount {
    // More digits do not fit a long, however small the unit.
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,19}");

    private MemoryAmount() {}

    /**
     * @param unit may be null, which is KiB
     * @return bytes, at least 0
     * @throws IllegalArgumentException where this is no amount, or more than 8 EiB
     */
    static long bytes(String amount, String unit) {
        if (!DIGITS.matcher(amount).matches()) {
            throw new IllegalArgumentException(Quoted.of(amount) + " is not a whole number");
        }
        String known = unit == null ? "KiB" : unit;
        BigInteger bytes = new BigInteger(amount).multiply(factor(known));
        if (bytes.bitLength() >= Long.SIZE) {
            throw new IllegalArgumentException(Quoted.of(amount + " " + known) + " is more than 8 EiB");
        }
        return bytes.longValueExact();
    }

    private static BigInteger factor(String unit) {
        String name = unit.toLowerCase(Locale.ROOT);
        if (name.equals("b") || name.equals("bytes")) {
            return BigInteger.ONE;
        }
        int power = name.isEmpty() ? 0 : "kmgtpe".indexOf(name.charAt(0)) + 1;
        if (power > 0 && (name.length() == 1 || (name.endsWith("ib") && name.length() == 3))) {
            return BigInteger.ONE.shiftLeft(10 * power);
        }
        if (power > 0 && name.endsWith("b") && name.length() == 2) {
            return BigInteger.valueOf(1000).pow(power);
        }
        throw new IllegalArgumentException(Quoted.of(unit) + " is not a unit of memory such as KiB or MiB");
    }
}
