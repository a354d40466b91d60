/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.files;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.disk.Cursor;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.load.files.FileList.ToCopy;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.run.work.Workers;
import org.realmferry.store.FileTarget;

/**
 * All files of an archive on their way into a target: which they are, the work of copying them, and that of taking them back.
 * A file that a record names and the archive lacks is a finding.
 *
 * <p>What was copied and noted before is not copied again. Taking back needs no notes: the same archive, ids and key give the
 * same paths.
 */
public final class ImportedFiles implements AutoCloseable {
    private static final int FILES_OF_UNIT = 32;
    private static final String THUMBNAILS = "thumbnail/";

    /**
     * Where files come from, and what is noted about them.
     *
     * @param work where lists lie on the disk meanwhile, as the beginning of their names
     */
    public record Run(ArchiveLocation archive, CopyJournal journal, Findings findings, Path work) {
        void tell(String kind, String place, String message) {
            findings.add(new Finding(kind, journal.archive(), place, message));
        }
    }

    private final FileTarget target;
    private final FileList files;
    private final FileWriter writer;
    private final AtomicLong handled = new AtomicLong();

    private ImportedFiles(FileTarget target, FileList files, FileWriter writer) {
        this.target = target;
        this.files = files;
        this.writer = writer;
    }

    /** Reads the records of an archive. Fails with {@code DAMAGED_ARCHIVE}. */
    public static ImportedFiles read(Run run, NewPaths paths, Owners owners, FileTarget target) {
        FileRecords records =
                new FileRecords(run.archive(), paths, owners, (place, why) -> run.tell("refused-file", place, why));
        return new ImportedFiles(
                target, new FileList(run.work(), records, run.journal()), new FileWriter(run, paths.realm(), target));
    }

    /** How many files there are, at most; pictures that the archive has in all sizes count more than once. */
    public long count() {
        return files.count();
    }

    /** How many files this part of the run has looked at, to copy or to remove them. */
    public long handled() {
        return handled.get();
    }

    /** How many bytes this part of the run has written. */
    public long bytes() {
        return writer.bytes();
    }

    /**
     * Adds the work of copying to a lane.
     *
     * @param jobs how many files are copied at once, if there are as many threads for what needs no resource
     */
    public void addCopying(Workers<?> workers, String lane, int jobs) {
        add(workers, lane, jobs, writer::copy);
    }

    /**
     * Adds the work of removing all files from the target, those that were made and those that are half there, too, and
     * the thumbnails that the server has made of them since.
     */
    public void addRemoval(Workers<?> workers, String lane, int jobs) {
        add(workers, lane, jobs, task -> remove(task.file()));
    }

    private void remove(ImportedFile file) {
        if (target.objection(file.path()).isEmpty()) {
            target.remove(file.set(), file.path());
        }
        String thumbnails = THUMBNAILS + file.path();
        if (file.set() == FileSet.UPLOADS && target.objection(thumbnails).isEmpty()) {
            target.removeFolder(file.set(), thumbnails);
        }
    }

    private void add(Workers<?> workers, String lane, int jobs, Consumer<ToCopy> each) {
        Cursor<ToCopy> open = files.open();
        for (int job = 0; job < jobs; job++) {
            workers.addAside(lane, () -> some(workers, lane, open, each));
        }
    }

    /** Handles some files, and leaves the next ones to a further unit, so that other lanes have their turn. */
    private void some(Workers<?> workers, String lane, Cursor<ToCopy> open, Consumer<ToCopy> each) {
        for (int i = 0; i < FILES_OF_UNIT; i++) {
            ToCopy task = open.next();
            if (task == null) {
                open.close();
                return;
            }
            each.accept(task);
            handled.incrementAndGet();
        }
        workers.addAside(lane, () -> some(workers, lane, open, each));
    }

    /** Removes the lists from the disk. */
    @Override
    public void close() {
        files.close();
    }
}
