/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.realmferry.Checksum;
import org.realmferry.age.Recipients;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.Written;
import org.realmferry.backup.BackupManifest.FileEntry;
import org.realmferry.backup.BackupManifest.TableEntry;
import org.realmferry.pack.Compression;
import org.realmferry.run.work.Progress;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.source.RowEncoder;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;

/**
 * A backup of the recipient tables of a whole server: rows as JSON lines, in a tar, compressed by zstd and encrypted by
 * age, none of which is ever on a disk as a whole. A tar says the size of a member before its content, so that a table
 * is members of a few megabytes.
 */
public final class RecipientsBackup {
    /** The folder in the tar that everything is in. */
    static final String FOLDER = "recipients-backup/";

    static final String MANIFEST = FOLDER + "manifest.json";

    private static final int MEMBER = 4 << 20;
    private static final int MODE = 0600;

    private final Source source;
    private final List<BackupTable> tables;
    private final Map<String, String> about;

    /**
     * A backup of all that the source's snapshot shows. Fails with {@code CONFIGURATION} where the database is not
     * Zulip's.
     *
     * @param database its name for people
     * @param tool the name and version of this program
     */
    public RecipientsBackup(Source source, String database, String tool) {
        this.source = source;
        tables = BackupTable.of(source.schema());
        about = Map.of(
                "tool", tool,
                "database", database,
                "zulip_version", ZulipRelease.of(source.migrations()).version(),
                "last_migration", source.migrations().lastOfZerver(),
                "snapshot", source.snapshot(),
                "created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** The tables that it reads, which are the lanes of its progress. */
    public static List<String> tables() {
        return BackupTable.NAMES;
    }

    /**
     * What came of it.
     *
     * @param file the encrypted file
     */
    public record Result(BackupManifest manifest, Written file) {}

    /**
     * Writes the backup. The file appears when it is whole.
     *
     * @param recipients empty for a file that everybody can read
     */
    public Result write(AtomicFile file, Optional<Recipients> recipients, Progress progress) {
        try (SnapshotReader reader = source.reader()) {
            for (int i = 0; i < tables.size(); i++) {
                Progress.Lane lane = progress.lane(i);
                reader.read(tables.get(i).name(), tables.get(i).count(), row -> lane.plan(row.number(0)));
            }
            BackupManifest manifest = write(file.stream(), recipients, reader, progress);
            return new Result(manifest, file.commit());
        } catch (IOException e) {
            throw new UncheckedIOException("streams into a file that throws no such thing", e);
        }
    }

    private BackupManifest write(
            OutputStream file, Optional<Recipients> recipients, SnapshotReader reader, Progress progress)
            throws IOException {
        try (OutputStream encrypted = recipients.isPresent() ? recipients.get().encrypt(file) : file;
                OutputStream compressed = Compression.zstd(encrypted);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(compressed)) {
            List<TableEntry> entries = new ArrayList<>();
            for (int i = 0; i < tables.size(); i++) {
                entries.add(write(tables.get(i), tar, reader, progress.lane(i)));
            }
            BackupManifest manifest = new BackupManifest(about, entries);
            byte[] json = manifest.bytes();
            add(tar, MANIFEST, json, json.length);
            return manifest;
        }
    }

    private static TableEntry write(
            BackupTable table, TarArchiveOutputStream tar, SnapshotReader reader, Progress.Lane lane) {
        RowEncoder encoder = new RowEncoder(table.fields());
        List<FileEntry> files = new ArrayList<>();
        JsonBytes json = new JsonBytes();
        long[] rows = new long[1];
        Runnable flush = () -> {
            String path = String.format(Locale.ROOT, "%s%s/%06d.jsonl", FOLDER, table.name(), files.size() + 1);
            add(tar, path, json.data(), json.size());
            String sha256 = Checksum.of(Arrays.copyOf(json.data(), json.size()));
            files.add(new FileEntry(path, rows[0], new Written(json.size(), sha256)));
            lane.did(rows[0], rows[0]);
            json.clear();
            rows[0] = 0;
        };
        reader.read(table.name(), table.select(), row -> {
            encoder.encode(row, json);
            json.raw('\n');
            rows[0]++;
            if (json.size() >= MEMBER) {
                flush.run();
            }
        });
        if (rows[0] > 0) {
            flush.run();
        }
        lane.finish();
        return new TableEntry(table.name(), table.columns(), table.leftOut(), files);
    }

    private static void add(TarArchiveOutputStream tar, String path, byte[] content, int length) {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(length);
        entry.setMode(MODE);
        try {
            tar.putArchiveEntry(entry);
            tar.write(content, 0, length);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException("streams into a file that throws no such thing", e);
        }
    }
}
