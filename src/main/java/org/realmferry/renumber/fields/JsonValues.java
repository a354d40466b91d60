/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.input.Fields;
import org.realmferry.renumber.fields.FieldMapper.Value;

/** JSON values, and those that a text holds: read, and written without spaces. */
final class JsonValues {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final String VALUE = "value";

    private JsonValues() {}

    /** The text that a value is; empty where it is none. */
    static String decoded(Value value) {
        if (value.first() != '"') {
            return "";
        }
        try (JsonParser parser = JSON.createParser(value.data(), value.start(), value.end() - value.start())) {
            parser.nextToken();
            return Objects.requireNonNullElse(parser.getValueAsString(), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An object or a list; empty where a text is no JSON, as Zulip to 6 wrote some in Python's form. */
    static Optional<Object> parsed(String text) {
        byte[] row = ("{\"" + VALUE + "\":" + text + "}").getBytes(StandardCharsets.UTF_8);
        try {
            Map<String, @Nullable Object> members = Fields.parse(row, 0, row.length);
            return members.size() == 1 ? Optional.ofNullable(members.get(VALUE)) : Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    static String written(@Nullable Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : object.entrySet()) {
                json.writeFieldName(String.valueOf(member.getKey()));
                write(json, member.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else {
            json.writePOJO(value);
        }
    }
}
