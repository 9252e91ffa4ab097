/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the daemon's JSON back into the records it was written from. */
final class ReportParser {
    /** Reports nest three deep; more is an attack on the stack. */
    private static final int MOST_DEPTH = 32;

    private ReportParser() {}

    /** @throws ControlException where the text is no such report */
    static <T extends Record> T report(String json, Class<T> type) throws ControlException {
        return report(answer(json), type);
    }

    /**
     * What {@link #answer} gave, as a report.
     *
     * @throws ControlException where it is no such report
     */
    static <T extends Record> T report(Object answer, Class<T> type) throws ControlException {
        try {
            return type.cast(RecordReader.read(answer, type));
        } catch (IllegalArgumentException e) {
            throw unexpected(e.getMessage(), e);
        }
    }

    /**
     * An answer of the daemon, parsed.
     *
     * @throws ControlException where it is no JSON
     */
    static Object answer(String json) throws ControlException {
        try {
            return parse(json);
        } catch (IOException e) {
            throw unexpected(
                    e instanceof JsonProcessingException syntax ? syntax.getOriginalMessage() : e.getMessage(), e);
        }
    }

    private static ControlException unexpected(String what, Exception cause) {
        return new ControlException(
                "virt-ballastd answered something else than this virt-ballast expects (" + what
                        + "): are both of the same version?",
                cause);
    }

    /** The sentence of an answer that is no report. */
    static String error(String json, int status) {
        try {
            if (parse(json) instanceof Map<?, ?> members && members.get("error") instanceof String sentence) {
                return sentence;
            }
        } catch (IOException e) {
            // No JSON, so no sentence either: what is said below is all there is.
            return "virt-ballastd refused with status " + status + ".";
        }
        return "virt-ballastd refused with status " + status + ".";
    }

    /**
     * The text as maps, lists, strings, numbers, booleans and null.
     *
     * @throws IOException where it is no JSON
     */
    static Object parse(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            return value(parser, 0);
        }
    }

    private static Object value(JsonParser parser, int depth) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null || depth > MOST_DEPTH) {
            throw new IOException(token == null ? "it ends too early" : "it is nested too deep");
        }
        return switch (token) {
            case START_OBJECT -> members(parser, depth);
            case START_ARRAY -> elements(parser, depth);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Map<String, Object> members(JsonParser parser, int depth) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser, depth + 1));
        }
        return members;
    }

    private static List<Object> elements(JsonParser parser, int depth) throws IOException {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser, depth + 1));
        }
        return elements;
    }
}
