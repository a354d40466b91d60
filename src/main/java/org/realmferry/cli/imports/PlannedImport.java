/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.realmferry.archive.Damage;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.disk.Folders;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.schema.ZulipTables;

/**
 * What an import of one archive would write.
 *
 * @param rows by table
 * @param files uploads, pictures, emoji and icons
 * @param fileBytes of those
 */
record PlannedImport(Map<String, Long> rows, long files, long fileBytes) {
    private static final long MESSAGE_BYTES = 1000;
    private static final long USER_MESSAGE_BYTES = 120;
    private static final long OTHER_BYTES = 400;

    /** Rows that a connection's backend takes a second with all indexes, keys and triggers, as measured on two cores. */
    private static final double MESSAGES_PER_SECOND = 6_000;

    private static final double USER_MESSAGES_PER_SECOND = 82_000;
    private static final double OTHERS_PER_SECOND = 20_000;

    PlannedImport {
        rows = Map.copyOf(rows);
    }

    static PlannedImport of(ArchiveLocation archive, Map<String, Long> rows) {
        long[] found = new long[2];
        for (FileSet set : FileSet.values()) {
            Path folder = archive.layout().root().resolve(set.folder());
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                count(archive.layout().records(set), folder, found);
            }
        }
        return new PlannedImport(rows, found[0], found[1]);
    }

    private static void count(Path records, Path folder, long[] found) {
        try {
            Folders.walk(folder, file -> {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !file.equals(records)) {
                    found[0]++;
                    found[1] += Files.size(file);
                }
            });
        } catch (IOException e) {
            throw Damage.of(folder, e);
        }
    }

    long messages() {
        return rows.getOrDefault(ZulipTables.MESSAGES, 0L);
    }

    long userMessages() {
        return rows.getOrDefault(ZulipTables.USER_MESSAGES, 0L);
    }

    long otherRows() {
        return rows.values().stream().mapToLong(Long::longValue).sum() - messages() - userMessages();
    }

    /** What tables and indexes grow by; the write-ahead log grows by about as much meanwhile. */
    long databaseBytes() {
        return messages() * MESSAGE_BYTES + userMessages() * USER_MESSAGE_BYTES + otherRows() * OTHER_BYTES;
    }

    /** How long the rows take over one connection. */
    double seconds() {
        return messages() / MESSAGES_PER_SECOND
                + userMessages() / USER_MESSAGES_PER_SECOND
                + otherRows() / OTHERS_PER_SECOND;
    }
}
