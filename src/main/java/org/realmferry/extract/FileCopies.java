/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.IdBitmap;
import org.realmferry.Words;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.Folders;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.NameFolding;
import org.realmferry.archive.PrivateFiles;
import org.realmferry.archive.Stored;
import org.realmferry.archive.Stored.S3Object;
import org.realmferry.archive.Written;
import org.realmferry.extract.ArchiveJournal.CopyDone;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.store.FileStore;
import org.realmferry.store.FileStore.Found;
import org.realmferry.store.FileStore.Lookup;
import org.realmferry.store.FileStore.Open;
import org.realmferry.store.FileStore.Opening;
import org.realmferry.store.FileStore.Refused;

/** Copies the files of an archive, by several workers, and remembers which are there. A file that isn't is a finding. */
final class FileCopies {
    private static final String UNUSUAL_KEY = "unusual-key";
    private static final int UNUSUAL_KEYS_TOLD = 10;

    private record Copy(FileTask task, Stored stored, Written written) {}

    private final String folder;
    private final FileStore store;
    private final ArchiveLayout layout;
    private final Findings findings;
    private final ArchiveJournal journal;
    private final Pictures pictures = new Pictures();
    private final Map<FileTask, Copy> copies = new ConcurrentHashMap<>();
    private final IdBitmap attachmentsWithoutFile = new IdBitmap();

    /** Findings name the folder of the archive. */
    FileCopies(String folder, FileStore store, ArchiveLayout layout, Findings findings, ArchiveJournal journal) {
        this.folder = folder;
        this.store = store;
        this.layout = layout;
        this.findings = findings;
        this.journal = journal;
    }

    /**
     * Looks at the names of all files, before they are copied.
     *
     * @return those that can lie beside each other on the target; the others are findings
     */
    List<FileTask> named(List<FileTask> tasks) {
        if (tasks.isEmpty()) {
            return tasks;
        }
        if (store.isShared()) {
            tellUnusual(tasks.stream().filter(FileCopies::isUnusual).toList());
        }
        Map<FileTask, String> colliding = CollidingPaths.of(tasks, NameFolding.of(layout.root()));
        colliding.forEach((task, other) ->
                leaveOut(task, "refused-file", "can't lie beside " + other + " on the target's file system"));
        return tasks.stream().filter(task -> !colliding.containsKey(task)).toList();
    }

    /** Zulip's exporter gives up over a key in S3 that is not of three parts, the first one the realm. */
    private static boolean isUnusual(FileTask task) {
        String path = task.record().path();
        boolean usual =
                path.split("/", -1).length == 3 && path.startsWith(task.record().realmId() + "/");
        return task.set() == FileSet.UPLOADS
                && !usual
                && ArchiveLayout.objection(path).isEmpty();
    }

    private void tellUnusual(List<FileTask> tasks) {
        String what = "has a key that is not Zulip's REALM/TOKEN/NAME; it is exported under it";
        if (tasks.size() <= UNUSUAL_KEYS_TOLD) {
            tasks.forEach(task -> tell(task, UNUSUAL_KEY, what));
        } else {
            String others = "; so have " + (tasks.size() - 1) + " others, as after a transfer of local files to S3";
            tell(tasks.get(0), UNUSUAL_KEY, what + others);
        }
    }

    /** Copies a file; gives how many bytes that were. */
    long copy(FileTask task) {
        Optional<String> objection = ArchiveLayout.objection(task.record().path());
        if (objection.isPresent()) {
            leaveOut(task, Optional.of(new Refused(objection.get())));
            return 0;
        }
        Path target = layout.file(task.set(), task.record().path());
        Optional<Copy> kept = kept(task, target);
        if (kept.isPresent()) {
            copied(kept.get());
            return 0;
        }
        Opening opening = store.open(task.key());
        if (opening instanceof Open open) {
            return receive(task, open, target);
        }
        leaveOut(task, opening instanceof Refused refused ? Optional.of(refused) : Optional.empty());
        return 0;
    }

    private long receive(FileTask task, Open open, Path target) {
        try {
            Transfer transfer = Transfer.of(store, task.key(), open, new Transfer.Target(target, layout.root()));
            if (transfer.doubtful()) {
                tell(
                        task,
                        "wrong-checksum",
                        "came twice with the same bytes, which are not those of its ETag; it was kept");
            }
            journal.copied(layout.name(target), new CopyDone(transfer.stored().version(), transfer.written()));
            copied(new Copy(task, transfer.stored(), transfer.written()));
            return transfer.written().bytes();
        } catch (IOException e) {
            // Of the source: a target that can't be written is a failure.
            leaveOut(task, "unreadable-file", "can't be read: " + PrivateFiles.reason(e));
            return 0;
        }
    }

