/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.realmferry.IdBitmap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.RowLines;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;
import org.realmferry.input.Input.MessagesFile;
import org.realmferry.merge.decide.Deletions;
import org.realmferry.merge.decide.MergeTask;
import org.realmferry.schema.ZulipTables;
import org.roaringbitmap.longlong.LongIterator;

/** The ids of all messages of the result, and which files of the inputs hold which. */
final class MergedIds {
    private static final int FILES_OF_BATCH = 16;
    private static final int MOST_SOURCES = 400;
    private static final long MOST_BYTES = 128L << 20;

    /** A file of messages of an input, and the first and last id in it. */
    record Source(Input input, MessagesFile file, long first, long last, long bytes) {}

    /** A file of messages of the result. */
    record Target(int number, long first, long last, long messages) {}

    /** Files of the result that are made together, and what they are made of. */
    record Batch(List<Target> targets, List<Source> sources) {
        long first() {
            return targets.get(0).first();
        }

        long last() {
            return targets.get(targets.size() - 1).last();
        }

        long messages() {
            return targets.stream().mapToLong(Target::messages).sum();
        }
    }

    private final MergeTask merging;
    private final IdBitmap ids = new IdBitmap();
    private final List<Source> sources = new ArrayList<>();

    MergedIds(MergeTask merging) {
        this.merging = merging;
    }

    /** Reads the ids of a file. */
    void read(Input input, MessagesFile file) {
        IdBitmap found = new IdBitmap();
        long bytes = file.path().toFile().length();
        try (RowLines lines = RowLines.open(file.path())) {
            while (lines.nextTable()) {
                if (lines.table().equals(ZulipTables.MESSAGES)) {
                    while (lines.nextRow()) {
                        found.addLong(Fields.id(lines.data(), lines.start(), lines.end()));
                    }
                    break;
                }
            }
        }
        add(input, file, found, bytes);
    }

    private synchronized void add(Input input, MessagesFile file, IdBitmap found, long bytes) {
        if (!found.isEmpty()) {
            sources.add(new Source(input, file, found.first(), found.last(), bytes));
            if (!isForgotten(input)) {
                ids.or(found);
            }
        }
    }

    /** Whether what only this input has goes. */
    private boolean isForgotten(Input input) {
        return merging.deletions() == Deletions.DROP
                && merging.newestComplete().filter(input::isOlderThan).isPresent();
    }

    boolean contains(long id) {
        return ids.contains(id);
    }

    long count() {
        return ids.getLongCardinality();
    }

    /** What is to be made, in thousands of messages. */
    List<Batch> batches() {
        sources.sort(Comparator.comparingLong(Source::first)
                .thenComparing(s -> s.file().path()));
        List<Target> targets = targets();
        List<Batch> batches = new ArrayList<>();
        int from = 0;
        while (from < targets.size()) {
            int to = Math.min(targets.size(), from + FILES_OF_BATCH);
            Batch batch = batch(targets.subList(from, to));
            while (batch.targets().size() > 1 && isLarge(batch)) {
                to = from + (to - from) / 2;
                batch = batch(targets.subList(from, to));
            }
            batches.add(batch);
            from = to;
        }
        return batches;
    }

    private static boolean isLarge(Batch batch) {
        return batch.sources().size() > MOST_SOURCES
                || batch.sources().stream().mapToLong(Source::bytes).sum() > MOST_BYTES;
    }

    private Batch batch(List<Target> targets) {
        long first = targets.get(0).first();
        long last = targets.get(targets.size() - 1).last();
        return new Batch(
                List.copyOf(targets),
                sources.stream()
                        .filter(source -> source.first() <= last && source.last() >= first)
                        .toList());
    }

    private List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        long first = 0;
        long last = 0;
        int count = 0;
        for (LongIterator all = ids.getLongIterator(); all.hasNext(); ) {
            last = all.next();
            first = count == 0 ? last : first;
            if (++count == ArchiveLayout.MESSAGES_PER_FILE) {
                targets.add(new Target(targets.size() + 1, first, last, count));
                count = 0;
            }
        }
        if (count > 0) {
            targets.add(new Target(targets.size() + 1, first, last, count));
        }
        return targets;
    }
}
