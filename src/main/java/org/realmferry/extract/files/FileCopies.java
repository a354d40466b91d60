/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.realmferry.IdBitmap;
import org.realmferry.Words;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.StoredFile;
import org.realmferry.archive.StoredFile.S3Object;
import org.realmferry.archive.disk.Cursor;
import org.realmferry.archive.disk.NameFolding;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.archive.disk.Written;
import org.realmferry.extract.journal.ArchiveJournal;
import org.realmferry.extract.journal.ArchiveJournal.CopyDone;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.schema.ZulipTables;
import org.realmferry.store.FileStore;
import org.realmferry.store.FileStore.Found;
import org.realmferry.store.FileStore.Lookup;
import org.realmferry.store.FileStore.Open;
import org.realmferry.store.FileStore.Opening;
import org.realmferry.store.FileStore.Refused;

/** Copies the files of an archive, by several workers, and remembers which are there. A file that isn't is a finding. */
public final class FileCopies {
    private static final String UNUSUAL_KEY = "unusual-key";
    private static final int UNUSUAL_KEYS_TOLD = 10;

    private final String folder;
    private final FileStore store;
    private final ArchiveLayout layout;
    private final Findings findings;
    private final ArchiveJournal journal;
    private final PictureCounts pictures = new PictureCounts();
    private final CopiedFiles copies;
    private final List<FilesToCopy> named = new CopyOnWriteArrayList<>();
    private final IdBitmap attachmentsWithoutFile = new IdBitmap();

    private FileCopies(String folder, FileStore store, Findings findings, ArchiveJournal journal, CopiedFiles copies) {
        this.folder = folder;
        this.store = store;
        this.findings = findings;
        this.journal = journal;
        this.copies = copies;
        layout = copies.layout();
    }

    /**
     * Copies into an archive. Findings name its folder.
     *
     * @param work where notes on copied files wait on the disk
     */
    public static FileCopies into(
            ArchiveLayout layout, Path work, FileStore store, Findings findings, ArchiveJournal journal) {
        return new FileCopies(journal.archive(), store, findings, journal, new CopiedFiles(layout, work));
    }

    /** Looks at files, and copies none. */
    public static FileCopies looking(String folder, FileStore store, ArchiveLayout layout, Findings findings) {
        return new FileCopies(
                folder, store, findings, ArchiveJournal.none(), new CopiedFiles(layout, Path.of("copied")));
    }

