/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;

/** A row as one input has it, beside the same row of others. */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, and never compared
public record Candidate(Input input, byte[] row, Map<String, @Nullable Object> fields) {
    public static Candidate of(RowCursor cursor) {
        return new Candidate(cursor.input(), cursor.copy(), Fields.parse(cursor.lines()));
    }

    public static Candidate of(Input input, byte[] row) {
        return new Candidate(input, row, Fields.parse(row, 0, row.length));
    }

    boolean saysTheSameAs(Candidate other) {
        return Fields.same(fields, other.fields);
    }
}
