/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.Parameters;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.IdSet;
import org.realmferry.selection.Scope;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * All ids that decide what leaves of a realm. They are read first; the rest of the export only asks them.
 *
 * @param parameters the rules' sets of ids
 * @param messages the exported messages
 * @param messagesLeftOut how many other messages the realm has
 */
record RealmIds(Parameters parameters, Roaring64Bitmap messages, long messagesLeftOut) {
    static RealmIds read(SnapshotReader reader, Scope scope, ExportPlan plan) {
        Parameters parameters = sets(reader, scope);
        Roaring64Bitmap messages = new Roaring64Bitmap();
        TableRead read = plan.read("zerver_message");
        String query = "SELECT t.id, t.sending_client_id FROM " + read.from() + " WHERE " + read.where();
        reader.read(read.table(), parameters.bind(query), row -> {
            messages.addLong(row.number(0));
            IdSets.add(parameters.ids("clients"), row, 1);
        });
        messages.runOptimize();
        long[] all = new long[1];
        query = "SELECT count(*) FROM " + read.from() + " WHERE t.realm_id = :realm";
        reader.read(read.table(), parameters.bind(query), row -> all[0] = row.number(0));
        return new RealmIds(parameters, messages, all[0] - messages.getLongCardinality());
    }

    /** The rules' sets of ids. */
    static Parameters sets(SnapshotReader reader, Scope scope) {
        Parameters parameters = new Parameters(scope);
        IdSets.read(reader, IdSet.ALL, parameters);
        return parameters;
    }

    /** The first message of each message file. */
    List<Long> firstMessages() {
        List<Long> firsts = new ArrayList<>();
        LongIterator all = messages.getLongIterator();
        for (long i = 0; all.hasNext(); i++) {
            long id = all.next();
            if (i % ArchiveLayout.MESSAGES_PER_FILE == 0) {
                firsts.add(id);
            }
        }
        return firsts;
    }

    /** The messages of the file that begins with one. */
    long[] messagesFrom(long first) {
        long[] ids = new long[ArchiveLayout.MESSAGES_PER_FILE];
        LongIterator from = messages.getLongIteratorFrom(first);
        int count = 0;
        while (count < ids.length && from.hasNext()) {
            ids[count++] = from.next();
        }
        return LongStream.of(ids).limit(count).toArray();
    }

    /** Those of some messages that are exported. */
    long[] exported(long[] ids) {
        return LongStream.of(ids).filter(messages::contains).toArray();
    }
}