    /**
     * Looks at the names of all files, before they are copied. Those that can't lie beside the others on the target are
     * findings.
     *
     * @param scratch for what is on the disk meanwhile
     * @param inventory names all files
     */
    public FilesToCopy named(Path scratch, Consumer<Consumer<FileTask>> inventory) {
        FilesToCopy files = FilesToCopy.of(scratch, inventory, journal, () -> NameFolding.of(layout.root()));
        if (store.isShared()) {
            tellUnusual(files);
        }
        named.add(files);
        files.colliding()
                .forEach((task, other) ->
                        leaveOut(task, "refused-file", "collides with " + other + " on the target's file system"));
        return files;
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

    private void tellUnusual(FilesToCopy files) {
        List<FileTask> shown = new ArrayList<>();
        long hidden = 0;
        try (Cursor<FileTask> all = files.all()) {
            for (FileTask task = all.next(); task != null; task = all.next()) {
                if (isUnusual(task)) {
                    if (shown.size() < UNUSUAL_KEYS_TOLD) {
                        shown.add(task);
                    } else {
                        hidden++;
                    }
                }
            }
        }
        String what = "has a key that is not Zulip's REALM/TOKEN/NAME; it is exported under this key";
        if (hidden == 0) {
            shown.forEach(task -> tell(task, UNUSUAL_KEY, what));
        } else {
            String more =
                    "; so do " + (hidden + UNUSUAL_KEYS_TOLD - 1) + " others, as after a transfer of local files to S3";
            tell(shown.get(0), UNUSUAL_KEY, what + more);
        }
    }

    /** Copies a file; gives how many bytes that were. */
    public long copy(FilesToCopy.ToCopy file) {
        FileTask task = file.task();
        Optional<String> objection = ArchiveLayout.objection(task.record().path());
        if (objection.isPresent()) {
            leaveOut(task, Optional.of(new Refused(objection.get())));
            return 0;
        }
        Path target = layout.file(task.set(), task.record().path());
        if (kept(file, target)) {
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
                        "has a checksum mismatch: its bytes, the same on a second download, differ from its ETag; it was kept");
            }
            journal.copied(layout.name(target), new CopyDone(transfer.stored().version(), transfer.written()));
            copied(task, transfer.stored(), transfer.written());
            return transfer.written().bytes();
        } catch (IOException e) {
            // Of the source: a target that can't be written is a failure.
            leaveOut(task, "unreadable-file", "can't be read: " + PrivateFiles.reason(e));
            return 0;
        }
    }

    private void copied(FileTask task, StoredFile stored, Written written) {
        pictures.saw(task, true);
        compareSize(task, stored);
        StoredFile settled = stored instanceof S3Object object ? object.with(tellOddities(task, object)) : stored;
        copies.add(task.set(), new CopiedFiles.Copy(task.record(), task.subject(), settled, written));
    }

    /** What a former part of the run copied, if the store's file is still the same. */
    private boolean kept(FilesToCopy.ToCopy file, Path target) {
        FileTask task = file.task();
        Optional<CopyDone> done =
                file.before().filter(copy -> isThere(target, copy.written().bytes()));
        if (done.isPresent()
                && store.look(task.key()) instanceof Found found
                && found.file().version().equals(done.get().version())) {
            copied(task, found.file(), done.get().written());
            return true;
        }
        return false;
    }

    /** The file as the store has it; empty, and a finding, where it can't be taken. */
    Optional<Found> find(FileTask task) {
        Optional<String> objection = ArchiveLayout.objection(task.record().path());
        Lookup lookup = objection.isPresent() ? new Refused(objection.get()) : store.look(task.key());
        if (lookup instanceof Found found && found.unreadable().isEmpty()) {
            pictures.saw(task, true);
            compareSize(task, found.file());
            return Optional.of(found);
        }
        Optional<String> why = lookup instanceof Found found
                ? found.unreadable()
                : Optional.of(lookup).filter(Refused.class::isInstance).map(refusal -> ((Refused) refusal).why());
        leaveOut(task, why.map(Refused::new));
        return Optional.empty();
    }

    /** Zulip writes a file once: one of another size than its row says was cut off, or is another file. */
    private void compareSize(FileTask task, StoredFile stored) {
        if (task.size().isPresent() && task.size().getAsLong() != stored.size()) {
            tell(
                    task,
                    "wrong-size",
                    "has " + Words.counted(stored.size(), "byte") + ", but its row says "
                            + task.size().getAsLong()
                            + "; it is exported as it is: look for the complete file in a backup of the server");
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

    private void leaveOut(FileTask task, Optional<Refused> refused) {
        if (refused.isPresent()) {
            leaveOut(task, "refused-file", "was refused: " + refused.get().why());
        } else if (!task.optional()) {
            pictures.saw(task, false);
            leaveOut(task, "missing-file", "does not exist");
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
    public void tellOfPictures() {
        pictures.suspicion()
                .ifPresent(what -> findings.add(new Finding("avatar-salt", folder, ZulipTables.USERS, what)));
    }

    private void tell(FileTask task, String kind, String what) {
        findings.add(new Finding(kind, folder, task.subject(), "the file " + store.name(task.key()) + " " + what));
    }

    /** Whether an attachment's file is in the archive; asked when all copies are made. */
    public boolean has(long attachmentId) {
        return !attachmentsWithoutFile.contains(attachmentId);
    }

    /** Removes what a former part of the run copied, noted or not, and this one has no row for. */
    public void removeOthers() {
        named.forEach(FilesToCopy::close);
        copies.removeOthers();
    }

    /** Those that are in the archive. */
    public CopiedFiles files() {
        return copies;
    }
}
