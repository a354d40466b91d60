/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.JsonTimes;
import org.realmferry.plan.Field;

/** Writes rows of one shape as JSON objects, from PostgreSQL's bytes. */
public final class RowEncoder {
    private static final int NONE = -1;
    private static final long[] NO_IDS = {};

    /** A column of texts that are JSON. */
    private static final String EDITS = "edit_history";

    private enum Encoding {
        NUMBER,
        BOOLEAN,
        TEXT,
        TIME,
        JSON,
        JSONB,
        UUID,
        IDS;

        static Encoding of(String type) {
            return switch (type) {
                case "smallint", "integer", "bigint" -> NUMBER;
                case "boolean" -> BOOLEAN;
                case "timestamptz" -> TIME;
                case "json" -> JSON;
                case "jsonb" -> JSONB;
                case "uuid" -> UUID;
                case Field.ID_LIST -> IDS;
                default -> TEXT;
            };
        }
    }

    private final byte[][] keys;
    private final Encoding[] encodings;
    private final boolean[] withTimes;
    private final List<Field> fields;
    private final OddValues.OfTable odd;
    private final int id;

    /** Writes rows without telling of values that don't leave as they are. */
    public RowEncoder(List<Field> fields) {
        this(fields, OddValues.UNTOLD);
    }

    /** The same, and tells of them. */
    public RowEncoder telling(OddValues.OfTable told) {
        return new RowEncoder(fields, told);
    }

    private RowEncoder(List<Field> fields, OddValues.OfTable odd) {
        this.fields = fields;
        this.odd = odd;
        id = IntStream.range(0, fields.size())
                .filter(i -> fields.get(i).name().equals("id"))
                .findFirst()
                .orElse(NONE);
        keys = new byte[fields.size()][];
        encodings = new Encoding[fields.size()];
        withTimes = new boolean[fields.size()];
        for (int i = 0; i < keys.length; i++) {
            JsonBytes key = new JsonBytes();
            key.raw(i == 0 ? '{' : ',');
            key.string(fields.get(i).name());
            key.raw(':');
            keys[i] = Arrays.copyOf(key.data(), key.size());
            encodings[i] = Encoding.of(fields.get(i).type());
            withTimes[i] = encodings[i] == Encoding.JSON
                    || encodings[i] == Encoding.JSONB
                    || fields.get(i).name().equals(EDITS);
        }
    }

    /** Writes a row whose fields are in the order of these. */
    public void encode(BinaryRow row, JsonBytes json) {
        encode(row, json, NONE, NO_IDS);
    }

    /** Writes a row in place of what the buffer held; gives the buffer. */
    public JsonBytes encoded(BinaryRow row, JsonBytes json) {
        json.clear();
        encode(row, json);
        return json;
    }

    /** Writes a row with other ids in one of its lists. */
    public void encode(BinaryRow row, JsonBytes json, int listField, long[] ids) {
        fields(row, json, listField, ids);
        json.raw('}');
    }

    /** Writes a row but for its end, so that fields can follow. */
    public void begin(BinaryRow row, JsonBytes json) {
        fields(row, json, NONE, NO_IDS);
    }

    private void fields(BinaryRow row, JsonBytes json, int listField, long[] ids) {
        for (int i = 0; i < keys.length; i++) {
            json.raw(keys[i]);
            if (i == listField) {
                ids(ids, json);
            } else if (row.isNull(i)) {
                json.nothing();
            } else {
                value(row, i, json);
            }
        }
    }

    private void value(BinaryRow row, int field, JsonBytes json) {
        switch (encodings[field]) {
            case NUMBER -> json.number(row.number(field));
            case BOOLEAN -> json.bool(row.bool(field));
            case TEXT -> text(row, field, 0, json);
            case TIME -> time(row, field, json);
            case JSON -> text(row, field, 0, json);
            // The first byte is the version of the format.
            case JSONB -> text(row, field, 1, json);
            case UUID -> uuid(row, field, json);
            case IDS -> ids(row.ids(field), json);
        }
    }

    /** A text, or the text of JSON. Where it isn't UTF-8, U+FFFD stands for what can't be read. */
    private void text(BinaryRow row, int field, int from, JsonBytes json) {
        byte[] data = row.data();
        int start = row.offset(field) + from;
        int length = row.length(field) - from;
        if (!Utf8.isValid(data, start, length)) {
            odd.noText(id(row), fields.get(field).name(), Utf8.firstInvalid(data, start, length));
            data = new String(data, start, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            start = 0;
            length = data.length;
        }
        if (withTimes[field]) {
            Optional<JsonTimes.Repaired> repaired = JsonTimes.repaired(data, start, length);
            if (repaired.isPresent()) {
                odd.noTimeInside(id(row), fields.get(field).name(), repaired.get());
                data = repaired.get().json().getBytes(StandardCharsets.UTF_8);
                start = 0;
                length = data.length;
            }
        }
        if (encodings[field] == Encoding.TEXT) {
            json.string(data, start, length);
        } else {
            json.raw(data, start, length);
        }
    }

    /** A time, or the nearest that Python can hold. */
    private void time(BinaryRow row, int field, JsonBytes json) {
        long micros = row.micros(field);
        long held = DatetimeRange.held(micros);
        if (held != micros) {
            odd.noTime(id(row), fields.get(field).name(), micros);
        }
        json.seconds(held);
    }

    private long id(BinaryRow row) {
        return id == NONE ? NONE : row.number(id);
    }

    private static void uuid(BinaryRow row, int field, JsonBytes json) {
        String hex = HexFormat.of().formatHex(row.data(), row.offset(field), row.offset(field) + row.length(field));
        json.string(hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
    }

    private static void ids(long[] ids, JsonBytes json) {
        json.raw('[');
        for (int i = 0; i < ids.length; i++) {
            if (i > 0) {
                json.raw(',');
            }
            json.number(ids[i]);
        }
        json.raw(']');
    }
}
