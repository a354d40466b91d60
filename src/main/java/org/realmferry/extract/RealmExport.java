/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.realmferry.Words;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.ClosingFiles;
import org.realmferry.archive.Contents;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.Manifest;
import org.realmferry.extract.files.FileCopies;
import org.realmferry.extract.files.FileInventory;
import org.realmferry.extract.files.FilesToCopy;
import org.realmferry.extract.files.FilesToCopy.ToCopy;
import org.realmferry.extract.files.ForeignFiles;
import org.realmferry.extract.files.StoredAvatars;
import org.realmferry.extract.journal.ArchiveJournal;
import org.realmferry.extract.journal.ArchiveJournal.Conditions;
import org.realmferry.extract.journal.StaleRows;
import org.realmferry.extract.messages.ChangedIds;
import org.realmferry.extract.messages.Conversations;
import org.realmferry.extract.messages.IdBlocks;
import org.realmferry.extract.messages.MessageFile;
import org.realmferry.extract.messages.MessagesOfRealm;
import org.realmferry.extract.messages.PreviousMessageIds;
import org.realmferry.extract.messages.RealmIds;
import org.realmferry.extract.messages.WithheldMessages;
import org.realmferry.extract.resume.ReusableFiles;
import org.realmferry.pack.PackTarget;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.run.work.ExportPhase;
import org.realmferry.run.work.PhaseTimes;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Stage;
import org.realmferry.run.work.Workers;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.ConsentRules;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Realm;
import org.realmferry.selection.Scope;
import org.realmferry.source.OddValues;
import org.realmferry.source.SnapshotHorizon;
import org.realmferry.source.SnapshotReader;

/**
 * The export of one realm as units for the run's workers: first the ids, then everything that needs only those, and
 * when the last of it is done, the files that are put together.
 */
final class RealmExport {
    private final Export export;
    private final Scope scope;
    private final Realm realm;
    private final Progress.Lane progress;
    private final ArchiveLayout layout;
    private final Optional<PackTarget> pack;
    private final FileCopies copies;
    private final OddValues odd;
    private final AtomicReference<RealmSummary> summary = new AtomicReference<>();
    private volatile WithheldMessages leftOut = new WithheldMessages(Map.of());
    private final AtomicReference<Conversations> conversations = new AtomicReference<>();
    private final RealmTables tables;
    private final List<Manifest.Entry> fileLists = new CopyOnWriteArrayList<>();
    private final ArchiveJournal journal;
    private final RealmMessages messages;

    RealmExport(Export export, Scope scope, Progress.Lane progress, ArchiveJournal journal) {
        this.export = export;
        this.scope = scope;
        realm = scope.realm();
        this.progress = progress;
        layout = export.packing().layout(export.run(), realm.folder());
        pack = export.packing().target(export.run(), realm.folder(), realm);
        this.journal = journal;
        odd = new OddValues(export.findings(), realm.folder());
        tables = new RealmTables(export, realm.folder(), layout, progress, odd);
        messages = new RealmMessages(export, realm.folder(), layout, progress, odd, journal);
        copies = FileCopies.into(
                layout,
                export.run().part(realm.folder(), "copied"),
                export.files().store(),
                export.findings(),
                journal);
    }

    void start(Workers<SnapshotReader> workers, SnapshotHorizon standpoint, ChangedIds changes) {
        workers.add(realm.folder(), reader -> {
            export.log().info(realm.folder(), "the archive begins");
            MessagesOfRealm ids =
                    progress.parts().time(ExportPhase.IDS, () -> MessagesOfRealm.of(reader, scope, export.plan()));
            Optional<PreviousMessageIds> former =
                    PreviousMessageIds.of(journal, standpoint, export.run().ids(realm.folder()));
            if (former.isEmpty()) {
                readIds(workers, reader, ids, standpoint, changes);
                return;
            }
            changes.afterMessages(() -> workers.add(realm.folder(), r -> {
                if (progress.parts()
                        .time(ExportPhase.IDS, () -> ids.readChanged(r, former.get(), changes.messages()))) {
                    compare(workers, r, ids, standpoint, changes);
                } else {
                    readIds(workers, r, ids, standpoint, changes);
                }
            }));
        });
    }

