/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.realmferry.IdBitmap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FolderReader;
import org.realmferry.extract.ExportedRows;
import org.realmferry.extract.ProvenFiles;
import org.realmferry.extract.ProvenFiles.Proven;
import org.realmferry.extract.RealmRows;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Stage;
import org.realmferry.run.work.Workers;
import org.realmferry.schema.ZulipTables;
import org.realmferry.source.SnapshotReader;
import org.realmferry.verify.Verification;
import org.roaringbitmap.longlong.LongIterator;

/** One archive beside its server, as units for the workers: a file of rows each, and at last what no file holds. */
final class ArchiveComparison {

    private final LiveServer server;
    private final ArchiveOrigin origin;
    private final FolderReader folder;
    private final Map<String, String> messageFiles;
    private final Differences differences;
    private final Progress.Lane lane;
    private final ProvenFiles proven;
    private final ComparedIds held = new ComparedIds();
    private final Map<String, TableCount> counts = new TreeMap<>();
    private Map<String, Proven> still = Map.of();

    ArchiveComparison(
            LiveServer server,
            ArchiveOrigin origin,
            Path root,
            Differences differences,
            Progress.Lane lane,
            ProvenFiles proven) {
        this.server = server;
        this.origin = origin;
        folder = new FolderReader(root);
        messageFiles = Verification.messageFiles(root);
        this.differences = differences;
        this.lane = lane;
        this.proven = proven;
    }

    ProvenFiles proven() {
        return proven;
    }

    void begin(Workers<SnapshotReader> workers) {
        messageFiles.keySet().forEach(file -> lane.plan(size(file)));
        workers.add(origin.name(), reader -> {
            ExportedRows rows = server.rows(reader, origin);
            if (rows instanceof RealmRows realm) {
                still = proven.begin(reader, realm, server.standpoint(), stamps(), server.tool());
            }
            Stage<SnapshotReader> stage = new Stage<>(workers, origin.name(), r -> end(r, rows));
            for (OutputFile file : rows.files()) {
                lane.plan(size(file.pattern()));
                stage.add(r ->
                        compare(file.pattern(), rows.tables(file), (table, handler) -> rows.read(r, table, handler)));
            }
            messageFiles.forEach((file, stamp) -> stage.add(r -> messages(r, rows, file, stamp)));
            stage.end();
        });
    }

    private Map<String, Path> stamps() {
        Map<String, Path> files = new HashMap<>();
        messageFiles.forEach((file, stamp) -> files.put(stamp, folder.root().resolve(file)));
        return files;
    }

    private long size(String file) {
        return folder.size(file).orElse(0L);
    }

    private FileComparison compare(String name, List<String> tables, FileComparison.ServerRows rows) {
        FileComparison comparison = FileComparison.of(new ComparedFile(folder, name), tables, rows, differences);
        add(comparison.counts());
        lane.did(
                size(name),
                comparison.counts().values().stream()
                        .mapToLong(TableCount::rows)
                        .sum());
        return comparison;
    }

    private void messages(SnapshotReader reader, ExportedRows rows, String name, String stamp) {
        Optional<Proven> known = Optional.ofNullable(still.get(stamp));
        if (known.isPresent()) {
            take(name, known.get(), rows.messages());
            return;
        }
        IdBitmap ids = new ComparedFile(folder, name).ids(ZulipTables.MESSAGES);
        held.add(name, ids);
        long[] exported = IdBitmap.intersection(ids, rows.messages()).toArray();
        FileComparison comparison = compare(name, rows.tables(OutputFile.MESSAGES), (table, handler) -> {
            if (exported.length > 0) {
                rows.read(reader, table, exported, handler);
            }
        });
        if (comparison.isEqual() && holdsAllBetween(ids, rows.messages())) {
            Map<String, Long> numbers = new HashMap<>();
            comparison.counts().forEach((table, count) -> numbers.put(table, count.rows()));
            proven.add(new Proven(stamp, size(name), ids.first(), ids.last(), numbers));
        }
    }

    /** Whether a file of exported messages holds all of them from its first to its last. */
    private static boolean holdsAllBetween(IdBitmap ids, IdBitmap exported) {
        return !ids.isEmpty()
                && exported.rankLong(ids.last()) - exported.rankLong(ids.first()) + 1 == ids.getLongCardinality();
    }

    /** Takes over that a file was compared before. */
    private void take(String name, Proven file, IdBitmap exported) {
        IdBitmap ids = new IdBitmap();
        LongIterator from = exported.getLongIteratorFrom(file.first());
        for (long id = file.first(); from.hasNext() && id <= file.last(); ) {
            id = from.next();
            if (id <= file.last()) {
                ids.addLong(id);
            }
        }
        held.add(name, ids);
        Map<String, TableCount> same = new HashMap<>();
        file.rows().forEach((table, rows) -> same.put(table, new TableCount(table, rows, rows, 0, 0, 0)));
        add(same);
        lane.did(
                size(name),
                file.rows().values().stream().mapToLong(Long::longValue).sum());
    }

    /** Tells of messages that no file holds, with their usermessages in the numbers. */
    private void end(SnapshotReader reader, ExportedRows rows) {
        IdBitmap missing = held.missing(rows.messages());
        held.tell(rows.messages(), missing, differences);
        Map<String, TableCount> lost = new HashMap<>();
        for (String table : rows.tables(OutputFile.MESSAGES)) {
            long count = table.equals(ZulipTables.USER_MESSAGES)
                    ? count(reader, rows, missing)
                    : missing.getLongCardinality();
            lost.put(table, new TableCount(table, 0, count, count, 0, 0));
        }
        add(lost);
        lane.finish();
    }

    private static long count(SnapshotReader reader, ExportedRows rows, IdBitmap messages) {
        long[] count = new long[1];
        long[] ids = messages.toArray();
        for (int from = 0; from < ids.length; from += ArchiveLayout.MESSAGES_PER_FILE) {
            int to = Math.min(ids.length, from + ArchiveLayout.MESSAGES_PER_FILE);
            rows.read(reader, ZulipTables.USER_MESSAGES, Arrays.copyOfRange(ids, from, to), row -> count[0]++);
        }
        return count[0];
    }

    private synchronized void add(Map<String, TableCount> more) {
        more.forEach((table, count) -> counts.merge(table, count, TableCount::plus));
    }

    /** What came of it, when the workers are done. */
    synchronized ComparisonSummary summary() {
        return new ComparisonSummary(origin.name(), List.copyOf(counts.values()), still.size());
    }
}
