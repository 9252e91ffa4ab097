/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/** Reads JSON that people write, as {@link JsonTree} does, and tells them where a mistake is. */
final class JsonText {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonText() {}

    /** @throws ScenarioException where the text is no JSON, or has a member twice; the message names line and column */
    static Object parse(String file, String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            Object value = JsonTree.next(parser);
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
}
