/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON into maps, lists, strings, numbers, booleans and null. */
final class JsonText {
    /** Scenarios nest five deep; more is an attack on the stack. */
    private static final int MOST_DEPTH = 32;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonText() {}

    /** @throws ScenarioException where the text is no JSON, or has a member twice; the message names line and column */
    static Object parse(String file, String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            Object value = value(parser, 0);
            if (parser.nextToken() != null) {
                throw new ScenarioException(file + ": " + at(parser.currentTokenLocation())
                        + ": there is more after the end of the scenario.");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new ScenarioException(file + ": " + at(e.getLocation()) + ": " + firstLine(e) + ".", e);
        } catch (IOException e) {
            throw new ScenarioException(file + ": " + e.getMessage() + ".", e);
        }
    }

    private static String at(JsonLocation location) {
        return location == null ? "somewhere" : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("it is no JSON");
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
