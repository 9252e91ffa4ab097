/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.virtballast.spi.ByteSize;

/** A value of a scenario with the place it stands in, read as what it should be. */
final class JsonValue {
    /** Sums over thousands of domains stay far from the end of a long. */
    private static final long MOST_BYTES = 1024 * ByteSize.TIB;

    private static final long MOST_SECONDS = 24 * 3600;
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?(?:(\\d{1,6})ms)?");
    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)%");

    private final String file;
    private final String path;
    private final Object value;

    private JsonValue(String file, String path, Object value) {
        this.file = file;
        this.path = path;
        this.value = value;
    }

    /** The whole of a file. */
    static JsonValue root(String file, Object value) {
        return new JsonValue(file, "", value);
    }

    JsonValue member(String name, Object member) {
        return new JsonValue(file, path.isEmpty() ? name : path + "." + name, member);
    }

    /** What is wrong with this value, as a sentence that names it. */
    ScenarioException mistake(String what) {
        return new ScenarioException(file + ": " + (path.isEmpty() ? "the file" : path)
                + (what.startsWith("is ") ? " " : ": ") + what + ".");
    }

    JsonObject object() {
        if (value instanceof Map<?, ?> members) {
            return new JsonObject(this, members);
        }
        throw no("an object such as {\"name\": ...}");
    }

    List<JsonValue> list() {
        if (!(value instanceof List<?> elements)) {
            throw no("a list such as [...]");
        }
        List<JsonValue> list = new ArrayList<>();
        for (Object element : elements) {
            list.add(new JsonValue(file, path + "[" + list.size() + "]", element));
        }
        return list;
    }

    /** A list of exactly two values. */
    List<JsonValue> pair(String example) {
        List<JsonValue> pair = list();
        if (pair.size() != 2) {
            throw no("a pair such as " + example);
        }
        return pair;
    }

    String text() {
        if (value instanceof String text) {
            return text;
        }
        throw no("a text in quotes");
    }

    boolean flag() {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw no("true or false");
    }

    /** A size in bytes, from {@code least} to 1 PiB. */
    long size(long least) {
        return size(text(), least);
    }

    private long size(String text, long least) {
        long bytes;
        try {
            bytes = ByteSize.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ScenarioException(mistake(e.getMessage()).getMessage(), e);
        }
        if (bytes < least || bytes > MOST_BYTES) {
            throw no("a size from " + ByteSize.format(least) + " to " + ByteSize.format(MOST_BYTES));
        }
        return bytes;
    }

    /** Bytes a second, above 0. */
    long bytesPerSecond() {
        String text = text();
        if (!text.endsWith("/s")) {
            throw no("a rate such as 0.9GiB/s");
        }
        return size(text.substring(0, text.length() - 2), 1);
    }

    /** A duration from 0 to 24 h. */
    Duration duration() {
        Matcher matcher = DURATION.matcher(text());
        if (!matcher.matches() || text().isEmpty()) {
            throw no("a duration such as 5s, 10m or 1h30m");
        }
        Duration duration = Duration.ofHours(part(matcher, 1))
                .plusMinutes(part(matcher, 2))
                .plusSeconds(part(matcher, 3))
                .plusMillis(part(matcher, 4));
        if (duration.compareTo(Duration.ofSeconds(MOST_SECONDS)) > 0) {
            throw no("a duration of at most 24h");
        }
        return duration;
    }

    /** A duration in whole seconds, at least so many. */
    long seconds(long least) {
        Duration duration = duration();
        if (duration.toMillis() % 1000 != 0 || duration.toSeconds() < least) {
            throw no("a duration of whole seconds, at least " + least + "s");
        }
        return duration.toSeconds();
    }

    private static long part(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }

    /** A share of 1, written as a percentage. */
    double share(double least, double most) {
        Matcher matcher = SHARE.matcher(text());
        double share = matcher.matches() ? Double.parseDouble(matcher.group(1)) / 100 : -1;
        if (!(share >= least && share <= most)) {
            throw no("a share from " + percent(least) + " to " + percent(most));
        }
        return share;
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share * 100).stripTrailingZeros().toPlainString() + "%";
    }

    /** A number between two bounds, both allowed. */
    double number(double least, double most) {
        if (value instanceof Number number && number.doubleValue() >= least && number.doubleValue() <= most) {
            return number.doubleValue();
        }
        throw no("a number from " + plain(least) + " to " + plain(most));
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** A whole number between two bounds, both allowed. */
    long whole(long least, long most) {
        boolean isWhole = value instanceof Number && !(value instanceof Double) && !(value instanceof BigInteger);
        long number = isWhole ? ((Number) value).longValue() : 0;
        if (!isWhole || number < least || number > most) {
            throw no("a whole number from " + least + " to " + most);
        }
        return number;
    }

    /** The value is not what it should be. */
    ScenarioException no(String wanted) {
        return mistake(shown() + " is not " + wanted);
    }

    private String shown() {
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "this list";
        }
        return value instanceof String ? "'" + value + "'" : String.valueOf(value);
    }
}
