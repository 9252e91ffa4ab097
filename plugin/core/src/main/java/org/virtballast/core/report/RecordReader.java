/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Makes records of parsed JSON: a component of each member of its name. What is null or missing is an absent
 * {@link Optional}, and a mistake anywhere else; members of a later version are passed over.
 *
 * <p>Not a library's data binding: loading that took longer than everything else the command does.
 */
public final class RecordReader {
    private RecordReader() {}

    /**
     * Makes a value of a type that reports are made of.
     *
     * @throws IllegalArgumentException where the JSON does not hold what the type needs
     */
    public static Object read(Object json, Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Optional.class) {
                return Optional.ofNullable(json).map(value -> read(value, arguments[0]));
            }
            return generic.getRawType() == Map.class ? map(json, arguments[1]) : list(json, arguments[0]);
        }
        if (type == OptionalLong.class) {
            return json == null ? OptionalLong.empty() : OptionalLong.of((Long) read(json, long.class));
        }
        if (type instanceof Class<?> plain && plain.isRecord()) {
            return record(json, plain);
        }
        return scalar(json, type);
    }

    private static Object scalar(Object json, Type type) {
        if (json instanceof Number number && !(json instanceof BigInteger)) {
            if (type == double.class || type == Double.class) {
                return number.doubleValue();
            }
            if (type == long.class && !(json instanceof Double)) {
                return number.longValue();
            }
            if ((type == int.class || type == Integer.class) && json instanceof Integer) {
                return json;
            }
        }
        if (json instanceof String text) {
            if (type == String.class) {
                return text;
            }
            if (type == UUID.class) {
                return UUID.fromString(text);
            }
            if (type == Instant.class || type == Duration.class) {
                return time(text, type);
            }
            if (type instanceof Class<?> plain && plain.isEnum()) {
                return word(text, plain);
            }
        }
        if (json instanceof Boolean && type == boolean.class) {
            return json;
        }
        throw new IllegalArgumentException(json + " is no " + type.getTypeName());
    }

    private static Object time(String text, Type type) {
        try {
            return type == Instant.class ? Instant.parse(text) : Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    text + (type == Instant.class ? " is no instant" : " is no duration"), e);
        }
    }

    private static Object word(String text, Class<?> words) {
        for (Object word : words.getEnumConstants()) {
            if (((Enum<?>) word).name().toLowerCase(Locale.ROOT).equals(text)) {
                return word;
            }
        }
        throw new IllegalArgumentException(text + " is no " + words.getSimpleName());
    }

    private static Map<String, Object> map(Object json, Type element) {
        if (!(json instanceof Map<?, ?> members)) {
            throw new IllegalArgumentException(json + " is no map");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        members.forEach((key, value) -> map.put(key.toString(), read(value, element)));
        return map;
    }

    private static List<Object> list(Object json, Type element) {
        if (!(json instanceof List<?> values)) {
            throw new IllegalArgumentException(json + " is no list");
        }
        List<Object> list = new ArrayList<>();
        for (Object value : values) {
            list.add(read(value, element));
        }
        return list;
    }

    private static Object record(Object json, Class<?> type) {
        if (!(json instanceof Map<?, ?> members)) {
            throw new IllegalArgumentException(json + " is no " + type.getSimpleName());
        }
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            try {
                values[i] = read(members.get(components[i].getName()), components[i].getGenericType());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(components[i].getName() + ": " + e.getMessage(), e);
            }
        }
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            // Not all of them are for everybody.
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(String.valueOf(e.getCause().getMessage()), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " is no record", e);
        }
    }
}
