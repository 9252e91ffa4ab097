/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;

/** Writes an object as one line of JSON. */
public final class JsonLine {
    /** ASCII alone, so that a name comes through whatever the locale is. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private JsonLine() {}

    /** Writes the members of an object. */
    public interface Members {
        /**
         * Writes them, and neither the beginning nor the end of the object.
         *
         * @throws IOException never on its own: what {@code json} throws
         */
        void write(JsonGenerator json) throws IOException;
    }

    /** The line, without its end. */
    public static String of(Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot be written to", e);
        }
        return text.toString();
    }
}
