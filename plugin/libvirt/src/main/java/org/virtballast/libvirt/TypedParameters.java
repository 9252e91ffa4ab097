/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Whole numbers out of an array of libvirt's {@code virTypedParameter}. What a guest can influence is not trusted: a value
 * that is negative, or above {@link Long#MAX_VALUE}, is absent, and so is one that is no number.
 */
final class TypedParameters {
    // struct virTypedParameter { char field[80]; int type; union { … 8 bytes } value; } on 64 bits
    static final int SIZE = 96;
    static final int TYPE_AT = 80;
    static final int VALUE_AT = 88;

    static final int INT = 1;
    static final int UINT = 2;
    static final int LLONG = 3;
    static final int ULLONG = 4;
    static final int DOUBLE = 5;
    static final int BOOLEAN = 6;
    static final int STRING = 7;

    private static final long NO_NUMBER = -1;

    private final Map<String, Long> numbers;

    private TypedParameters(Map<String, Long> numbers) {
        this.numbers = numbers;
    }

    /**
     * Decodes an array.
     *
     * @param first its first element; may be null where {@code count} is 0
     */
    static TypedParameters decode(Pointer first, int count) {
        Map<String, Long> numbers = new HashMap<>();
        if (first != null && count > 0) {
            // One copy instead of three reads a parameter.
            byte[] bytes = first.getByteArray(0, Math.multiplyExact(count, SIZE));
            ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            for (int at = 0; at < bytes.length; at += SIZE) {
                long number = number(values, at);
                if (number >= 0) {
                    numbers.put(name(bytes, at), number);
                }
            }
        }
        return new TypedParameters(numbers);
    }

    /** The number of that name, at least 0; empty where there is none. */
    OptionalLong number(String name) {
        Long number = numbers.get(name);
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static String name(byte[] bytes, int at) {
        int end = at;
        while (end < at + TYPE_AT && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.UTF_8);
    }

    private static long number(ByteBuffer values, int at) {
        int value = at + VALUE_AT;
        return switch (values.getInt(at + TYPE_AT)) {
            case INT -> values.getInt(value);
            case UINT -> Integer.toUnsignedLong(values.getInt(value));
            // An unsigned number above Long.MAX_VALUE reads as a negative one.
            case LLONG, ULLONG -> values.getLong(value);
            case DOUBLE -> whole(values.getDouble(value));
            case BOOLEAN -> values.get(value) == 0 ? 0 : 1;
            default -> NO_NUMBER;
        };
    }

    private static long whole(double value) {
        // The comparison is written so that NaN fails it.
        return value >= 0 && value < Long.MAX_VALUE ? (long) value : NO_NUMBER;
    }
}
