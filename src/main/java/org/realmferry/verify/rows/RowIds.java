/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import org.realmferry.IdBitmap;
import org.realmferry.verify.finding.FindingKind;

/** Each row of a table has an id, once, and the fields of all others. */
public final class RowIds {
    /** A set takes a shorter range in up to a millisecond where it has many, and one id in a ten-thousandth of that. */
    private static final int WORTH_A_RANGE = 256;

    private final IdBitmap ids;
    private int fields;
    private long highest = Long.MIN_VALUE;

    /** Ids come most often in ranges; this one is not yet in the set. */
    private long first;

    private long last = -1;

    /** Puts the ids into a set. */
    public RowIds(IdBitmap ids) {
        this.ids = ids;
    }

    public TableCheck in(TableCheck table) {
        return table.field("id", (value, row) -> row.number("id", value).ifPresent(row::id))
                .row(this::check)
                .end(this::flush);
    }

    private void check(VerifiedRow row) {
        if (row.position() == 1) {
            fields = row.fields();
        } else if (row.fields() != fields) {
            row.object(
                    FindingKind.MALFORMED,
                    "it has " + row.fields() + " fields, but the table's first row has " + fields);
        }
        if (!row.hasId()) {
            row.object(FindingKind.MALFORMED, "it has no id");
            return;
        }
        add(row, row.id());
    }

    private void add(VerifiedRow row, long id) {
        boolean next = id == last + 1 && id > highest && first >= 0 && last >= first;
        if (!next) {
            flush();
            first = id;
            if (id <= highest && ids.contains(id)) {
                row.object(FindingKind.DUPLICATE, "duplicate id");
            }
        }
        last = id;
        highest = Math.max(highest, id);
    }

    private void flush() {
        if (last - first >= WORTH_A_RANGE) {
            ids.addRange(first, last + 1);
        } else {
            for (long id = first; id <= last; id++) {
                ids.addLong(id);
            }
        }
    }
}
