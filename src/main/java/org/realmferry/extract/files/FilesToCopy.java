/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.disk.Cursor;
import org.realmferry.archive.disk.DiskSort;
import org.realmferry.extract.journal.ArchiveJournal;
import org.realmferry.extract.journal.ArchiveJournal.CopyDone;

/**
 * The files of an archive that are to be copied, each with what a former part of the run noted of it, in order of their
 * names in the archive. There may be a million; memory holds some thousands.
 */
public final class FilesToCopy implements AutoCloseable {
    /** Each takes memory, too. */
    private static final int MOST_UNITS = 10_000;

    /** A file, and what a former part of the run copied under its name. */
    public record ToCopy(FileTask task, Optional<CopyDone> before) {}

    private record Former(String name, CopyDone copy) {}

    private final DiskSort<FileTask> tasks;
    private final DiskSort<Former> former;
    private final Map<FileTask, String> colliding;
    private final Cursor<FileTask> open;
    private final Cursor<Former> openFormer;
    private @Nullable Former last;

    /** Two rows may name the same file. */
    private @Nullable Former same;

    private FilesToCopy(DiskSort<FileTask> tasks, DiskSort<Former> former, Map<FileTask, String> colliding) {
        this.tasks = tasks;
        this.former = former;
        this.colliding = colliding;
        open = tasks.open();
        openFormer = former.open();
        last = openFormer.next();
    }

    /**
     * Takes the names of all files, before any is copied.
     *
     * @param scratch for what is on the disk meanwhile, as the beginning of names
     * @param inventory names all files
     * @param fold tries out which paths the target takes for the same; not asked for where there are none
     */
    static FilesToCopy of(
            Path scratch,
            Consumer<Consumer<FileTask>> inventory,
            ArchiveJournal journal,
            Supplier<UnaryOperator<String>> fold) {
        DiskSort<FileTask> tasks =
                new DiskSort<>(scratch.resolveSibling(scratch.getFileName() + "-tasks"), new TaskFormat(), byName());
        inventory.accept(tasks::add);
        DiskSort<Former> former = new DiskSort<>(
                scratch.resolveSibling(scratch.getFileName() + "-former"),
                new FormerFormat(),
                Comparator.comparing(Former::name, FileRecord::byCodePoint));
        journal.copies((name, copy) -> former.add(new Former(name, copy)));
        return new FilesToCopy(tasks, former, tasks.count() == 0 ? Map.of() : CollidingPaths.of(tasks, fold.get()));
    }

    private static Comparator<FileTask> byName() {
        return Comparator.comparing(FileTask::name, FileRecord::byCodePoint).thenComparing(FileTask::subject);
    }

    /** All of them, with those that can't be. */
    public long count() {
        return tasks.count();
    }

    /** Those that can't lie beside the others on the target, each with the path that is in its way. */
    Map<FileTask, String> colliding() {
        return colliding;
    }

    /** Adds the work of copying, one file in each unit where there are not too many. */
    public void units(Consumer<Runnable> add, Consumer<ToCopy> copy) {
        long ofUnit = Math.max(1, (wanted() + MOST_UNITS - 1) / MOST_UNITS);
        for (long unit = 0; unit < wanted(); unit += ofUnit) {
            add.accept(() -> {
                long left = ofUnit;
                for (ToCopy file = next(); file != null; file = --left > 0 ? next() : null) {
                    copy.accept(file);
                }
            });
        }
    }

    /** How many can be copied. */
    public long wanted() {
        return tasks.count() - colliding.size();
    }

    Cursor<FileTask> all() {
        return tasks.open();
    }

    /** The next one that can be copied; null where there are no more. */
    private synchronized @Nullable ToCopy next() {
        FileTask task = open.next();
        while (task != null && colliding.containsKey(task)) {
            task = open.next();
        }
        return task == null ? null : new ToCopy(task, before(task.name()));
    }

    /** What was noted last under a name; names are asked for in order. */
    private Optional<CopyDone> before(String name) {
        Former found = null;
        for (Former next = last; next != null; next = openFormer.next()) {
            int order = FileRecord.byCodePoint(next.name(), name);
            if (order > 0) {
                last = next;
                break;
            }
            found = order == 0 ? next : found;
            last = null;
        }
        if (found != null) {
            same = found;
        }
        return Optional.ofNullable(same).filter(one -> one.name().equals(name)).map(Former::copy);
    }

    @Override
    public void close() {
        open.close();
        openFormer.close();
        tasks.close();
        former.close();
    }

    private static final class TaskFormat implements DiskSort.Format<FileTask> {
        @Override
        public void write(FileTask task, DataOutputStream out) throws IOException {
            FileFormats.write(task, out);
        }

        @Override
        public FileTask read(DataInputStream in) throws IOException {
            return FileFormats.task(in);
        }
    }

    private static final class FormerFormat implements DiskSort.Format<Former> {
        @Override
        public void write(Former former, DataOutputStream out) throws IOException {
            FileFormats.text(former.name(), out);
            FileFormats.text(former.copy().version(), out);
            FileFormats.written(former.copy().written(), out);
        }

        @Override
        public Former read(DataInputStream in) throws IOException {
            return new Former(FileFormats.some(in), new CopyDone(FileFormats.some(in), FileFormats.written(in)));
        }
    }
}
