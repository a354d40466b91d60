/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.ArrayList;
import java.util.List;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.Parameters;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.RealmMessages;
import org.realmferry.selection.Scope;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** Which messages of a realm leave and which stay, read in parts by any number of readers. */
final class MessagesOfRealm {
    /** All messages as one part. */
    static final Span ALL = new Span(0, Long.MAX_VALUE);

    private static final long PARTS = 16;
    private static final long SMALLEST_PART = 25_000;

    private final Parameters parameters;
    private final String table;
    private final String query;
    private final Roaring64Bitmap messages = new Roaring64Bitmap();
    private final Roaring64Bitmap leftOut = new Roaring64Bitmap();
    private final Roaring64Bitmap clients = new Roaring64Bitmap();

    private MessagesOfRealm(Parameters parameters, TableRead read) {
        this.parameters = parameters;
        table = read.table();
        query = parameters.bind(RealmMessages.leaving(read.where())) + " AND t.id BETWEEN ";
    }

    /** Reads the rules' sets of ids, but no messages yet. */
    static MessagesOfRealm of(SnapshotReader reader, Scope scope, ExportPlan plan) {
        return new MessagesOfRealm(RealmIds.sets(reader, scope), plan.read("zerver_message"));
    }

    /** What {@link #read} has to be told. */
    List<Span> parts(SnapshotReader reader) {
        List<Span> parts = new ArrayList<>();
        reader.read(table, "SELECT min(id), max(id) FROM zerver_message", row -> {
            if (!row.isNull(0)) {
                parts.addAll(parts(row.number(0), row.number(1)));
            }
        });
        return parts;
    }

    static List<Span> parts(long first, long last) {
        long size = Math.max(SMALLEST_PART, (last - first) / PARTS + 1);
        List<Span> parts = new ArrayList<>();
        long from = first;
        while (last - from >= size) {
            parts.add(new Span(from, from + size - 1));
            from += size;
        }
        parts.add(new Span(from, last));
        return parts;
    }

    void read(SnapshotReader reader, Span part) {
        Roaring64Bitmap leaving = new Roaring64Bitmap();
        Roaring64Bitmap staying = new Roaring64Bitmap();
        Roaring64Bitmap with = new Roaring64Bitmap();
        reader.read(table, query + part.first() + " AND " + part.last(), row -> {
            if (row.bool(2)) {
                leaving.addLong(row.number(0));
                IdSets.add(with, row, 1);
            } else {
                staying.addLong(row.number(0));
            }
        });
        synchronized (this) {
            messages.or(leaving);
            leftOut.or(staying);
            clients.or(with);
        }
    }

    /** All ids, when each part is read. */
    synchronized RealmIds end() {
        messages.runOptimize();
        leftOut.runOptimize();
        parameters.ids("clients").or(clients);
        return new RealmIds(parameters, messages, leftOut);
    }
}
