/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.journal;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.RowLines;
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
     * Writes the table at which the lines stand: its rows, those with the ids of changed ones replaced by these, and the
     * other changed ones in order of their ids. Gives how many were replaced.
     */
    long mergeInto(RowFile file, RowLines old) {
        long replaced = 0;
        while (old.nextRow()) {
            long id = old.id();
            while (!rows.isEmpty() && rows.firstKey() < id) {
                write(file);
            }
            if (!rows.isEmpty() && rows.firstKey() == id) {
                write(file);
                replaced++;
            } else {
                file.beginRow();
                file.json().raw(old.data(), old.start(), old.end() - old.start());
                file.endRow();
            }
        }
        while (!rows.isEmpty()) {
            write(file);
        }
        return replaced;
    }

    private void write(RowFile file) {
        byte[] row = rows.pollFirstEntry().getValue();
        file.beginRow();
        file.json().raw(row);
        file.endRow();
    }
}