    private void readIds(
            Workers<SnapshotReader> workers,
            SnapshotReader reader,
            MessagesOfRealm ids,
            SnapshotHorizon standpoint,
            ChangedIds changes) {
        PhaseTimes parts = progress.parts();
        Stage<SnapshotReader> stage =
                new Stage<>(workers, realm.folder(), r -> compare(workers, r, ids, standpoint, changes));
        IdBlocks.parts(reader).forEach(part -> stage.add(r -> parts.time(ExportPhase.IDS, () -> ids.read(r, part))));
        stage.end();
    }

    /** Begins with what needs only the ids, and looks at what there is already; the rest follows when that is known. */
    private void compare(
            Workers<SnapshotReader> workers,
            SnapshotReader reader,
            MessagesOfRealm read,
            SnapshotHorizon standpoint,
            ChangedIds changes) {
        RealmIds ids = read.end();
        MessageFile messageFile = new MessageFile(export.plan(), ids, odd::of);
        Conditions now = new Conditions(
                standpoint,
                messageFile.rules(scope.omits(), export.tool()),
                ids.parameters().ids("receivers"));
        export.log().info(realm.folder(), Words.counted(ids.messages().getLongCardinality(), "message") + " to export");
        PhaseTimes parts = progress.parts();
        ReusableFiles kept = parts.time(ExportPhase.IDS, () -> {
            pack.ifPresent(Packing::unfinish);
            return messages.examine(reader, messageFile, now);
        });
        if (kept.isEmpty()) {
            SortedMap<Long, StaleRows> none = keep(kept, now, read);
            messages.add(begin(workers, ids), messageFile, none, changes);
            return;
        }
        Stage<SnapshotReader> last = begin(workers, ids);
        Stage<SnapshotReader> looking = Stage.endingIn(
                workers,
                realm.folder(),
                () -> changes.afterAll(() -> next(
                        workers,
                        kept.rounds(changes).iterator(),
                        () -> messages.add(last, messageFile, keep(kept, now, read), changes))));
        kept.look().forEach(unit -> looking.add(r -> parts.time(ExportPhase.IDS, () -> unit.run(r))));
        looking.end();
    }

    /** Begins the next round, if there is one, else what follows. */
    private void next(Workers<SnapshotReader> workers, Iterator<ReusableFiles.Round> rounds, Runnable then) {
        if (!rounds.hasNext()) {
            then.run();
            return;
        }
        PhaseTimes parts = progress.parts();
        Stage<SnapshotReader> stage = Stage.endingIn(workers, realm.folder(), () -> next(workers, rounds, then));
        stage.add(reader -> {
            parts.time(ExportPhase.IDS, () -> rounds.next().units(reader))
                    .forEach(unit -> stage.add(r -> parts.time(ExportPhase.IDS, () -> unit.run(r))));
            stage.end();
        });
    }

    /** Empty until the archive is whole. */
    Stream<RealmSummary> summary() {
        return Stream.ofNullable(summary.get());
    }

    /** Takes over what still holds, from where the journal of this attempt begins. */
    private SortedMap<Long, StaleRows> keep(ReusableFiles kept, Conditions now, MessagesOfRealm read) {
        SortedMap<Long, StaleRows> stale = messages.keep(kept);
        journal.begun(now, keepIds(read));
        export.log()
                .info(
                        realm.folder(),
                        Words.counted(messages.count(), "file") + " of messages kept, " + Words.count(stale.size())
                                + " to patch");
        return stale;
    }

    /** Gives the checksum of the ids; an archive that leaves only encrypted leaves none. */
    private String keepIds(MessagesOfRealm read) {
        boolean encrypted = pack.flatMap(PackTarget::recipients).isPresent();
        return read.forLaterParts()
                .filter(ids -> !encrypted)
                .map(ids -> ids.write(export.run().ids(realm.folder())))
                .orElse("");
    }

