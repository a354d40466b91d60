/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.JsonBytes;
import org.realmferry.extract.files.FileCopies;
import org.realmferry.extract.files.FileInventory;
import org.realmferry.extract.files.FileTask;
import org.realmferry.extract.files.ServerFiles;
import org.realmferry.extract.files.StoredAvatars;
import org.realmferry.extract.messages.MessageFile;
import org.realmferry.extract.messages.RealmIds;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.Field;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.run.Findings;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;
import org.realmferry.selection.Scope;
import org.realmferry.source.IdRange;
import org.realmferry.source.RowEncoder;
import org.realmferry.source.SnapshotReader;
import org.realmferry.store.FileStore;
import org.realmferry.store.FileStore.Found;

/**
 * What an export of a realm would be. Messages are counted; bytes, and the usermessages of large realms, are estimated
 * from samples.
 *
 * @param rows by output, in the order of the rules
 * @param files uploads, pictures, emoji and icons that are there
 * @param fileBytes of those
 * @param bytes of the whole archive
 */
public record Estimate(Realm realm, Map<String, Long> rows, long files, long fileBytes, long bytes) {
    private static final int SAMPLED_FILES = 20;
    private static final int SAMPLED_ROWS = 1000;

    /** Reads an estimate; findings of missing files are those that the export would have. */
    public static Estimate read(
            SnapshotReader reader, Scope scope, ExportPlan plan, ServerFiles server, Findings findings) {
        Realm realm = scope.realm();
        RealmIds ids = RealmIds.read(reader, scope, plan);
        SystemBots.tellOfOwnAddresses(reader, realm, ids, findings);
        FileStore store = server.store();
        FileCopies copies = FileCopies.looking(realm.folder(), store, new ArchiveLayout(Path.of("")), findings);
        FileInventory inventory = new FileInventory(
                realm,
                realm.folder(),
                new StoredAvatars(store, realm, plan.form().avatars()),
                server.avatarSalt(),
                findings);
        Map<FileTask, Found> found = server.find(inventory.read(reader, ids, plan, store), copies);
        long fileBytes = found.values().stream().mapToLong(Found::size).sum();
        long uploads = found.keySet().stream()
                .filter(task -> task.set() == FileSet.UPLOADS)
                .count();
        Sampler sampler = new Sampler(reader, ids);
        sampler.messages(plan);
        for (TableRead read : plan.reads()) {
            if (read.file() == OutputFile.ATTACHMENT) {
                sampler.add(read, uploads);
            } else if (read.file() != OutputFile.MESSAGES) {
                sampler.add(read, sampler.count(read));
            }
        }
        return new Estimate(realm, sampler.rows, found.size(), fileBytes, (long) sampler.bytes + fileBytes);
    }

    public long messages() {
        return rows.getOrDefault(ZulipTables.MESSAGES, 0L);
    }

    public long userMessages() {
        return rows.getOrDefault(ZulipTables.USER_MESSAGES, 0L);
    }

    /** Rows of all other tables. */
    public long otherRows() {
        return rows.values().stream().mapToLong(Long::longValue).sum() - messages() - userMessages();
    }

    private static final class Sampler {
        private final SnapshotReader reader;
        private final RealmIds ids;
        private final Map<String, Long> rows = new LinkedHashMap<>();
        private double bytes;

        private Sampler(SnapshotReader reader, RealmIds ids) {
            this.reader = reader;
            this.ids = ids;
        }

        void messages(ExportPlan plan) {
            MessageFile messageFile = new MessageFile(plan, ids);
            List<IdRange> files = ids.spans(List.of());
            int step = Math.max(1, files.size() / SAMPLED_FILES);
            MessageFile.Counts sample = new MessageFile.Counts();
            for (int i = 0; i < files.size(); i += step) {
                messageFile.count(reader, files.get(i), sample);
            }
            long messages = ids.messages().getLongCardinality();
            double scale = sample.messages() == 0 ? 0 : (double) messages / sample.messages();
            rows.put(ZulipTables.MESSAGES, messages);
            rows.put(ZulipTables.USER_MESSAGES, Math.round(sample.userMessages() * scale));
            bytes += sample.bytes() * scale;
        }

        long count(TableRead read) {
            long[] count = new long[1];
            if (read.messageField().isPresent()) {
                Field message =
                        read.fields().get(read.indexOf(read.messageField().get()));
                reader.read(
                        read.table(),
                        read.select(ids.parameters(), List.of(message)),
                        row -> count[0] += ids.messages().contains(row.number(0)) ? 1 : 0);
            } else {
                reader.read(read.table(), read.count(ids.parameters()), row -> count[0] = row.number(0));
            }
            return count[0];
        }

        /** Adds a table of so many rows, each as large as the first ones are in the mean. */
        void add(TableRead read, long count) {
            rows.put(read.output(), count);
            RowEncoder encoder = new RowEncoder(read.fields());
            JsonBytes json = new JsonBytes();
            long[] sampled = new long[2];
            reader.read(read.table(), read.select(ids.parameters()) + " LIMIT " + SAMPLED_ROWS, row -> {
                json.clear();
                encoder.encode(row, json);
                sampled[0]++;
                sampled[1] += json.size() + 2;
            });
            bytes += sampled[0] == 0 ? 0 : (double) sampled[1] / sampled[0] * count;
        }
    }

    /** The most messages whose usermessages are counted one by one. */
    public static long exactUpTo() {
        return (long) SAMPLED_FILES * ArchiveLayout.MESSAGES_PER_FILE;
    }
}
