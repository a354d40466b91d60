/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.extract.files.FileCopies;
import org.realmferry.extract.files.FileInventory;
import org.realmferry.extract.files.FileTask;
import org.realmferry.extract.files.ServerFiles;
import org.realmferry.extract.files.StoredAvatars;
import org.realmferry.extract.journal.ArchiveJournal;
import org.realmferry.extract.journal.ArchiveJournal.Conditions;
import org.realmferry.extract.journal.ArchiveJournal.CopyDone;
import org.realmferry.extract.journal.ArchiveJournal.MessagesDone;
import org.realmferry.extract.journal.MessageFileLocations;
import org.realmferry.extract.messages.ChangedIds;
import org.realmferry.extract.messages.MessageFile;
import org.realmferry.extract.messages.MessagesOfRealm;
import org.realmferry.extract.messages.PreviousMessageIds;
import org.realmferry.extract.messages.RealmIds;
import org.realmferry.extract.resume.ReusableFiles;
import org.realmferry.plan.ExportPlan;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.run.Findings;
import org.realmferry.run.Journal;
import org.realmferry.run.RunView;
import org.realmferry.selection.Scope;
import org.realmferry.source.IdRange;
import org.realmferry.source.SnapshotHorizon;
import org.realmferry.source.SnapshotReader;
import org.realmferry.source.Source;
import org.realmferry.store.FileStore;
import org.realmferry.store.FileStore.Found;

/**
 * What bringing the archive of a realm up to date would be.
 *
 * @param messageFiles all that the archive would have
 * @param mended those of them of which some rows are made again
 * @param rewritten those that are written from the start
 * @param otherRows rows of all other tables, which are always read again
 * @param copies files that would be copied, and their bytes
 * @param findSeconds how long it takes to find what changed, measured
 * @param workSeconds how long the rest takes with one job: tables measured, files of messages by a sample
 */
