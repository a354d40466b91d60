/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

/**
 * Writes rows of any table by COPY: what isn't given is null where it may be, else nought, false, empty or the first day.
 *
 * <p>A foreign key that must not be null has no default: it has to be given. Ids are counted from 1, table by table.
 */
final class SampleRows {
    private static final int BUFFER = 1 << 20;

    private final Schema schema;
    private final CopyManager copy;
    private final Map<String, Pending> pending = new HashMap<>();

    SampleRows(Schema schema, CopyManager copy) {
        this.schema = schema;
        this.copy = copy;
    }

    /** Begins a row under the table's next id; it is written by {@link Row#add}. */
    Row row(String table) {
        return row(table, reserve(table));
    }

    /** Begins a row under an id that was reserved, or that another table gives. */
    Row row(String table, long id) {
        return new Row(pending(table), id);
    }

    /** Takes the table's next id for a row that others name before it is written. */
    long reserve(String table) {
        return ++pending(table).lastId;
    }

    Schema schema() {
        return schema;
    }

    /** Sends what is still waiting. */
    void flush() {
        pending.values().forEach(Pending::send);
    }

    private Pending pending(String table) {
        return pending.computeIfAbsent(
                table,
                name -> new Pending(
                        schema.table(name).orElseThrow(() -> new IllegalArgumentException("no table " + name))));
    }

    /** One row, being filled. */
    static final class Row {
        private final Pending table;
        private final long id;
        private final @Nullable Object[] values;

        private Row(Pending table, long id) {
            this.table = table;
            this.id = id;
            this.values = table.defaults.clone();
            set(table.key, id);
        }

        Row set(String column, @Nullable Object value) {
            Integer index = table.indexes.get(column);
            if (index == null) {
                throw new IllegalArgumentException("no column " + table.name + "." + column);
            }
            values[index] = value;
            return this;
        }

        Row setAll(Map<String, ?> settings) {
            settings.forEach(this::set);
            return this;
        }

        /** Writes the row, and answers its id. */
        long add() {
            table.append(values);
            return id;
        }
    }

    /** The rows of one table that wait to be sent. */
    private final class Pending {
        private static final Object MISSING = new Object();

        private final String name;
        private final String key;
        private final String copyIn;
        private final List<String> columns;
        private final Map<String, Integer> indexes = new HashMap<>();
        private final @Nullable Object[] defaults;
        private final StringBuilder lines = new StringBuilder();
        private long lastId;

        Pending(Table table) {
            name = table.name();
            key = table.key().name();
            columns = table.columns().stream().map(Column::name).toList();
            List<@Nullable Object> values = new ArrayList<>();
            for (Column column : table.columns()) {
                indexes.put(column.name(), values.size());
                values.add(defaultOf(column));
            }
            defaults = values.toArray();
            String names = columns.stream().map(SampleDdl::quoted).collect(Collectors.joining(", "));
            copyIn = "COPY " + SampleDdl.qualified(schema, name) + " (" + names + ") FROM STDIN";
        }

        private static @Nullable Object defaultOf(Column column) {
            if (column.nullable()) {
                return null;
            }
            if (column.references().isPresent() || column.type().equals("uuid")) {
                return MISSING;
            }
            return switch (column.type()) {
                case "integer", "bigint", "smallint" -> 0;
                case "boolean" -> false;
                case "text", "varchar" -> "";
                case "jsonb" -> "{}";
                case "timestamptz" -> Dice.FIRST_DAY;
                default -> throw new IllegalStateException("no default for " + column);
            };
        }

        private void append(@Nullable Object[] values) {
            for (int i = 0; i < values.length; i++) {
                Object value = values[i];
                if (value == MISSING) {
                    throw new IllegalStateException(name + "." + columns.get(i) + " must be given");
                }
                lines.append(i == 0 ? "" : "\t").append(value == null ? "\\N" : escaped(value));
            }
            lines.append('\n');
            if (lines.length() > BUFFER) {
                send();
            }
        }

        private static String escaped(Object value) {
            return value instanceof String text
                    ? text.replace("\\", "\\\\")
                            .replace("\t", "\\t")
                            .replace("\n", "\\n")
                            .replace("\r", "\\r")
                    : value.toString();
        }

        private void send() {
            try {
                copy.copyIn(copyIn, new StringReader(lines.toString()));
                lines.setLength(0);
            } catch (SQLException e) {
                throw new IllegalStateException("can't fill " + name, e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
