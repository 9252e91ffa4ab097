/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Writes reports: members in the order of the record's components, absent values as null, times and durations in ISO 8601, indented
 * for those who read it as it comes. What is not ASCII is escaped, so that no name of a guest can command a terminal.
 *
 * <p>Not Jackson's data binding: its 400 classes took 300 ms of the daemon's start and stay in its memory, for records that
 * hold a dozen types.
 */
public final class ReportJson {
    static final String CONTENT_TYPE = "application/json";

    private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");

    private final JsonFactory factory =
            new JsonFactoryBuilder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** To ask a class for its components takes longer than to write them. */
    private final Map<Class<?>, List<RecordComponent>> components = new ConcurrentHashMap<>();

    /** On one line, without its end. */
    public String line(Record report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = factory.createGenerator(text)) {
            write(json, report);
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("a report cannot be written as JSON", e);
        }
        return text.toString();
    }

    byte[] write(Record report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = factory.createGenerator(bytes)) {
            json.setPrettyPrinter(
                    new DefaultPrettyPrinter().withObjectIndenter(INDENTER).withArrayIndenter(INDENTER));
            write(json, report);
            json.writeRaw('\n');
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("a report cannot be written as JSON", e);
        }
        return bytes.toByteArray();
    }

    /** Answers a request with a report. Returns at once: a client that reads slowly holds no thread. */
    void send(Response response, Callback callback, int status, Record report) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, CONTENT_TYPE);
        response.write(true, ByteBuffer.wrap(write(report)), callback);
    }

    private void write(JsonGenerator json, Object value) throws IOException, ReflectiveOperationException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Record) {
            json.writeStartObject();
            for (RecordComponent component :
                    components.computeIfAbsent(value.getClass(), type -> List.of(type.getRecordComponents()))) {
                json.writeFieldName(component.getName());
                write(json, component.getAccessor().invoke(value));
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(entry.getKey().toString());
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Optional<?> optional) {
            write(json, optional.orElse(null));
        } else if (value instanceof OptionalLong optional) {
            write(json, optional.isPresent() ? optional.getAsLong() : null);
        } else {
            writeScalar(json, value);
        }
    }

    private static void writeScalar(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Enum<?> word) {
            json.writeString(word.name().toLowerCase(Locale.ROOT));
        } else if (value instanceof String
                || value instanceof Instant
                || value instanceof Duration
                || value instanceof UUID) {
            json.writeString(value.toString());
        } else {
            throw new IllegalStateException("reports hold no " + value.getClass());
        }
    }
}
