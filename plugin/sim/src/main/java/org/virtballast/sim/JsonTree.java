/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON that a virt-ballast wrote, whatever is in it. */
public final class JsonTree {
    /** Reports nest three deep, scenarios five; more is an attack on the stack. */
    private static final int MOST_DEPTH = 32;

    private JsonTree() {}

    /**
     * The text as maps, lists, strings, numbers, booleans and null.
     *
     * @throws IOException where it is no JSON
     */
    public static Object parse(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            return next(parser);
        }
    }

    /** The value that comes next. */
    static Object next(JsonParser parser) throws IOException {
        parser.nextToken();
        return value(parser, 0);
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
