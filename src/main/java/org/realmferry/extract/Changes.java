/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.realmferry.run.Stage;
import org.realmferry.run.Workers;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * What changed on a server since the first part of a run. Rows that are gone have no {@code xmin}: they are told by
 * counting ({@link KeptFiles}).
 *
 * @param rows empty where nobody can tell
 */
record Changes(Optional<Rows> rows) {
    /**
     * The ids of rows that were inserted or updated.
     *
     * @param receiving messages of changed usermessages
     */
    record Rows(Roaring64Bitmap messages, Roaring64Bitmap userMessages, Roaring64Bitmap receiving) {
        static Rows none() {
            return new Rows(new Roaring64Bitmap(), new Roaring64Bitmap(), new Roaring64Bitmap());
        }
    }

    private static final long XIDS = 1L << 32;

    static Changes unknown() {
        return new Changes(Optional.empty());
    }

    /** Reads each table once, for all realms. */
    static Changes between(SnapshotReader reader, Standpoint earlier, Standpoint now) {
        if (!now.follows(earlier)) {
            return unknown();
        }
        Rows rows = Rows.none();
        readMessages(reader, earlier, rows);
        readUserMessages(reader, earlier, rows);
        return new Changes(Optional.of(rows));
    }

    /** As {@link #between}, of a standpoint that was followed up to now, by a unit of work for each table. */
    static CompletableFuture<Changes> between(Workers<SnapshotReader> workers, Standpoint earlier) {
        CompletableFuture<Changes> changes = new CompletableFuture<>();
        Rows rows = Rows.none();
        Stage<SnapshotReader> stage =
                Stage.endingIn(workers, "changes", () -> changes.complete(new Changes(Optional.of(rows))));
        stage.add(reader -> readUserMessages(reader, earlier, rows));
        stage.add(reader -> readMessages(reader, earlier, rows));
        stage.end();
        return changes;
    }

    private static void readMessages(SnapshotReader reader, Standpoint earlier, Rows rows) {
        reader.read(
                "zerver_message",
                "SELECT t.id FROM zerver_message t" + since(earlier),
                row -> rows.messages().addLong(row.number(0)));
    }

    private static void readUserMessages(SnapshotReader reader, Standpoint earlier, Rows rows) {
        String query = "SELECT t.id, t.message_id FROM zerver_usermessage t" + since(earlier);
        reader.read("zerver_usermessage", query, row -> {
            rows.userMessages().addLong(row.number(0));
            rows.receiving().addLong(row.number(1));
        });
    }

    private static String since(Standpoint earlier) {
        return " WHERE age(t.xmin) <= age('" + earlier.xmin() % XIDS + "'::xid)";
    }
}
