/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.archive.RowFile;
import org.realmferry.archive.disk.PrivateFiles;

/**
 * Brings a file of messages up to date: the rows that changed are read, all others copied as bytes. The file has the same
 * messages as before; that no usermessage is gone is told by their number (docs/consistency.md).
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

    /** Writes it anew but for its end; empty, and nothing is left, where more has changed than the rows that are known. */
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
        try (InputStream in = Files.newInputStream(old)) {
            RowLines lines = new RowLines(in);
            boolean begun = lines.skip(2);
            file.beginTable("zerver_message");
            long replaced = messages.mergeInto(file, lines);
            file.endTable();
            begun &= lines.skip(1);
            file.beginTable("zerver_usermessage");
            userMessages.mergeInto(file, lines);
            file.endTable();
            return begun
                    && replaced == changed
                    && rows(file.rows(), "zerver_message") == rows(stale.file().rows(), "zerver_message")
                    && rows(file.rows(), "zerver_usermessage") == stale.userMessages();
        } catch (IOException e) {
            throw PrivateFiles.unreadable(old, e);
        }
    }

    private static long rows(Map<String, Long> rows, String table) {
        return rows.getOrDefault(table, 0L);
    }
}
