/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.journal;

import java.io.IOException;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.RowFile;
import org.realmferry.source.BinaryRow;
import org.realmferry.source.RowEncoder;

/** Rows of one table that changed, as they are now, by their ids. */
public final class ChangedRows {
    private final NavigableMap<Long, byte[]> rows = new TreeMap<>();
    private final JsonBytes json = new JsonBytes();

    public void add(long id, BinaryRow row, RowEncoder encoder) {
        json.clear();
        encoder.encode(row, json);
        rows.put(id, Arrays.copyOf(json.data(), json.size()));
    }

    int count() {
        return rows.size();
    }

    /**
     * Writes the table: the rows at which the lines stand, up to the first line that is none, with these in the place of
     * those with their ids, and the others where they belong. Gives how many took another's place.
     */
    long mergeInto(RowFile file, RowLines old) throws IOException {
        long replaced = 0;
        for (long id = next(old); id != RowLines.NONE; id = next(old)) {
            while (!rows.isEmpty() && rows.firstKey() < id) {
                write(file);
            }
            if (!rows.isEmpty() && rows.firstKey() == id) {
                write(file);
                replaced++;
            } else {
                file.beginRow();
                file.json().raw(old.data(), old.begin(), old.rowLength());
                file.endRow();
            }
        }
        while (!rows.isEmpty()) {
            write(file);
        }
        return replaced;
    }

    private static long next(RowLines old) throws IOException {
        return old.next() ? old.id() : RowLines.NONE;
    }

    private void write(RowFile file) {
        byte[] row = rows.pollFirstEntry().getValue();
        file.beginRow();
        file.json().raw(row);
        file.endRow();
    }
}
