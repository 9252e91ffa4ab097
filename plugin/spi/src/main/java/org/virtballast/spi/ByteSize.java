/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.spi;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 512MiB}, {@code 4GiB}, {@code 1.5GiB}. Units are binary, as the field uses them. */
public final class ByteSize {
    public static final long KIB = 1L << 10;
    public static final long MIB = 1L << 20;
    public static final long GIB = 1L << 30;
    public static final long TIB = 1L << 40;

    private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(B|KiB|MiB|GiB|TiB)");

    private ByteSize() {}

    /**
     * Reads a size. The unit is required: {@code 512} alone means bytes to one reader and MiB to the next.
     *
     * @throws IllegalArgumentException where the text is no size, or more than 8 EiB
     */
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size such as 512MiB or 1.5GiB");
        }
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit(matcher.group(2))));
        try {
            return bytes.setScale(0, RoundingMode.HALF_UP).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is more than 8 EiB", e);
        }
    }

    /** Writes a size in the largest unit that leaves at least 1, with at most two decimals: {@code 1.25GiB}. */
    public static String format(long bytes) {
        if (bytes < 0) {
            // Long.MIN_VALUE has no positive counterpart; as a decimal it has.
            return "-" + format(bytes == Long.MIN_VALUE ? Long.MAX_VALUE : -bytes);
        }
        if (bytes < KIB) {
            return bytes + "B";
        }
        long unit = bytes >= TIB ? TIB : bytes >= GIB ? GIB : bytes >= MIB ? MIB : KIB;
        BigDecimal amount = BigDecimal.valueOf(bytes)
                .divide(BigDecimal.valueOf(unit), 2, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return amount.toPlainString() + name(unit);
    }

    private static long unit(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "B" -> 1;
            case "KIB" -> KIB;
            case "MIB" -> MIB;
            case "GIB" -> GIB;
            default -> TIB;
        };
    }

    private static String name(long unit) {
        if (unit == TIB) {
            return "TiB";
        }
        if (unit == GIB) {
            return "GiB";
        }
        return unit == MIB ? "MiB" : "KiB";
    }
}
