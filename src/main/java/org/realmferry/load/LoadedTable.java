/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.util.List;
import java.util.function.Predicate;
import org.realmferry.archive.RowLines;

/**
 * How the rows of one of an archive's lists become rows of a table; for one thread.
 *
 * @param table the target's
 * @param columns the columns that are written, in order
 * @param values one for each column
 * @param wanted which rows are written
 */
record LoadedTable(
        String table, List<String> columns, List<ColumnValue> values, ArchiveRow row, Predicate<ArchiveRow> wanted) {
    LoadedTable {
        columns = List.copyOf(columns);
        values = List.copyOf(values);
    }

    /** Adds the row at which a reading stands; false where it isn't to be written. */
    boolean write(RowLines lines, CopyText out) {
        row.read(lines.data(), lines.start(), lines.end());
        if (!wanted.test(row)) {
            return false;
        }
        for (ColumnValue value : values) {
            out.column();
            value.write(row, out);
        }
        out.endRow();
        return true;
    }
}
