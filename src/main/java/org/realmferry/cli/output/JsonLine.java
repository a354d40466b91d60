/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One line of {@code --json}: an object with a {@code type}. */
public final class JsonLine {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonLine() {}

    /** An object of numbers, texts, booleans, lists of texts and maps of those; keys in order of their names. */
    public static String of(String type, Map<String, ?> values) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("type", type);
            fields(json, values);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return line.toString();
    }

    private static void fields(JsonGenerator json, Map<?, ?> values) throws IOException {
        for (Map.Entry<?, ?> value : new TreeMap<>(values).entrySet()) {
            json.writeFieldName(String.valueOf(value.getKey()));
            value(json, value.getValue());
        }
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            fields(json, map);
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                value(json, element);
            }
            json.writeEndArray();
        } else {
            json.writePOJO(value);
        }
    }
}
