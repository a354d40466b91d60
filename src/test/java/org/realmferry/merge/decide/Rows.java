/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.realmferry.input.Input;
import org.realmferry.sample.SmallInput;

/** Cursors and candidates of inputs of a few rows. */
final class Rows {
    private Rows() {}

    static Candidate candidate(Input input, String row) {
        return Candidate.of(input, SmallInput.bytes(row));
    }

    /** A cursor on the first row of a table. */
    static RowCursor first(Input input, String table) {
        Map<String, Input.Section> tables = input.rows().tables();
        RowCursor cursor = tables.entrySet().stream()
                .filter(entry -> entry.getKey().equals(table))
                .map(entry -> RowCursor.of(input, entry.getValue()))
                .findFirst()
                .orElseThrow();
        if (!cursor.next()) {
            throw new IllegalArgumentException(table + " has no row");
        }
        return cursor;
    }

    static void close(List<RowCursor> cursors) {
        new ArrayList<>(cursors).forEach(RowCursor::close);
    }
}
