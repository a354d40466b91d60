/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.nio.charset.StandardCharsets;
import java.util.function.ToLongFunction;
import org.realmferry.archive.JsonBytes;
import org.realmferry.renumber.fields.FieldMapper;

/** Writes the value of one column of a row. */
@FunctionalInterface
interface ColumnValue {
    void write(ArchiveRow row, CopyText out);

    /** The archive's value. */
    static ColumnValue kept(int field, CopyType type) {
        return (row, out) -> {
            if (row.has(field)) {
                out.json(row.data(), row.start(field), row.end(field), type);
            } else {
                out.nothing();
            }
        };
    }

    /** The archive's value with other ids in it. */
    static ColumnValue mapped(int field, CopyType type, FieldMapper mapper) {
        JsonBytes json = new JsonBytes();
        ColumnValue kept = kept(field, type);
        return (row, out) -> {
            json.clear();
            if (!row.isNull(field)
                    && mapper.write(
                            new FieldMapper.Value(row.data(), row.start(), row.end(), row.start(field), row.end(field)),
                            json)) {
                out.json(json.data(), 0, json.size(), type);
            } else {
                kept.write(row, out);
            }
        };
    }

    /** A number that follows from the row; null where it is {@code Long.MIN_VALUE}. */
    static ColumnValue number(ToLongFunction<ArchiveRow> value) {
        return (row, out) -> {
            long number = value.applyAsLong(row);
            if (number == Long.MIN_VALUE) {
                out.nothing();
            } else {
                out.number(number);
            }
        };
    }

    /** The same JSON for each row. */
    static ColumnValue fixed(String json, CopyType type) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return (row, out) -> out.json(bytes, 0, bytes.length, type);
    }
}
