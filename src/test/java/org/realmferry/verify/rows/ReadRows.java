/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.Consumer;
import org.realmferry.archive.RowFileReader;
import org.realmferry.sample.FoundThings;
import org.realmferry.sample.SmallInput;

/** Reads lists of rows of a text, in which {@code '} stands for a quotation mark. */
final class ReadRows {
    static final String FILE = "realm.json";

    private ReadRows() {}

    /** Reads the rows of a table by a check; gives their number. */
    static long of(String table, FoundThings found, TableCheck.Fields fields, Consumer<TableCheck> more, String rows)
            throws IOException {
        TableCheck check = new TableCheck(table, new VerifiedRow(FILE, table, found.sink()), fields);
        more.accept(check);
        return read(check, rows);
    }

    static long read(TableCheck check, String rows) throws IOException {
        try (RowFileReader json = RowFileReader.openFast(new ByteArrayInputStream(SmallInput.bytes(rows)))) {
            return check.read(json);
        }
    }
}
