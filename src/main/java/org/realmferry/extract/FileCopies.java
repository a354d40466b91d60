/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.AtomicFile;
import org.realmferry.archive.FileRecord.StoredFile;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.JsonFile;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.PrivateFiles;
import org.realmferry.archive.Written;
import org.realmferry.extract.ArchiveJournal.CopyDone;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.store.FileStore;
import org.realmferry.store.FileStore.Found;
import org.realmferry.store.FileStore.Lookup;
import org.realmferry.store.FileStore.Refused;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** Copies the files of an archive, by several workers, and remembers which are there. A file that isn't is a finding. */
final class FileCopies {
    private static final int FILES_PER_UNIT = 100;

    private record Copy(FileTask task, CopyDone done) {}

    private final String folder;
    private final FileStore store;
    private final ArchiveLayout layout;
    private final Findings findings;
    private final ArchiveJournal journal;
    private final Map<FileTask, Copy> copies = new ConcurrentHashMap<>();
    private final Roaring64Bitmap attachmentsWithoutFile = new Roaring64Bitmap();

    /** Findings name the folder of the archive. */
    FileCopies(String folder, FileStore store, ArchiveLayout layout, Findings findings, ArchiveJournal journal) {
        this.folder = folder;
        this.store = store;
        this.layout = layout;
        this.findings = findings;
        this.journal = journal;
    }

    /** Cuts a list of files into units of work. */
    static List<List<FileTask>> units(List<FileTask> tasks) {
        List<List<FileTask>> units = new ArrayList<>();
        for (int from = 0; from < tasks.size(); from += FILES_PER_UNIT) {
            units.add(tasks.subList(from, Math.min(tasks.size(), from + FILES_PER_UNIT)));
        }
        return units;
    }

    /** Copies a file; gives how many bytes that were. */
    long copy(FileTask task) {
        return find(task).map(found -> copy(task, found)).orElse(0L);
    }

    /** The file as the store has it; empty, and a finding, where it can't be taken. */
    Optional<Found> find(FileTask task) {
        Optional<String> objection = ArchiveLayout.objection(task.record().path());
        Lookup lookup = objection.isPresent() ? new Refused(objection.get()) : store.look(task.key());
        if (lookup instanceof Found found) {
            return Optional.of(found);
        }
        if (lookup instanceof Refused refused) {
            leaveOut(task, "refused-file", "was refused: " + refused.why());
        } else {
            leaveOut(task, "missing-file", "is not in the uploads folder");
        }
        return Optional.empty();
    }

    private long copy(FileTask task, Found found) {
        Path target = layout.file(task.set(), task.record().path());
        String name = layout.name(target);
        Optional<CopyDone> kept = journal.copy(name)
                .filter(copy -> copy.file().equals(new StoredFile(found.size(), found.lastModified())))
                .filter(copy -> isThere(target, copy.written().bytes()));
        if (kept.isPresent()) {
            copies.put(task, new Copy(task, kept.get()));
            return 0;
        }
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = store.open(found);
                AtomicFile file = AtomicFile.create(target)) {
            long size = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                file.write(buffer, 0, n);
                size += n;
            }
            Written written = file.commit(found.lastModified());
            CopyDone copy = new CopyDone(new StoredFile(size, found.lastModified()), written);
            journal.copied(name, copy);
            copies.put(task, new Copy(task, copy));
            return size;
        } catch (IOException e) {
            // Of the source: a target that can't be written is a failure.
            leaveOut(task, "unreadable-file", "can't be read: " + PrivateFiles.reason(e));
            return 0;
        }
    }

    private static boolean isThere(Path target, long bytes) {
        try {
            return Files.size(target) == bytes;
        } catch (IOException e) {
            return false;
        }
    }

    /** Removes what a former part of the run copied, noted or not, and this one has no row for. */
    void removeOthers() {
        Set<Path> files = copies.keySet().stream()
                .map(task -> layout.file(task.set(), task.record().path()))
                .collect(Collectors.toSet());
        for (FileSet set : FileSet.values()) {
            Path folder = layout.root().resolve(set.folder());
            try (Stream<Path> all = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    if (!files.contains(file) && !file.equals(layout.records(set))) {
                        Files.delete(file);
                    }
                }
            } catch (IOException e) {
                throw PrivateFiles.unwritable(folder, e);
            }
        }
    }

    private void leaveOut(FileTask task, String kind, String what) {
        if (task.attachmentId() != 0) {
            synchronized (attachmentsWithoutFile) {
                attachmentsWithoutFile.addLong(task.attachmentId());
            }
        }
        findings.add(
                new Finding(kind, folder, task.place(), "the file " + task.key() + " " + what + "; " + task.loss()));
    }

    /** Whether an attachment's file is in the archive; asked when all copies are made. */
    boolean has(long attachmentId) {
        return !attachmentsWithoutFile.contains(attachmentId);
    }

    long count() {
        return copies.size();
    }

    /** Writes {@code records.json} of a set; gives its entry and those of the files. */
    List<Manifest.Entry> writeRecords(FileSet set) {
        List<Copy> files = copies.values().stream()
                .filter(copy -> copy.task().set() == set)
                .sorted(Comparator.comparing((Copy copy) -> copy.task().record().path(), FileCopies::byCodePoint)
                        .thenComparing(copy -> copy.task().place()))
                .toList();
        Path records = layout.records(set);
        Written written = JsonFile.write(records, json -> {
            json.writeStartArray();
            for (Copy file : files) {
                json.writeStartObject();
                file.task().record().writeTo(json, file.done().file());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
        Map<String, Manifest.Entry> byPath = new LinkedHashMap<>();
        for (Copy file : files) {
            String name = layout.name(layout.file(set, file.task().record().path()));
            byPath.put(name, Manifest.Entry.of(name, file.done().written()));
        }
        List<Manifest.Entry> entries = new ArrayList<>(byPath.values());
        entries.add(
                new Manifest.Entry(layout.name(records), written, Map.of("records", (long) files.size()), List.of()));
        return entries;
    }

    /** Zulip sorts paths by code points; Java's strings by UTF-16. */
    private static int byCodePoint(String a, String b) {
        int[] left = a.codePoints().toArray();
        int[] right = b.codePoints().toArray();
        return Arrays.compare(left, right);
    }
}
