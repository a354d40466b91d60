/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.disk.Written;

/**
 * A file with all of its rows that isn't there under its own name yet.
 *
 * @param messages the ids of its first and its last message; none for other files
 */
public record UnfinishedFile(Path path, RowFile file, List<Long> messages) implements AutoCloseable {
    /** Writes rows; {@code rows} gives the ids of the first and the last message. */
    public static UnfinishedFile write(Path path, Function<RowFile, List<Long>> rows) {
        RowFile file = RowFile.create(path);
        boolean whole = false;
        try {
            UnfinishedFile unfinished = new UnfinishedFile(path, file, rows.apply(file));
            whole = true;
            return unfinished;
        } finally {
            if (!whole) {
                file.close();
            }
        }
    }

    /** Waits for the disk. */
    public Written commit() {
        try (file) {
            return file.commit();
        }
    }

    public Map<String, Long> rows() {
        return file.rows();
    }

    /** Waits for the disk; gives what the manifest says of the file. */
    public Manifest.Entry finish(ArchiveLayout layout) {
        return new Manifest.Entry(layout.name(path), commit(), rows(), messages);
    }

    /** Leaves nothing, unless it was committed. */
    @Override
    public void close() {
        file.close();
    }
}
