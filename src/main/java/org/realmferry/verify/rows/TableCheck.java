/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.realmferry.archive.RowFileReader;
import org.realmferry.verify.finding.FindingKind;

/** What the rows of one table may hold; for one reading of one file. */
public final class TableCheck {
    public static final FieldCheck ANYTHING = (value, row) -> {};

    /** Says, for a field that turns up, what it may hold. */
    @FunctionalInterface
    public interface Fields {
        FieldCheck of(String name);
    }

    /** A field, and the row in which it was seen last. */
    private static final class Field {
        private final FieldCheck check;
        private final ValueChecks.Check value;
        private long seen;

        Field(FieldCheck check, ValueChecks.Check value) {
            this.check = check;
            this.value = value;
        }
    }

    private final String table;
    private final VerifiedRow row;
    private final Fields remaining;
    private final Map<String, Field> fields = new HashMap<>();
    private Function<String, Optional<ValueChecks.Check>> values = field -> Optional.empty();
    private Consumer<VerifiedRow> whole = row -> {};
    private Runnable end = () -> {};

    public TableCheck(String table, VerifiedRow row, Fields remaining) {
        this.table = table;
        this.row = row;
        this.remaining = remaining;
    }

    public String table() {
        return table;
    }

    public TableCheck field(String name, FieldCheck check) {
        fields.put(name, new Field(check, value(name)));
        return this;
    }

    /**
     * Looks whether values are such as their columns take: for the first reading of a file, before any field is named.
     *
     * @param current whether the archive is of Zulip 10 or newer
     */
    public TableCheck ofValues(boolean current) {
        values = field -> ValueChecks.of(table, field, current);
        return this;
    }

    private ValueChecks.Check value(String field) {
        return values.apply(field).orElse((value, row) -> true);
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
    public TableCheck row(Consumer<VerifiedRow> check) {
        whole = whole.andThen(check);
        return this;
    }

    /** Does something after the last row. */
    TableCheck end(Runnable action) {
        end = action;
        return this;
    }

    /** Reads all rows of the list at which the reader stands; gives their number. */
    public long read(RowFileReader json) throws IOException {
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
                row.object(FindingKind.MALFORMED, parser.currentName() + " is duplicated in it");
            }
            field.seen = row.position();
            parser.nextToken();
            row.field();
            if (field.value.takes(parser, row)) {
                field.check.of(parser, row);
            }
            parser.skipChildren();
        }
        whole.accept(row);
        row.end();
    }

    private Field named(String name) {
        Field field = fields.get(name);
        if (field == null) {
            field = new Field(remaining.of(name), value(name));
            fields.put(name, field);
        }
        return field;
    }
}
