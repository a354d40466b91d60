/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.realmferry.archive.RowLines;
import org.realmferry.archive.disk.Written;
import org.realmferry.input.CheckedFile;
import org.realmferry.input.Input;
import org.realmferry.merge.MergedIds.Batch;
import org.realmferry.merge.MergedIds.Source;
import org.realmferry.merge.decide.RowCursor;
import org.realmferry.schema.ZulipTables;

/** The files that a batch is made of, each read once from its beginning to its end: messages first, then usermessages. */
final class OpenedFiles implements AutoCloseable {
    private record Opened(Source source, RowLines lines) {}

    private final Batch batch;
    private final List<Opened> files = new ArrayList<>();

    private OpenedFiles(Batch batch) {
        this.batch = batch;
    }

    static OpenedFiles of(Batch batch) {
        OpenedFiles opened = new OpenedFiles(batch);
        try {
            for (Source source : batch.sources()) {
                opened.files.add(new Opened(source, RowLines.open(source.file().path())));
            }
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** The messages of the batch in one file. */
    private final class MessageCursor extends RowCursor {
        MessageCursor(Opened opened) {
            super(opened.source().input(), opened.source().file().path(), opened.lines());
        }

        @Override
        public boolean next() {
            boolean found = super.next();
            while (found && id() < batch.first()) {
                found = super.next();
            }
            return found && id() <= batch.last();
        }
    }

    /** Goes to the messages of all files. */
    List<RowCursor> messages() {
        return files.stream()
                .filter(file -> advance(file.lines(), ZulipTables.MESSAGES))
                .<RowCursor>map(MessageCursor::new)
                .toList();
    }

    /** Goes to the usermessages of the files of some inputs. */
    List<UserMessageCursor> userMessages(Predicate<Input> wanted) {
        return files.stream()
                .filter(file -> wanted.test(file.source().input()) && advance(file.lines(), ZulipTables.USER_MESSAGES))
                .map(file -> new UserMessageCursor(batch, file.source(), file.lines()))
                .toList();
    }

    /** Goes to a table; false where the file has none of that name. */
    private static boolean advance(RowLines lines, String table) {
        while (lines.nextTable()) {
            if (lines.table().equals(table)) {
                return true;
            }
        }
        return false;
    }

    /** Reads what is left, and holds each file against its manifest. Fails with {@code DAMAGED_ARCHIVE}. */
    void check() {
        for (Opened opened : files) {
            Written found = opened.lines().rest();
            CheckedFile.check(
                    opened.source().file().path(), opened.source().file().expected(), found);
        }
    }

    @Override
    public void close() {
        files.forEach(file -> file.lines().close());
    }
}
