/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.disk.Cursor;
import org.realmferry.archive.disk.DiskSort;
import org.realmferry.archive.disk.Written;

/** The files that the target gets, in order and each once, with what was copied before. Memory holds some of them only. */
final class FileList implements AutoCloseable {
    /**
     * A file to copy.
     *
     * @param before what a former part of the run wrote there
     */
    record ToCopy(ImportedFile file, Optional<Written> before) {}

    private record Former(String name, Written written) {}

    private final DiskSort<ImportedFile> files;
    private final DiskSort<Former> former;

    /** @param place where they lie on the disk, as the beginning of their names */
    FileList(Path place, FileRecords records, CopyJournal journal) {
        files = new DiskSort<>(sibling(place, "-files"), new ImportedFile.Format(), ImportedFile.ORDER);
        former = new DiskSort<>(
                sibling(place, "-former"),
                new FormerFormat(),
                Comparator.comparing(Former::name, FileRecord::byCodePoint));
        records.read(files::add);
        journal.past((name, written) -> former.add(new Former(name, written)));
    }

    private static Path sibling(Path place, String ending) {
        return place.resolveSibling(place.getFileName() + ending);
    }

    /** How many there are at most: of several ways to make a file, one counts. */
    long count() {
        return files.count();
    }

    /** Gives each file once. */
    Cursor<ToCopy> open() {
        return new Joined(files.open(), former.open());
    }

    @Override
    public void close() {
        files.close();
        former.close();
    }

    /** Two lists in the same order, read side by side. */
    private static final class Joined implements Cursor<ToCopy> {
        private final Cursor<ImportedFile> files;
        private final Cursor<Former> former;
        private @Nullable Former ahead;
        private String last = "";

        Joined(Cursor<ImportedFile> files, Cursor<Former> former) {
            this.files = files;
            this.former = former;
            ahead = former.next();
        }

        @Override
        public synchronized @Nullable ToCopy next() {
            ImportedFile file = files.next();
            while (file != null && file.name().equals(last)) {
                file = files.next();
            }
            if (file == null) {
                return null;
            }
            last = file.name();
            return new ToCopy(file, before(last));
        }

        /** What was noted last under a name. */
        private Optional<Written> before(String name) {
            Optional<Written> found = Optional.empty();
            while (ahead != null && FileRecord.byCodePoint(ahead.name(), name) <= 0) {
                found = ahead.name().equals(name) ? Optional.of(ahead.written()) : found;
                ahead = former.next();
            }
            return found;
        }

        @Override
        public void close() {
            files.close();
            former.close();
        }
    }

    private static final class FormerFormat implements DiskSort.Format<Former> {
        @Override
        public void write(Former former, DataOutputStream out) throws IOException {
            out.writeUTF(former.name());
            out.writeLong(former.written().bytes());
            out.writeUTF(former.written().sha256());
        }

        @Override
        public Former read(DataInputStream in) throws IOException {
            return new Former(in.readUTF(), new Written(in.readLong(), in.readUTF()));
        }
    }
}
