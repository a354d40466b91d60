/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.Optional;
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
    record Rows(Roaring64Bitmap messages, Roaring64Bitmap userMessages, Roaring64Bitmap receiving) {}

    private static final long XIDS = 1L << 32;

    static Changes unknown() {
        return new Changes(Optional.empty());
    }

    /** Reads each table once, for all realms. */
    static Changes between(SnapshotReader reader, Standpoint earlier, Standpoint now) {
        if (!now.follows(earlier)) {
            return unknown();
        }
        String since = " WHERE age(t.xmin) <= age('" + earlier.xmin() % XIDS + "'::xid)";
        Rows rows = new Rows(new Roaring64Bitmap(), new Roaring64Bitmap(), new Roaring64Bitmap());
        reader.read(
                "zerver_message",
                "SELECT t.id FROM zerver_message t" + since,
                row -> rows.messages().addLong(row.number(0)));
        reader.read("zerver_usermessage", "SELECT t.id, t.message_id FROM zerver_usermessage t" + since, row -> {
            rows.userMessages().addLong(row.number(0));
            rows.receiving().addLong(row.number(1));
        });
        return new Changes(Optional.of(rows));
    }
}
