/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.RowFile;
import org.realmferry.extract.journal.UnfinishedFile;
import org.realmferry.extract.messages.MessageFile.WrittenFile;
import org.realmferry.source.IdRange;

/** Files of messages that are written at once. Closed before {@link #end}, they leave nothing. */
final class OpenMessageFiles implements AutoCloseable {
    private static final class OpenFile {
        private final IdRange span;
        private final Path path;
        private final RowFile file;
        private long found;

        private OpenFile(IdRange span, Path path) {
            this.span = span;
            this.path = path;
            file = RowFile.create(path);
        }
    }

    private final List<OpenFile> files = new ArrayList<>();
    private boolean ended;

    /** Adds a file of later messages than those of the others. */
    void add(IdRange span, Path path) {
        files.add(new OpenFile(span, path));
    }

    void beginTable(String name) {
        files.forEach(open -> open.file.beginTable(name));
    }

    void endTable() {
        files.forEach(open -> open.file.endTable());
    }

    /** The file of a message of one of them. */
    RowFile of(long message) {
        OpenFile open = inRange(message);
        if (open == null) {
            throw new IllegalArgumentException("message " + message + " is in none of the files");
        }
        return open.file;
    }

    /** Counts a usermessage for the file in whose range its message is, if there is one. */
    void found(long message) {
        OpenFile open = inRange(message);
        if (open != null) {
            open.found++;
        }
    }

    private @Nullable OpenFile inRange(long message) {
        for (OpenFile open : files) {
            if (message <= open.span.last()) {
                return message >= open.span.first() ? open : null;
            }
        }
        return null;
    }

    /** In all of them. */
    long rows(String table) {
        return files.stream()
                .mapToLong(open -> open.file.rows().getOrDefault(table, 0L))
                .sum();
    }

    /** Hands them over, whole but for their ends. */
    List<WrittenFile> end(MessageSet messages) {
        List<WrittenFile> written = files.stream()
                .map(open -> new WrittenFile(
                        new UnfinishedFile(open.path, open.file, List.of(open.span.first(), open.span.last())),
                        open.span,
                        messages.checksum(open.span),
                        open.found))
                .toList();
        ended = true;
        return written;
    }

    @Override
    public void close() {
        if (!ended) {
            files.forEach(open -> open.file.close());
        }
    }
}