public record RefreshEstimate(
        Scope scope,
        long messageFiles,
        long mended,
        long rewritten,
        long otherRows,
        Copies copies,
        double findSeconds,
        double workSeconds) {
    private static final int SAMPLED_FILES = 10;

    /** Files that would be copied. */
    public record Copies(long count, long bytes) {}

    /** What a refresh would have. */
    public record Context(ExportPlan plan, ServerFiles files, Findings findings, String tool) {}

    /** Reads as much as a refresh does to know, and writes nothing. */
    public static List<RefreshEstimate> read(List<Scope> scopes, Source source, RunView run, Context context) {
        try (Journal past = run.journal();
                SnapshotReader reader = source.reader()) {
            Map<Scope, ArchiveJournal> journals = new LinkedHashMap<>();
            scopes.forEach(scope ->
                    journals.put(scope, ArchiveJournal.of(past, scope.realm().folder())));
            long start = System.nanoTime();
            ChangedIds changes = Export.changes(reader, source.standpoint(), journals.values());
            double shared = seconds(start) / scopes.size();
            List<RefreshEstimate> estimates = new ArrayList<>();
            journals.forEach((scope, journal) -> estimates.add(
                    new Reading(context, scope, reader, journal, run).estimate(changes, source.standpoint(), shared)));
            return estimates;
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    /** The reading for one realm. */
    private record Reading(Context context, Scope scope, SnapshotReader reader, ArchiveJournal journal, RunView run) {
        RefreshEstimate estimate(ChangedIds changes, SnapshotHorizon standpoint, double shared) {
            long start = System.nanoTime();
            Optional<PreviousMessageIds> former = PreviousMessageIds.of(
                    journal, standpoint, run.ids(scope.realm().folder()));
            RealmIds ids = MessagesOfRealm.read(reader, scope, context.plan(), former, changes);
            MessageFile messageFile = new MessageFile(context.plan(), ids);
            Conditions now = new Conditions(
                    standpoint,
                    messageFile.rules(scope.omits(), context.tool()),
                    ids.parameters().ids("receivers"));
            ReusableFiles kept = ReusableFiles.of(reader, messageFile, journal, now, changes, places()::get);
            SortedMap<Long, MessagesDone> there = new TreeMap<>(kept.whole());
            kept.stale().forEach((first, file) -> there.put(first, file.file()));
            List<IdRange> stale = kept.stale().values().stream()
                    .map(file -> file.file().span())
                    .toList();
            List<IdRange> rewritten =
                    ids.spans(there.values().stream().map(MessagesDone::span).toList());
            double found = shared + seconds(start);
            start = System.nanoTime();
            long rows = otherRows(ids);
            Copies copies = copies(ids);
            double work = seconds(start) + sampled(messageFile, stale, rewritten);
            return new RefreshEstimate(
                    scope, there.size() + rewritten.size(), stale.size(), rewritten.size(), rows, copies, found, work);
        }

        /** Where the files of messages are, by their first message: with their numbers, or waiting for them. */
        private Map<Long, Path> places() {
            ArchiveLayout layout =
                    new ArchiveLayout(run.path().resolve(scope.realm().folder()));
            MessageFileLocations staged =
                    new MessageFileLocations(layout, run.messages(scope.realm().folder()));
            Map<Long, Path> places = new HashMap<>();
            journal.messages().keySet().forEach(first -> places.put(first, staged.staged(first)));
            for (int i = 0; i < journal.placed().size(); i++) {
                Path numbered = layout.messages(i + 1);
                if (Files.exists(numbered)) {
                    places.put(journal.placed().get(i), numbered);
                }
            }
            return places;
        }

        private double sampled(MessageFile messageFile, List<IdRange> stale, List<IdRange> rewritten) {
            List<IdRange> all =
                    Stream.concat(stale.stream(), rewritten.stream()).toList();
            int step = Math.max(1, all.size() / SAMPLED_FILES);
            MessageFile.Counts counts = new MessageFile.Counts();
            long start = System.nanoTime();
            int sampled = 0;
            for (int i = 0; i < all.size(); i += step) {
                messageFile.count(reader, all.get(i), counts);
                sampled++;
            }
            return sampled == 0 ? 0 : seconds(start) * all.size() / sampled;
        }

        private long otherRows(RealmIds ids) {
            long[] rows = new long[1];
            for (TableRead read : context.plan().reads()) {
                if (read.file() != OutputFile.MESSAGES) {
                    reader.read(read.table(), read.select(ids.parameters()), row -> rows[0]++);
                }
            }
            return rows[0];
        }

        private Copies copies(RealmIds ids) {
            ArchiveLayout layout =
                    new ArchiveLayout(run.path().resolve(scope.realm().folder()));
            FileStore store = context.files().store();
            FileCopies copies = FileCopies.looking(scope.realm().folder(), store, layout, context.findings());
            StoredAvatars avatars = new StoredAvatars(
                    store, scope.realm(), context.plan().form().avatars());
            FileInventory inventory = new FileInventory(
                    scope.realm(),
                    scope.realm().folder(),
                    avatars,
                    context.files().avatarSalt(),
                    context.findings());
            List<FileTask> tasks = inventory.read(reader, ids, context.plan(), store);
            Map<String, CopyDone> before = new HashMap<>();
            journal.copies(before::put);
            List<Found> copied = context.files().find(tasks, copies).entrySet().stream()
                    .filter(there -> !isThere(before, there.getKey(), there.getValue()))
                    .map(Map.Entry::getValue)
                    .toList();
            return new Copies(
                    copied.size(), copied.stream().mapToLong(Found::size).sum());
        }

        private static boolean isThere(Map<String, CopyDone> before, FileTask task, Found found) {
            return Optional.ofNullable(before.get(task.name()))
                    .filter(copy -> copy.version().equals(found.file().version()))
                    .isPresent();
        }
    }
}
