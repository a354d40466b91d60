/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.realmferry.IdBitmap;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.JsonValue;

/**
 * One list of rows beside the server's, of which each is kept only until its like has come. Both come in order of their
 * ids; rows that don't wait as checksums, so that their order decides nothing but memory.
 */
final class TableComparison {
    private final ComparedRows archive;
    private final Map<Long, String> onlyInArchive = new HashMap<>();
    private final Map<Long, String> onlyOnServer = new HashMap<>();
    private final IdBitmap different = new IdBitmap();
    private final SortedSet<String> differentFields = new TreeSet<>();
    private Optional<JsonRow> next;
    private long serverRows;

    TableComparison(ComparedRows archive) {
        this.archive = archive;
        next = archive.next();
    }

    /** Takes a row that the server has. */
    void server(JsonBytes json) {
        serverRows++;
        JsonRow row = JsonRow.of(JsonValue.object(json)).orElseThrow();
        while (next.isPresent() && next.get().id() < row.id()) {
            onlyInArchive(next.get());
            next = archive.next();
        }
        if (next.isPresent() && next.get().id() == row.id()) {
            compare(next.get(), row);
            next = archive.next();
        } else {
            onlyOnServer(row);
        }
    }

    /** Reads what the archive has left; to be called once the server has given all. */
    void end() {
        for (; next.isPresent(); next = archive.next()) {
            onlyInArchive(next.get());
        }
    }

    private void compare(JsonRow row, JsonRow server) {
        if (!row.fields().equals(server.fields())) {
            different.addLong(row.id());
            differentFields.addAll(row.differences(server));
        }
    }

    private void onlyInArchive(JsonRow row) {
        wait(row, onlyInArchive, onlyOnServer);
    }

    private void onlyOnServer(JsonRow row) {
        wait(row, onlyOnServer, onlyInArchive);
    }

    private void wait(JsonRow row, Map<Long, String> here, Map<Long, String> there) {
        String like = there.remove(row.id());
        if (like == null) {
            here.put(row.id(), row.checksum());
        } else if (!like.equals(row.checksum())) {
            different.addLong(row.id());
        }
    }

    long rows() {
        return archive.count();
    }

    long serverRows() {
        return serverRows;
    }

    /** Rows that the server has and the archive lacks; without those behind a place where the archive can't be read. */
    IdBitmap missing() {
        return archive.problem().isPresent() ? new IdBitmap() : ids(onlyOnServer);
    }

    /** Rows that the archive has and the server doesn't. */
    IdBitmap added() {
        return ids(onlyInArchive);
    }

    /** Rows that are others on the server. */
    IdBitmap different() {
        return different;
    }

    /** The fields in which any of them differ, where that was seen. */
    SortedSet<String> differentFields() {
        return differentFields;
    }

    private static IdBitmap ids(Map<Long, String> rows) {
        IdBitmap ids = new IdBitmap();
        rows.keySet().forEach(ids::addLong);
        return ids;
    }

    boolean isEqual() {
        return onlyInArchive.isEmpty()
                && onlyOnServer.isEmpty()
                && different.isEmpty()
                && archive.problem().isEmpty();
    }
}
