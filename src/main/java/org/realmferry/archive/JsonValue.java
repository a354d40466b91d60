/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.realmferry.Checksum;

/**
 * JSON as values: maps, lists, texts, booleans, numbers, null. There are two forms. Exact values can be written again with
 * the same spelling: numbers are {@code BigDecimal}, members keep their order. Comparable values are equal where the JSON
 * means the same, however it is spelled (the order of keys, {@code 1.0} and {@code 1}, escapes): whole numbers are {@code
 * Long}, and null is an empty {@code Optional}.
 */
public final class JsonValue {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Optional<?> NULL = Optional.empty();
    private static final int LONG_DIGITS = 18;

    private enum Form {
        EXACT,
        COMPARABLE
    }

    private JsonValue() {}

    /** The comparable form of the one object that a buffer holds. */
    public static Map<String, Object> object(JsonBytes json) {
        try (JsonParser parser = JSON.createParser(json.data(), 0, json.size())) {
            parser.nextToken();
            return object(parser);
        } catch (IOException e) {
            throw new IllegalStateException("a row of the export can be read", e);
        }
    }

    /** The comparable form of the object at which the parser stands. */
    public static Map<String, Object> object(JsonParser parser) throws IOException {
        return members(parser, Form.COMPARABLE);
    }

    /** The comparable form of the value at which the parser stands. */
    public static Object of(JsonParser parser) throws IOException {
        return Objects.requireNonNull(value(parser, Form.COMPARABLE));
    }

    /** The exact form of an object that is these bytes. */
    public static Map<String, @Nullable Object> exactObject(byte[] data, int start, int end) throws IOException {
        try (JsonParser parser = JSON.createParser(data, start, end - start)) {
            parser.nextToken();
            return exactObject(parser);
        }
    }

    /** The exact form of the object at which the parser stands. */
    public static Map<String, @Nullable Object> exactObject(JsonParser parser) throws IOException {
        return members(parser, Form.EXACT);
    }

    private static Map<String, @Nullable Object> members(JsonParser parser, Form form) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser, form));
        }
        return members;
    }

    private static List<@Nullable Object> elements(JsonParser parser, Form form) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser, form));
        }
        return elements;
    }

    private static @Nullable Object value(JsonParser parser, Form form) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser, form);
            case START_ARRAY -> elements(parser, form);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                form == Form.EXACT ? parser.getDecimalValue() : comparableNumber(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> form == Form.EXACT ? null : NULL;
        };
    }

    private static Object comparableNumber(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> number(parser.getDecimalValue());
        };
    }

    private static Object number(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        boolean whole = plain.scale() <= 0 && (long) plain.precision() - plain.scale() <= LONG_DIGITS;
        return whole ? (Object) plain.longValueExact() : plain;
    }

    /** SHA-256 of a comparable value; of equal ones the same. */
    public static String checksum(Object value) {
        return Checksum.of(text(value).getBytes(StandardCharsets.UTF_8));
    }

    /** A text with lengths in it, so that no two values have the same. */
    private static String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            TreeMap<String, String> members = new TreeMap<>();
            map.forEach((key, member) -> members.put(text(String.valueOf(key)), text(member)));
            return "{"
                    + String.join(
                            "",
                            members.entrySet().stream()
                                    .map(m -> m.getKey() + m.getValue())
                                    .toList()) + "}";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(JsonValue::text).collect(Collectors.joining("", "[", "]"));
        }
        String text = value.toString();
        return value.getClass().getSimpleName().charAt(0) + "" + text.length() + ":" + text;
    }
}
