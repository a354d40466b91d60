/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.realmferry.Checksum;
import org.realmferry.IdBitmap;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.Parameters;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.language.RealmMessages;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Scope;
import org.realmferry.source.BinaryRow;
import org.realmferry.source.IdRange;
import org.realmferry.source.SnapshotReader;

/** Which messages of a realm leave and which stay, read in parts by any number of readers. */
public final class MessagesOfRealm {
    private static final Pattern TABLE = Pattern.compile("\\bzerver_");
    private static final int AT_ONCE = 10_000;

    /** Where more of the messages have changed, all are as soon read again. */
    private static final int MOST_CHANGED = 4;

    private final Parameters parameters;
    private final String table;
    private final String query;
    private final Optional<String> asked;
    private final IdBitmap messages = new IdBitmap();
    private final IdBitmap leftOut = new IdBitmap();
    private final Map<Long, Long> clients = new TreeMap<>();
    private Optional<IdBitmap> differing = Optional.empty();

    private MessagesOfRealm(SnapshotReader reader, Parameters parameters, TableRead read) {
        this.parameters = parameters;
        table = read.table();
        query = parameters.bind(RealmMessages.leaving(read.where(), MessageFile.AMONG));
        asked = ofRowsAlone(reader.inDatabase(query));
    }

    /** Checksum of a query that asks only for what is in a message's row; empty where it asks other tables, too. */
    private static Optional<String> ofRowsAlone(String query) {
        boolean alone = TABLE.matcher(query).results().count() == 1;
        return alone ? Optional.of(Checksum.of(query.getBytes(StandardCharsets.UTF_8))) : Optional.empty();
    }

    /** Reads the rules' sets of ids, but no messages yet. */
    public static MessagesOfRealm of(SnapshotReader reader, Scope scope, ExportPlan plan) {
        return new MessagesOfRealm(reader, RealmIds.sets(reader, scope), plan.read(ZulipTables.MESSAGES));
    }

    /** Reads a part. */
    public void read(SnapshotReader reader, IdRange part) {
        IdBlocks leaving = new IdBlocks(part);
        IdBlocks staying = new IdBlocks(part);
        Map<Long, Long> with = new TreeMap<>();
        String among = "t.id BETWEEN " + part.first() + " AND " + part.last();
        reader.read(table, query.replace(MessageFile.AMONG, among), row -> {
            if (row.bool(3)) {
                leaving.add(row.number(0), row.number(1));
                addClient(row, with);
            } else {
                staying.add(row.number(0), row.number(1));
            }
        });
        synchronized (this) {
            leaving.addTo(messages);
            staying.addTo(leftOut);
            with.forEach(clients::putIfAbsent);
        }
    }

    /** Notes the client of a block with one of its messages. */
    private static void addClient(BinaryRow row, Map<Long, Long> clients) {
        if (!row.isNull(2)) {
            long message = IdBlocks.firstId(row.number(0), row.number(1));
            clients.merge(row.number(2), message, Math::min);
        }
    }

    /**
     * Reads only what changed, in place of all parts. Gives false, and has nothing, where a message's row doesn't tell all
     * that decides about it, where the former part decided otherwise, where too much changed, and where a client's message
     * is gone: then all parts are to be read.
     */
    public synchronized boolean readChanged(SnapshotReader reader, PreviousMessageIds former, IdBitmap changed) {
        boolean tooMany =
                changed.getLongCardinality() * MOST_CHANGED > former.messages().getLongCardinality();
        if (tooMany || !asked.filter(former.query()::equals).isPresent()) {
            return false;
        }
        addUnchanged(former, changed);
        readAmong(reader, changed);
        removeGone(reader);
        former.clients().forEach((client, message) -> {
            if (messages.contains(message) && !changed.contains(message)) {
                clients.putIfAbsent(client, message);
            }
        });
        if (clients.keySet().containsAll(former.clients().keySet())) {
            differing = Optional.of(IdBitmap.xor(former.messages(), messages));
            return true;
        }
        messages.clear();
        leftOut.clear();
        clients.clear();
        return false;
    }

    private void addUnchanged(PreviousMessageIds former, IdBitmap changed) {
        messages.or(former.messages());
        messages.andNot(changed);
        leftOut.or(former.leftOut());
        leftOut.andNot(changed);
    }

    /** All that are there are among those here: if they are as many, none is gone. */
    private void removeGone(SnapshotReader reader) {
        long[] count = new long[1];
        String among = " FROM zerver_message t WHERE " + RealmMessages.OF_REALM;
        reader.read(table, parameters.bind("SELECT count(*)" + among), row -> count[0] = row.number(0));
        if (count[0] < messages.getLongCardinality() + leftOut.getLongCardinality()) {
            IdBitmap there = new IdBitmap();
            reader.read(
                    table,
                    parameters.bind("SELECT " + RealmMessages.BLOCK + among + " GROUP BY 1"),
                    row -> IdBlocks.ids(row.number(0), row.number(1)).forEach(there::addLong));
            messages.and(there);
            leftOut.and(there);
        }
    }

    private void readAmong(SnapshotReader reader, IdBitmap candidates) {
        IdSets.lists(candidates, AT_ONCE, ids -> {
            String among = "t.id = ANY ('{" + ids + "}'::bigint[])";
            reader.read(table, query.replace(MessageFile.AMONG, among), row -> {
                LongStream block = IdBlocks.ids(row.number(0), row.number(1));
                if (row.bool(3)) {
                    block.forEach(messages::addLong);
                    addClient(row, clients);
                } else {
                    block.forEach(leftOut::addLong);
                }
            });
        });
    }

    /** All ids, when each part is read. */
    public synchronized RealmIds end() {
        messages.runOptimize();
        leftOut.runOptimize();
        clients.keySet().forEach(parameters.ids("clients")::addLong);
        return new RealmIds(parameters, messages, leftOut, differing);
    }

    /** What a later part may go on from, after the end; nothing where a message's row doesn't tell all. */
    public Optional<PreviousMessageIds> forLaterParts() {
        return asked.map(checksum -> new PreviousMessageIds(checksum, messages, leftOut, clients));
    }

    /** As {@link #read}, or {@link #readChanged} where that tells all. */
    public static RealmIds read(
            SnapshotReader reader,
            Scope scope,
            ExportPlan plan,
            Optional<PreviousMessageIds> former,
            ChangedIds changes) {
        MessagesOfRealm ids = of(reader, scope, plan);
        if (former.isEmpty() || !ids.readChanged(reader, former.get(), changes.messages())) {
            IdBlocks.parts(reader).forEach(part -> ids.read(reader, part));
        }
        return ids.end();
    }
}
