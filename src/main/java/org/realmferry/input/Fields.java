/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.Damage;
import org.realmferry.archive.JsonValue;
import org.realmferry.archive.RowLines;

/** The fields of a row that is bytes: a JSON object on one line. */
public final class Fields {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] ID_FIRST = "{\"id\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ID = name("id");

    /** Where a value stands. */
    public record Range(int start, int end) {}

    private Fields() {}

    /** A field's name as {@link #find} looks for it. */
    public static byte[] name(String field) {
        return field.getBytes(StandardCharsets.UTF_8);
    }

    /** The row's id; {@code Long.MIN_VALUE} where it has none. */
    public static long id(byte[] data, int start, int end) {
        if (end - start > ID_FIRST.length
                && Arrays.equals(data, start, start + ID_FIRST.length, ID_FIRST, 0, ID_FIRST.length)) {
            return number(data, start + ID_FIRST.length, end);
        }
        return number(data, start, end, ID);
    }

    /** A whole number; {@code Long.MIN_VALUE} where the field is none. */
    public static long number(byte[] data, int start, int end, byte[] field) {
        @Nullable Range value = find(data, start, end, field);
        return value == null ? Long.MIN_VALUE : number(data, value.start(), value.end());
    }

    /** The whole number that begins there; {@code Long.MIN_VALUE} where none does. */
    public static long number(byte[] data, int start, int end) {
        int at = start;
        if (at >= end) {
            return Long.MIN_VALUE;
        }
        boolean negative = data[at] == '-';
        at += negative ? 1 : 0;
        if (at >= end || data[at] < '0' || data[at] > '9') {
            return Long.MIN_VALUE;
        }
        long value = 0;
        while (at < end && data[at] >= '0' && data[at] <= '9') {
            value = value * 10 + (data[at++] - '0');
        }
        return negative ? -value : value;
    }

    /** The whole numbers of a list; none where the field is none. */
    public static long[] numbers(byte[] data, int start, int end, byte[] field) {
        @Nullable Range value = find(data, start, end, field);
        if (value == null || data[value.start()] != '[' || value.end() - value.start() < 3) {
            return new long[0];
        }
        String list = new String(data, value.start() + 1, value.end() - value.start() - 2, StandardCharsets.US_ASCII);
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** The text that a JSON string stands for; empty where the value is none. */
    public static String text(byte[] data, int start, int end) {
        try (JsonParser parser = JSON.createParser(data, start, end - start)) {
            return parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of a field of the row itself, not of an object inside; null where there is none. */
    public static @Nullable Range find(byte[] data, int start, int end, byte[] field) {
        int at = start + 1;
        while (at < end && data[at] == '"') {
            int name = at + 1;
            at = afterString(data, at, end);
            if (at >= end) {
                return null;
            }
            boolean found = Arrays.equals(data, name, at - 1, field, 0, field.length);
            int value = at + 1;
            at = afterValue(data, value, end);
            if (found) {
                return new Range(value, at);
            }
            at++;
        }
        return null;
    }

    /** What is done with each field of a row. */
    @FunctionalInterface
    public interface Visitor {
        /** The name is without its quotes. */
        void of(int nameStart, int nameEnd, int valueStart, int valueEnd);
    }

    /** Goes through the fields of the row itself, in order. */
    public static void each(byte[] data, int start, int end, Visitor visitor) {
        int at = start + 1;
        while (at < end && data[at] == '"') {
            int name = at + 1;
            int nameEnd = afterString(data, at, end) - 1;
            int value = nameEnd + 2;
            at = afterValue(data, value, end);
            visitor.of(name, nameEnd, value, at);
            at++;
        }
    }

    private static int afterString(byte[] data, int quote, int end) {
        int at = quote + 1;
        while (at < end && data[at] != '"') {
            at += data[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private static int afterValue(byte[] data, int start, int end) {
        int depth = 0;
        int at = start;
        while (at < end) {
            byte b = data[at];
            if (b == '"') {
                at = afterString(data, at, end);
                continue;
            }
            if (depth == 0 && (b == ',' || b == '}')) {
                return at;
            }
            depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
            at++;
        }
        return at;
    }

    /** The row with another value in one of its fields. */
    public static byte[] with(byte[] row, String field, String json) {
        @Nullable Range old = find(row, 0, row.length, name(field));
        if (old == null) {
            return row;
        }
        byte[] value = json.getBytes(StandardCharsets.UTF_8);
        byte[] changed = new byte[row.length - (old.end() - old.start()) + value.length];
        System.arraycopy(row, 0, changed, 0, old.start());
        System.arraycopy(value, 0, changed, old.start(), value.length);
        System.arraycopy(row, old.end(), changed, old.start() + value.length, row.length - old.end());
        return changed;
    }

    /** All fields, in the exact form of {@link JsonValue}. */
    public static Map<String, @Nullable Object> parse(byte[] data, int start, int end) {
        try {
            return JsonValue.exactObject(data, start, end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All fields of the row at which a reading stands. Fails with {@code DAMAGED_ARCHIVE}. */
    public static Map<String, @Nullable Object> parse(RowLines lines) {
        try {
            return parse(lines.data(), lines.start(), lines.end());
        } catch (UncheckedIOException e) {
            throw Damage.of(lines.file(), Objects.requireNonNull(e.getCause()));
        }
    }

    /** The object at which a parser stands, see {@link JsonValue#exactObject}. */
    public static Map<String, @Nullable Object> members(JsonParser parser) throws IOException {
        return JsonValue.exactObject(parser);
    }

    /** Whether two values say the same; times of Zulip's own may differ by a microsecond. */
    public static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
            return a.compareTo(b) == 0
                    || ((a.scale() > 0 || b.scale() > 0) && a.subtract(b).abs().compareTo(MICROSECOND) <= 0);
        }
        if (one instanceof List<?> a && other instanceof List<?> b) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int i = 0; i < a.size(); i++) {
                if (!same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
            return a.keySet().equals(b.keySet()) && a.keySet().stream().allMatch(key -> same(a.get(key), b.get(key)));
        }
        return one == null ? other == null : one.equals(other);
    }

    private static final BigDecimal MICROSECOND = new BigDecimal("0.000001");
}