    /** Begins the last stage, with all but the files of messages. */
    private Stage<SnapshotReader> begin(Workers<SnapshotReader> workers, RealmIds ids) {
        List<TableRead> reads = new ArrayList<>(export.plan().of(OutputFile.REALM));
        reads.addAll(export.plan().of(OutputFile.ANALYTICS));
        long work = ids.messages().getLongCardinality() + (long) RealmTables.WORK_OF_TABLE * reads.size();
        long packing = export.packing().work(work);
        progress.plan(work + packing);
        PhaseTimes times = progress.parts();
        Stage<SnapshotReader> stage = Stage.endingIn(workers, realm.folder(), () -> {
            List<Manifest.Entry> files = times.time(ExportPhase.TOGETHER, () -> finish(ids));
            pack(workers, files, packing);
        });
        Stage<SnapshotReader> ofFiles =
                stage.within(r -> times.time(ExportPhase.TOGETHER, () -> putFilesTogether(r, ids)));
        ofFiles.add(r -> times.time(ExportPhase.FILES, () -> inventory(ofFiles, r, ids)));
        ofFiles.end();
        stage.add(r -> leftOut = WithheldMessages.read(r, ids));
        stage.add(r -> SystemBots.tellOfOwnAddresses(r, realm, ids, export.findings()));
        if (scope.approved().isPresent()) {
            stage.add(r -> conversations.set(Conversations.read(r, ids)));
        }
        Stage<SnapshotReader> ofTables = stage.within(r -> times.time(ExportPhase.TABLES, tables::putTogether));
        reads.forEach(table -> ofTables.add(r -> times.time(ExportPhase.TABLES, () -> tables.read(r, ids, table))));
        ofTables.end();
        return stage;
    }

    private void inventory(Stage<SnapshotReader> stage, SnapshotReader reader, RealmIds ids) {
        FileInventory inventory = new FileInventory(
                realm,
                realm.folder(),
                new StoredAvatars(
                        export.files().store(), realm, export.plan().form().avatars()),
                export.files().avatarSalt(),
                export.findings());
        FilesToCopy files = copies.named(
                export.run().part(realm.folder(), "to-copy"),
                tasks -> inventory
                        .into(tasks)
                        .read(reader, ids, export.plan(), export.files().store()));
        progress.plan(files.count());
        progress.did(files.count() - files.wanted(), 0);
        files.units(unit -> stage.addAside(() -> progress.parts().time(ExportPhase.FILES, unit)), this::copy);
        ForeignFiles.tell(reader, realm, ids, export.findings());
    }

    private void copy(ToCopy file) {
        progress.wrote(copies.copy(file));
        progress.did(1, 0);
    }

    private void putFilesTogether(SnapshotReader reader, RealmIds ids) {
        ArchiveFiles files = new ArchiveFiles(layout, export.plan());
        copies.removeOthers();
        copies.tellOfPictures();
        fileLists.add(files.attachments(reader, ids, copies, odd));
        for (FileSet set : files.sets()) {
            fileLists.add(copies.files().writeRecords(set));
        }
    }

    private List<Manifest.Entry> finish(RealmIds ids) {
        ArchiveFiles files = new ArchiveFiles(layout, export.plan());
        List<Manifest.Entry> entries = new ArrayList<>(messages.place());
        entries.addAll(tables.files());
        entries.addAll(fileLists);
        if (scope.mode() == Mode.CONSENT && scope.rules().kind() == ConsentRules.Kind.STRICT) {
            entries.add(files.consentedUsers(ids));
        }
        entries.addAll(files.descriptions(export.migrations(), export.release(), entries));
        Manifest manifest = new Manifest(export.tool(), export.origin(), scope, List.of(), entries, copies.files());
        entries.add(ClosingFiles.manifest(layout, manifest));
        RealmSummary whole = summary(entries, ids.messagesLeftOut());
        summary.set(whole);
        export.log()
                .info(
                        realm.folder(),
                        "the archive is complete: " + Words.counted(whole.messages(), "message") + ", "
                                + Words.counted(whole.files(), "file") + ", " + Words.bytes(whole.bytes()));
        return entries;
    }

    private void pack(Workers<SnapshotReader> workers, List<Manifest.Entry> files, long work) {
        Packing.Whole whole = new Packing.Whole(layout, files, copies.files(), journal, work);
        Packing.Stages stages = new Packing.Stages(workers, realm.folder(), progress);
        export.packing().start(stages, pack, whole, () -> {
            copies.files().close();
            progress.finish();
        });
    }

    private RealmSummary summary(List<Manifest.Entry> entries, long messagesLeftOut) {
        Contents contents = Contents.of(entries, copies.files());
        long messages = contents.rows(ZulipTables.MESSAGES);
        long userMessages = contents.rows(ZulipTables.USER_MESSAGES);
        return new RealmSummary(
                scope,
                layout.root(),
                messages,
                messagesLeftOut,
                leftOut,
                Optional.ofNullable(conversations.get()),
                userMessages,
                contents.allRows() - messages - userMessages,
                copies.files().count(),
                entries.stream().mapToLong(e -> e.written().bytes()).sum()
                        + copies.files().bytes(),
                contents,
                export.progress().seconds(),
                export.findings().count(realm.folder()));
    }
}
