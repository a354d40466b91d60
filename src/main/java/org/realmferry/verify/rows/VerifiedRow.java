/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;

/** The row that is being read, and what is wrong with it: its id may stand at its end. */
public final class VerifiedRow {
    private record Objection(FindingKind kind, String message) {}

    private final List<Objection> objections = new ArrayList<>();
    private final String file;
    private final String table;
    private final FindingSink sink;
    private long position;
    private long id;
    private boolean hasId;
    private int fields;

    public VerifiedRow(String file, String table, FindingSink sink) {
        this.file = file;
        this.table = table;
        this.sink = sink;
    }

    void begin() {
        position++;
        hasId = false;
        fields = 0;
    }

    void field() {
        fields++;
    }

    int fields() {
        return fields;
    }

    /** A check of the field {@code id} where another reading looked at it. */
    public static void takeId(JsonParser value, VerifiedRow row) throws IOException {
        if (value.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            row.id(value.getLongValue());
        }
    }

    void id(long value) {
        id = value;
        hasId = true;
    }

    boolean hasId() {
        return hasId;
    }

    public long id() {
        return id;
    }

    /** How many rows were begun. */
    long position() {
        return position;
    }

    public void object(FindingKind kind, String message) {
        objections.add(new Objection(kind, message));
    }

    /** A whole number; empty, and where it is neither that nor null an objection. */
    public OptionalLong number(String field, JsonParser value) throws IOException {
        if (value.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            return OptionalLong.of(value.getLongValue());
        }
        if (!value.hasToken(JsonToken.VALUE_NULL)) {
            object(FindingKind.MALFORMED, field + " is not an id");
        }
        return OptionalLong.empty();
    }

    /** Tells what is wrong with the row. */
    void end() {
        if (!objections.isEmpty()) {
            String label = hasId ? String.valueOf(id) : "row " + position;
            objections.forEach(o -> sink.found(o.kind(), file, table, label, o.message()));
            objections.clear();
        }
    }
}
