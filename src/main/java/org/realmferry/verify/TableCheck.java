/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.realmferry.archive.RowFileReader;

/** What the rows of one table may hold; for one reading of one file. */
final class TableCheck {
    static final FieldCheck ANYTHING = (value, row) -> {};

    /** Says, for a field that turns up, what it may hold. */
    @FunctionalInterface
    interface Fields {
        FieldCheck of(String name);
    }

    /** A field, and the row in which it was seen last. */
    private static final class Field {
        private final FieldCheck check;
        private long seen;

        Field(FieldCheck check) {
            this.check = check;
        }
    }

    private final String table;
    private final Row row;
    private final Fields others;
    private final Map<String, Field> fields = new HashMap<>();
    private Consumer<Row> whole = row -> {};
    private Runnable end = () -> {};

    TableCheck(String table, Row row, Fields others) {
        this.table = table;
        this.row = row;
        this.others = others;
    }

    String table() {
        return table;
    }

    TableCheck field(String name, FieldCheck check) {
        fields.put(name, new Field(check));
        return this;
    }

    /** Looks at a field besides what is checked there. */
    TableCheck and(String name, FieldCheck check) {
        FieldCheck before = named(name).check;
        return field(name, (value, row) -> {
            check.of(value, row);
            before.of(value, row);
        });
    }

    /** Checks what needs the whole row, besides what was to be checked before. */
    TableCheck row(Consumer<Row> check) {
        whole = whole.andThen(check);
        return this;
    }

    /** Does something after the last row. */
    TableCheck end(Runnable action) {
        end = action;
        return this;
    }

    /** Reads all rows of the list at which the reader stands; gives their number. */
    long read(RowFileReader json) throws IOException {
        String expected = "a list of rows in " + table;
        json.beginList(expected);
        while (json.nextRow(expected)) {
            fields(json.parser());
        }
        end.run();
        return row.position();
    }

    private void fields(JsonParser parser) throws IOException {
        row.begin();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Field field = named(parser.currentName());
            if (field.seen == row.position()) {
                row.object(Kind.MALFORMED, parser.currentName() + " is there twice in it");
            }
            field.seen = row.position();
            parser.nextToken();
            row.field();
            field.check.of(parser, row);
            parser.skipChildren();
        }
        whole.accept(row);
        row.end();
    }

    private Field named(String name) {
        Field field = fields.get(name);
        if (field == null) {
            field = new Field(others.of(name));
            fields.put(name, field);
        }
        return field;
    }
}
