/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.realmferry.Checksum;

/**
 * JSON as values that are equal where the JSON means the same, however it is spelled: the order of keys, {@code 1.0} and
 * {@code 1}, escapes.
 */
public final class JsonValue {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Optional<?> NULL = Optional.empty();
    private static final int LONG_DIGITS = 18;

    private JsonValue() {}

    /** The one object that a buffer holds. */
    public static Map<String, Object> object(JsonBytes json) {
        try (JsonParser parser = JSON.createParser(json.data(), 0, json.size())) {
            parser.nextToken();
            return object(parser);
        } catch (IOException e) {
            throw new IllegalStateException("a row of the export can be read", e);
        }
    }

    /** The object at which the parser stands. */
    public static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> object = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, of(parser));
        }
        return object;
    }

    /** The value at which the parser stands. */
    public static Object of(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? number(new BigDecimal(parser.getBigIntegerValue()))
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> number(parser.getDecimalValue());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NULL;
            default -> parser.getText();
        };
    }

    private static List<Object> list(JsonParser parser) throws IOException {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(of(parser));
        }
        return list;
    }

    private static Object number(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        boolean whole = plain.scale() <= 0 && (long) plain.precision() - plain.scale() <= LONG_DIGITS;
        return whole ? (Object) plain.longValueExact() : plain;
    }

    /** SHA-256 of a value; of equal ones the same. */
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
