/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.realmferry.IdBitmap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Manifest;
import org.realmferry.extract.journal.ArchiveJournal;
import org.realmferry.extract.journal.ArchiveJournal.Conditions;
import org.realmferry.extract.journal.ArchiveJournal.MessagesDone;
import org.realmferry.extract.journal.MessageFileLocations;
import org.realmferry.extract.journal.StaleRows;
import org.realmferry.extract.journal.UnfinishedFile;
import org.realmferry.extract.messages.ChangedIds;
import org.realmferry.extract.messages.MessageFile;
import org.realmferry.extract.messages.MessageFile.WrittenFile;
import org.realmferry.extract.resume.ReusableFiles;
import org.realmferry.run.work.ExportPhase;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Stage;
import org.realmferry.source.IdRange;
import org.realmferry.source.OddValues;
import org.realmferry.source.SnapshotReader;

/**
 * The message files of one archive: those that an earlier attempt left and that still hold what would be written, those
 * that are patched, and those that are written now.
 */
final class RealmMessages {
    private final Export export;
    private final String folder;
    private final ArchiveLayout layout;
    private final Progress.Lane progress;
    private final OddValues odd;
    private final ArchiveJournal journal;
    private final SortedMap<Long, MessagesDone> done = new ConcurrentSkipListMap<>();

    RealmMessages(
            Export export,
            String folder,
            ArchiveLayout layout,
            Progress.Lane progress,
            OddValues odd,
            ArchiveJournal journal) {
        this.export = export;
        this.folder = folder;
        this.layout = layout;
        this.progress = progress;
        this.odd = odd;
        this.journal = journal;
    }

    /** How many are whole by now. */
    int count() {
        return done.size();
    }

    /** Looks at what a former part of the run left. */
    ReusableFiles examine(SnapshotReader reader, MessageFile messageFile, Conditions now) {
        MessageFileLocations places = places();
        places.unplace(journal.placed());
        return ReusableFiles.begin(reader, messageFile, journal, now, places::staged);
    }

    /**
     * Takes over what still holds; the rest goes, but for the files that still hold but for some rows: until these are
     * mended, nobody may take them for whole.
     */
    SortedMap<Long, StaleRows> keep(ReusableFiles kept) {
        kept.end();
        MessageFileLocations places = places();
        done.putAll(kept.whole());
        for (long first : journal.messages().keySet()) {
            if (!done.containsKey(first)) {
                journal.dropped(first);
                if (!kept.stale().containsKey(first)) {
                    places.remove(first);
                }
            }
        }
        kept.whole().forEach((first, file) -> {
            if (!file.equals(journal.messages().get(first))) {
                journal.did(file);
            }
        });
        return kept.stale();
    }

    /** Adds the files of messages that aren't kept, and ends the stage. */
    void add(
            Stage<SnapshotReader> stage,
            MessageFile messageFile,
            SortedMap<Long, StaleRows> stale,
            ChangedIds changes) {
        done.values().forEach(file -> progress.kept(file.messages(), file.allRows()));
        SortedMap<Long, MessagesDone> there = new TreeMap<>(done);
        stale.forEach((first, file) -> there.put(first, file.file()));
        List<IdRange> spans = messageFile
                .ids()
                .spans(there.values().stream().map(MessagesDone::span).toList());
        stale.values().forEach(file -> stage.addOfTwoParts(r -> mend(r, messageFile, file, changes)));
        messageFile.batches(spans).forEach(batch -> stage.addOfTwoParts(r -> messages(r, messageFile, batch)));
        stage.end();
    }

    /** Reads files of messages; what is left then is to get them onto the disk. */
    private Runnable messages(SnapshotReader reader, MessageFile messageFile, List<IdRange> batch) {
        List<WrittenFile> files =
                progress.parts().time(ExportPhase.MESSAGES, () -> messageFile.write(reader, batch, places()::staged));
        return () -> {
            try {
                files.forEach(this::commit);
            } finally {
                files.forEach(file -> file.file().close());
            }
        };
    }

    private Runnable mend(SnapshotReader reader, MessageFile messageFile, StaleRows stale, ChangedIds changes) {
        IdRange span = stale.file().span();
        IdBitmap changed = changes.userMessages().changed();
        Optional<WrittenFile> mended = progress.parts()
                .time(
                        ExportPhase.MESSAGES,
                        () -> messageFile.mend(reader, stale, changed, places().staged(span.first())));
        return mended.isPresent() ? () -> commit(mended.get()) : messages(reader, messageFile, List.of(span));
    }

    private void commit(WrittenFile written) {
        progress.parts().time(ExportPhase.MESSAGES, () -> {
            UnfinishedFile file = written.file();
            MessagesDone messages =
                    new MessagesDone(written.span(), written.ids(), file.commit(), file.rows(), written.found());
            if (!odd.areIn(messages.span())) {
                journal.did(messages);
            }
            done.put(messages.span().first(), messages);
            progress.did(messages.messages(), messages.allRows());
            progress.wrote(messages.written().bytes());
        });
    }

    /** Gives the files their numbers, in order of their messages. */
    List<Manifest.Entry> place() {
        journal.placed(List.copyOf(done.keySet()));
        return places().place(done.values());
    }

    private MessageFileLocations places() {
        return new MessageFileLocations(layout, export.run().messages(folder));
    }
}
