/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.Checksum;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Contents;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.ManyFiles;
import org.realmferry.archive.StoredFile;
import org.realmferry.archive.disk.Cursor;
import org.realmferry.archive.disk.DiskSort;
import org.realmferry.archive.disk.Folders;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.Written;

/** The files of users that are in an archive. There may be a million; memory holds some thousands. */
public final class CopiedFiles implements ManyFiles, AutoCloseable {
    /**
     * A file that is there.
     *
     * @param subject the row that names it
     */
    record Copy(FileRecord record, String subject, StoredFile stored, Written written) {}

    /** The order of their paths in an archive. */
    private static final List<FileSet> IN_ORDER = Stream.of(FileSet.values())
            .sorted(Comparator.comparing(FileSet::folder))
            .toList();

    private final ArchiveLayout layout;
    private final Map<FileSet, DiskSort<Copy>> copies = new EnumMap<>(FileSet.class);

    /** @param scratch for what is on the disk meanwhile, as the beginning of names */
    CopiedFiles(ArchiveLayout layout, Path scratch) {
        this.layout = layout;
        Comparator<Copy> order = Comparator.comparing(
                        (Copy copy) -> copy.record().path(), FileRecord::byCodePoint)
                .thenComparing(Copy::subject);
        for (FileSet set : FileSet.values()) {
            Path pieces = scratch.resolveSibling(scratch.getFileName() + "-" + set.folder());
            copies.put(set, new DiskSort<>(pieces, new CopyFormat(), order));
        }
    }

    ArchiveLayout layout() {
        return layout;
    }

    private DiskSort<Copy> of(FileSet set) {
        DiskSort<Copy> sorted = copies.get(set);
        if (sorted == null) {
            throw new IllegalStateException("every set has some");
        }
        return sorted;
    }

    void add(FileSet set, Copy copy) {
        of(set).add(copy);
    }

    /** Two rows that name the same file count twice. */
    public long count() {
        return copies.values().stream().mapToLong(DiskSort::count).sum();
    }

    /** Writes {@code records.json} of a set; gives its entry. */
    public Manifest.Entry writeRecords(FileSet set) {
        Written written = layout.writeRecords(set, json -> {
            json.writeStartArray();
            try (Cursor<Copy> all = of(set).open()) {
                for (Copy copy = all.next(); copy != null; copy = all.next()) {
                    copy.record().writeTo(json, copy.stored());
                }
            }
            json.writeEndArray();
        });
        return new Manifest.Entry(set.records(), written, Map.of("records", of(set).count()), List.of());
    }

    /** Removes whatever else is in the folders of the sets. */
    void removeOthers() {
        long[] names = names();
        for (FileSet set : FileSet.values()) {
            Path folder = layout.root().resolve(set.folder());
            try {
                Folders.walk(folder, file -> {
                    if (!file.equals(layout.records(set))
                            && Arrays.binarySearch(names, shortened(layout.name(file))) < 0) {
                        Files.delete(file);
                    }
                });
            } catch (IOException e) {
                throw PrivateFiles.unwritable(PrivateFiles.subject(e, folder), e);
            }
        }
    }

    private long[] names() {
        long[] names = new long[Math.toIntExact(count())];
        try (Cursor<Manifest.Entry> all = open()) {
            int n = 0;
            for (Manifest.Entry file = all.next(); file != null; file = all.next()) {
                names[n++] = shortened(file.path());
            }
            names = Arrays.copyOf(names, n);
        }
        Arrays.sort(names);
        return names;
    }

    /** So much of a checksum that no two of some millions have it in common, and nobody finds a name with that of another. */
    private static long shortened(String name) {
        return Checksum.first(name);
    }

    @Override
    public Cursor<Manifest.Entry> open() {
        return new Entries();
    }

    @Override
    public Map<FileSet, Contents.Files> contents() {
        Map<FileSet, Contents.Files> contents = new EnumMap<>(FileSet.class);
        try (Cursor<Manifest.Entry> all = open()) {
            for (Manifest.Entry file = all.next(); file != null; file = all.next()) {
                Contents.Files one = new Contents.Files(1, file.written().bytes());
                contents.merge(FileSet.of(file.path()).orElseThrow(), one, Contents.Files::and);
            }
        }
        return contents;
    }

    /** One set after the other, each path once. */
    private final class Entries implements Cursor<Manifest.Entry> {
        private final Deque<FileSet> sets = new ArrayDeque<>(IN_ORDER);
        private String folder = "";
        private String last = "";
        private @Nullable Cursor<Copy> files;

        @Override
        public Manifest.@Nullable Entry next() {
            while (true) {
                Copy copy = files == null ? null : files.next();
                if (copy == null && sets.isEmpty()) {
                    return null;
                }
                if (copy == null) {
                    close();
                    FileSet set = sets.remove();
                    folder = set.folder() + "/";
                    files = of(set).open();
                } else if (!last.equals(folder + copy.record().path())) {
                    last = folder + copy.record().path();
                    return Manifest.Entry.of(last, copy.written());
                }
            }
        }

        @Override
        public void close() {
            if (files != null) {
                files.close();
            }
        }
    }

    @Override
    public void close() {
        copies.values().forEach(DiskSort::close);
    }

    private static final class CopyFormat implements DiskSort.Format<Copy> {
        @Override
        public void write(Copy copy, DataOutputStream out) throws IOException {
            FileFormats.record(copy.record(), out);
            FileFormats.text(copy.subject(), out);
            FileFormats.stored(copy.stored(), out);
            FileFormats.written(copy.written(), out);
        }

        @Override
        public Copy read(DataInputStream in) throws IOException {
            return new Copy(
                    FileFormats.record(in), FileFormats.some(in), FileFormats.stored(in), FileFormats.written(in));
        }
    }
}
