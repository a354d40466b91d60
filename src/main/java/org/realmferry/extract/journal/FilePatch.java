/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.RowLines;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.schema.ZulipTables;

/**
 * Brings a file of messages up to date: the rows that changed are read, all others copied as bytes. The file has the same
 * messages as before; their number shows that no usermessage is gone (docs/consistency.md).
 */
public final class FilePatch {
    private final StaleRows stale;
    private final ChangedRows messages;
    private final ChangedRows userMessages;

    public FilePatch(StaleRows stale, ChangedRows messages, ChangedRows userMessages) {
        this.stale = stale;
        this.messages = messages;
        this.userMessages = userMessages;
    }

    /** Writes all of it but its end; empty, and nothing is left, where more has changed than the rows that are known. */
    public Optional<UnfinishedFile> mend(Path old, Path target) {
        boolean[] mended = new boolean[1];
        UnfinishedFile file = UnfinishedFile.write(target, rows -> {
            mended[0] = mend(old, rows);
            return List.of(stale.file().span().first(), stale.file().span().last());
        });
        if (!mended[0]) {
            file.file().close();
            return Optional.empty();
        }
        return Optional.of(file);
    }

    private boolean mend(Path old, RowFile file) {
        int changed = messages.count();
        try (RowLines lines = RowLines.openUnsummed(old)) {
            long replaced = merge(messages, ZulipTables.MESSAGES, lines, file);
            merge(userMessages, ZulipTables.USER_MESSAGES, lines, file);
            return replaced == changed
                    && rows(file.rows(), ZulipTables.MESSAGES)
                            == rows(stale.file().rows(), ZulipTables.MESSAGES)
                    && rows(file.rows(), ZulipTables.USER_MESSAGES) == stale.userMessages();
        } catch (Failure e) {
            return damaged(old, e);
        }
    }

    /** A file that is not as it was written isn't patched. */
    private static boolean damaged(Path old, Failure e) {
        if (e.status() != ExitStatus.DAMAGED_ARCHIVE) {
            throw e;
        }
        if (e.getCause() instanceof IOException unreadable) {
            throw PrivateFiles.unreadable(old, unreadable);
        }
        return false;
    }

    private static long merge(ChangedRows changed, String table, RowLines lines, RowFile file) {
        boolean found = lines.nextTable() && lines.table().equals(table);
        file.beginTable(table);
        long replaced = found ? changed.mergeInto(file, lines) : -1;
        file.endTable();
        return replaced;
    }

    private static long rows(Map<String, Long> rows, String table) {
        return rows.getOrDefault(table, 0L);
    }
}
