/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import java.util.OptionalInt;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.TableRead;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Scope;
import org.realmferry.source.SnapshotReader;

/**
 * What an export would take of a realm, and what it would leave.
 *
 * @param messages how many leave
 * @param messagesLeftOut how many stay
 * @param files uploaded files that leave
 * @param filesLeftOut those that stay
 * @param ownerUsable whether an owner could log in afterwards
 */
public record Disclosure(
        Scope scope,
        long messages,
        long messagesLeftOut,
        Files files,
        Files filesLeftOut,
        Conversations conversations,
        boolean ownerUsable) {

    /** Uploaded files. */
    public record Files(long count, long bytes) {}

    /** Reads it without touching the files themselves. */
    public static Disclosure read(SnapshotReader reader, Scope scope, ExportPlan plan) {
        RealmIds ids = RealmIds.read(reader, scope, plan);
        Files leaving = leaving(reader, ids, plan.read(ZulipTables.ATTACHMENTS));
        Files all = all(reader, ids);
        return new Disclosure(
                scope,
                ids.messages().getLongCardinality(),
                ids.messagesLeftOut(),
                leaving,
                new Files(all.count() - leaving.count(), all.bytes() - leaving.bytes()),
                Conversations.read(reader, ids),
                Owners.usable(reader, ids.parameters()));
    }

    private static Files leaving(SnapshotReader reader, RealmIds ids, TableRead attachments) {
        OptionalInt size = attachments.find("size");
        int messages = attachments.indexOf("messages");
        OptionalInt scheduled = attachments.find("scheduled_messages");
        long[] files = new long[2];
        reader.read(attachments.table(), attachments.select(ids.parameters()), row -> {
            if (ids.leavesWith(row, messages, scheduled)) {
                files[0]++;
                files[1] += size.isPresent() ? row.number(size.getAsInt()) : 0;
            }
        });
        return new Files(files[0], files[1]);
    }

    private static Files all(SnapshotReader reader, RealmIds ids) {
        long[] files = new long[2];
        String query = "SELECT count(*), coalesce(sum(size), 0)::bigint FROM zerver_attachment WHERE realm_id = :realm";
        reader.read(ZulipTables.ATTACHMENTS, ids.parameters().bind(query), row -> {
            files[0] = row.number(0);
            files[1] = row.number(1);
        });
        return new Files(files[0], files[1]);
    }
}