    private void copied(Copy copy) {
        pictures.saw(copy.task(), true);
        compareSize(copy.task(), copy.stored());
        if (copy.stored() instanceof S3Object object) {
            S3Object settled = object.with(tellOddities(copy.task(), object));
            copies.put(copy.task(), new Copy(copy.task(), settled, copy.written()));
        } else {
            copies.put(copy.task(), copy);
        }
    }

    /** Whether a former part of the run copied the file as it is. */
    private boolean isKept(FileTask task, Found found) {
        return journal.copy(layout.name(layout.file(task.set(), task.record().path())))
                .filter(copy -> copy.version().equals(found.file().version()))
                .isPresent();
    }

    /** What a former part of the run copied, if the store's file is still the same. */
    private Optional<Copy> kept(FileTask task, Path target) {
        Optional<CopyDone> done = journal.copy(layout.name(target))
                .filter(copy -> isThere(target, copy.written().bytes()));
        if (done.isPresent()
                && store.look(task.key()) instanceof Found found
                && found.file().version().equals(done.get().version())) {
            return Optional.of(new Copy(task, found.file(), done.get().written()));
        }
        return Optional.empty();
    }

    /** The file as the store has it; empty, and a finding, where it can't be taken. */
    Optional<Found> find(FileTask task) {
        Optional<String> objection = ArchiveLayout.objection(task.record().path());
        Lookup lookup = objection.isPresent() ? new Refused(objection.get()) : store.look(task.key());
        if (lookup instanceof Found found && (found.unreadable().isEmpty() || isKept(task, found))) {
            pictures.saw(task, true);
            compareSize(task, found.file());
            return Optional.of(found);
        }
        Optional<String> why = lookup instanceof Found found
                ? found.unreadable()
                : Optional.of(lookup).filter(Refused.class::isInstance).map(any -> ((Refused) any).why());
        leaveOut(task, why.map(Refused::new));
        return Optional.empty();
    }

    /** Zulip writes a file once: one of another size than its row says was cut off, or is another file. */
    private void compareSize(FileTask task, Stored stored) {
        if (task.size().isPresent() && task.size().getAsLong() != stored.size()) {
            tell(
                    task,
                    "wrong-size",
                    "has " + Words.counted(stored.size(), "byte") + ", and its row says "
                            + task.size().getAsLong()
                            + "; it is taken as it is: look for the whole file in a backup of the server");
        }
    }

    /** Tells what an object says otherwise than its row; gives what the record says. */
    Map<String, String> tellOddities(FileTask task, S3Object object) {
        ObjectMetadata metadata = ObjectMetadata.of(object.metadata(), task.record());
        metadata.oddities().forEach(oddity -> tell(task, oddity.kind(), oddity.what()));
        return metadata.settled();
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
            try {
                Folders.walk(folder, file -> {
                    if (!files.contains(file) && !file.equals(layout.records(set))) {
                        Files.delete(file);
                    }
                });
            } catch (IOException e) {
                throw PrivateFiles.unwritable(PrivateFiles.subject(e, folder), e);
            }
        }
    }

    private void leaveOut(FileTask task, Optional<Refused> refused) {
        if (refused.isPresent()) {
            leaveOut(task, "refused-file", "was refused: " + refused.get().why());
        } else if (!task.optional()) {
            pictures.saw(task, false);
            leaveOut(task, "missing-file", "is not there");
        }
    }

    private void leaveOut(FileTask task, String kind, String what) {
        if (task.attachmentId() != 0) {
            synchronized (attachmentsWithoutFile) {
                attachmentsWithoutFile.addLong(task.attachmentId());
            }
        }
        tell(task, kind, what + "; " + task.loss());
    }

    /** Tells what is likely wrong where nearly all pictures are missing; when all files were looked for. */
    void tellOfPictures() {
        pictures.suspicion()
                .ifPresent(what -> findings.add(new Finding("avatar-salt", folder, "zerver_userprofile", what)));
    }

    private void tell(FileTask task, String kind, String what) {
        findings.add(new Finding(kind, folder, task.place(), "the file " + store.name(task.key()) + " " + what));
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
                .sorted(Comparator.comparing((Copy copy) -> copy.task().record().path(), FileRecord::byCodePoint)
                        .thenComparing(copy -> copy.task().place()))
                .toList();
        Written written = layout.writeRecords(set, json -> {
            json.writeStartArray();
            for (Copy file : files) {
                file.task().record().writeTo(json, file.stored());
            }
            json.writeEndArray();
        });
        Map<String, Manifest.Entry> byPath = new LinkedHashMap<>();
        for (Copy file : files) {
            String name = layout.name(layout.file(set, file.task().record().path()));
            byPath.put(name, Manifest.Entry.of(name, file.written()));
        }
        List<Manifest.Entry> entries = new ArrayList<>(byPath.values());
        entries.add(new Manifest.Entry(set.records(), written, Map.of("records", (long) files.size()), List.of()));
        return entries;
    }
}
