/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.Written;

/**
 * A JSON file of tables under way: {@code {"table": [row, ...], ...}}, a row on a line. Rows are written into {@link
 * #json}, each between {@link #beginRow} and {@link #endRow}.
 */
public final class RowFile implements AutoCloseable {
    private static final int FLUSH_AT = 1 << 16;

    private final AtomicFile file;
    private final JsonBytes json = new JsonBytes();
    private final Map<String, Long> rows = new LinkedHashMap<>();
    private String table = "";
    private long rowsOfTable;

    private RowFile(AtomicFile file) {
        this.file = file;
        json.raw('{');
    }

    public static RowFile create(Path path) {
        return new RowFile(AtomicFile.create(path));
    }

    /** A file of which only size and checksum are wanted: nothing appears on the disk. */
    public static RowFile discarding(Path path) {
        return new RowFile(AtomicFile.discarding(path));
    }

    public JsonBytes json() {
        return json;
    }

    public void beginTable(String name) {
        json.raw(rows.isEmpty() ? "\n" : ",\n");
        json.string(name);
        json.raw(": [");
        table = name;
        rowsOfTable = 0;
        rows.put(table, 0L);
    }

    public void beginRow() {
        json.raw(rowsOfTable == 0 ? "\n" : ",\n");
    }

    public void endRow() {
        rowsOfTable++;
        flush(FLUSH_AT);
    }

    public void endTable() {
        json.raw("\n]");
        rows.put(table, rowsOfTable);
    }

    /** A member behind the tables that is a text. */
    public void text(String name, String value) {
        json.raw(",\n");
        json.string(name);
        json.raw(": ");
        json.string(value);
    }

    /** A whole table from a file that holds its rows, separated by commas. */
    public void table(String name, long rowCount, Path part) {
        beginTable(name);
        if (rowCount > 0) {
            json.raw('\n');
            flush(0);
            copy(part);
        }
        rowsOfTable = rowCount;
        endTable();
    }

    private void copy(Path part) {
        byte[] buffer = new byte[FLUSH_AT];
        try (InputStream in = Files.newInputStream(part)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                file.write(buffer, 0, n);
            }
        } catch (IOException e) {
            throw PrivateFiles.unreadable(part, e);
        }
    }

    /** Rows by table, in the order of the file. */
    public Map<String, Long> rows() {
        return Map.copyOf(rows);
    }

    public Written commit() {
        json.raw("\n}\n");
        flush(0);
        return file.commit();
    }

    private void flush(int atLeast) {
        if (json.size() > atLeast) {
            file.write(json.data(), 0, json.size());
            json.clear();
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
