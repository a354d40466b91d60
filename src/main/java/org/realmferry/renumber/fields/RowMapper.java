/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.realmferry.IdBitmap;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.RowLines;
import org.realmferry.input.Fields;
import org.realmferry.renumber.IdMap;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.fields.FieldMapper.Value;
import org.realmferry.rules.References;

/** Copies the rows of a table: as bytes, but for the values that change, and in order of their new ids. */
public final class RowMapper {
    /** A field's name, and what is done with it; nothing where it is null. */
    @SuppressWarnings("ArrayRecordComponent") // bytes are compared with Arrays
    private record Column(byte[] name, @Nullable FieldMapper mapper) {}

    private final String table;
    private final FieldMappers mappers;
    private final IdMap ids;
    private final Map<String, Column> columns = new HashMap<>();

    /** The fields of the row before, in order: most often those of the next. */
    private final List<Column> order = new ArrayList<>();

    private final JsonBytes row = new JsonBytes();
    private final NavigableMap<Long, byte[]> waiting = new TreeMap<>();

    /** The new ids of rows that go by themselves and are still to be read: what comes after these must wait for them. */
    private final NavigableSet<Long> ahead = new TreeSet<>();

    private List<Long> range = new ArrayList<>();
    private int field;
    private int copied;

    public RowMapper(String table, NewIds ids, FieldMappers mappers) {
        this.table = table;
        this.mappers = mappers;
        this.ids = ids.of(References.ids(table));
        IdBitmap rows = ids.survey().of(References.ids(table));
        this.ids.single().keySet().stream()
                .filter(id -> rows.contains(id) && this.ids.isSingle(id))
                .forEach(id -> ahead.add(this.ids.row(id)));
    }

    /** Notes the first and the last new id. */
    public void noting(List<Long> first) {
        range = first;
    }

    /** Copies the rows that are left of a table. */
    public void copy(RowLines lines, RowFile file) {
        while (lines.nextRow()) {
            long id = Fields.id(lines.data(), lines.start(), lines.end());
            map(lines.data(), lines.start(), lines.end());
            long mapped = ids.row(id);
            note(mapped);
            if (ids.isSingle(id)) {
                ahead.remove(mapped);
                waiting.put(mapped, Arrays.copyOf(row.data(), row.size()));
            } else if (!ahead.isEmpty() && ahead.first() < mapped) {
                waiting.put(mapped, Arrays.copyOf(row.data(), row.size()));
            } else {
                writeWaiting(mapped, file);
                write(row.data(), row.size(), file);
            }
        }
        writeWaiting(Long.MAX_VALUE, file);
    }

    private void note(long id) {
        if (range.size() == 2) {
            range.set(1, id);
        } else {
            range.addAll(List.of(id, id));
        }
    }

    /** Writes those rows that stand before an id, and came out of their order. */
    private void writeWaiting(long before, RowFile file) {
        while (!waiting.isEmpty() && waiting.firstKey() < before) {
            byte[] first = waiting.pollFirstEntry().getValue();
            write(first, first.length, file);
        }
    }

    private static void write(byte[] data, int size, RowFile file) {
        file.beginRow();
        file.json().raw(data, 0, size);
        file.endRow();
    }

    private void map(byte[] data, int start, int end) {
        row.clear();
        field = 0;
        copied = start;
        Fields.each(data, start, end, (nameStart, nameEnd, valueStart, valueEnd) -> {
            @Nullable FieldMapper mapper = column(data, nameStart, nameEnd).mapper();
            if (mapper != null && valueEnd > valueStart) {
                row.raw(data, copied, valueStart - copied);
                copied = mapper.write(new Value(data, start, end, valueStart, valueEnd), row) ? valueEnd : valueStart;
            }
        });
        row.raw(data, copied, end - copied);
    }

    private Column column(byte[] data, int start, int end) {
        int location = field++;
        if (location < order.size()) {
            byte[] name = order.get(location).name();
            if (Arrays.equals(name, 0, name.length, data, start, end)) {
                return order.get(location);
            }
        }
        Column column = columns.computeIfAbsent(
                new String(data, start, end - start, StandardCharsets.UTF_8),
                name -> new Column(Fields.name(name), mapper(name).orElse(null)));
        if (location < order.size()) {
            order.set(location, column);
        } else {
            order.add(column);
        }
        return column;
    }

    private Optional<FieldMapper> mapper(String name) {
        return mappers.of(table, name);
    }
}
