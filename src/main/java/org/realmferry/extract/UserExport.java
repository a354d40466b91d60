/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.realmferry.Words;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.ClosingFiles;
import org.realmferry.archive.Contents;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.Manifest;
import org.realmferry.extract.files.FileCopies;
import org.realmferry.extract.files.FilesToCopy;
import org.realmferry.extract.files.FilesToCopy.ToCopy;
import org.realmferry.extract.journal.ArchiveJournal;
import org.realmferry.extract.journal.MessageFileLocations;
import org.realmferry.extract.journal.UnfinishedFile;
import org.realmferry.extract.messages.IdSets;
import org.realmferry.extract.messages.UserMessages;
import org.realmferry.pack.PackTarget;
import org.realmferry.plan.Parameters;
import org.realmferry.plan.TableRead;
import org.realmferry.rules.language.IdSet;
import org.realmferry.run.work.ExportPhase;
import org.realmferry.run.work.PhaseTimes;
import org.realmferry.run.work.Stage;
import org.realmferry.run.work.Workers;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.SingleUser;
import org.realmferry.source.OddValues;
import org.realmferry.source.RowEncoder;
import org.realmferry.source.SnapshotReader;

/** The export of a single user as units for the run's workers: a few for most users, more for who has many messages. */
final class UserExport {
    private static final List<FileSet> SETS = List.of(FileSet.UPLOADS, FileSet.AVATARS, FileSet.EMOJI);

    private final Export export;
    private final UsersOfRealm realm;
    private final SingleUser user;
    private final ArchiveLayout layout;
    private final Optional<PackTarget> pack;
    private final FileCopies copies;
    private final ArchiveJournal journal;
    private final ConcurrentLinkedQueue<Manifest.Entry> entries = new ConcurrentLinkedQueue<>();
    private final OddValues odd;

    UserExport(Export export, UsersOfRealm realm, SingleUser user) {
        this.export = export;
        this.realm = realm;
        this.user = user;
        odd = new OddValues(export.findings(), user.folder());
        layout = export.packing().layout(export.run(), user.folder());
        pack = export.packing().target(export.run(), user.folder(), user.realm());
        journal = ArchiveJournal.of(export.run().journal(), user.folder());
        copies = FileCopies.into(
                layout,
                export.run().part(user.folder(), "copied"),
                export.files().store(),
                export.findings(),
                journal);
    }

    /** Adds the first unit; the last one hands over what came of the export. */
    void start(Workers<SnapshotReader> workers, Consumer<UserSummary> done) {
        workers.add(realm.lane(), reader -> begin(workers, reader, done));
    }

    private void begin(Workers<SnapshotReader> workers, SnapshotReader reader, Consumer<UserSummary> done) {
        export.log().info(user.folder(), "the archive begins");
        pack.ifPresent(Packing::unfinish);
        MessageFileLocations.clear(layout);
        PhaseTimes parts = realm.progress().parts();
        Parameters ids = parts.time(ExportPhase.IDS, () -> ids(reader, user));
        UserMessages messages = parts.time(ExportPhase.MESSAGES, () -> realm.messages(reader, user, ids));
        FilesToCopy files = copies.named(
                export.run().part(user.folder(), "to-copy"), tasks -> realm.files(reader, user, ids, tasks));
        long work = messages.count() + files.wanted();
        long packing = export.packing().work(work);
        realm.progress().plan(work + packing);
        Stage<SnapshotReader> stage = Stage.endingIn(workers, realm.lane(), () -> {
            UserSummary summary = parts.time(ExportPhase.TOGETHER, this::finish);
            pack(workers, packing, () -> done.accept(summary));
        });
        stage.addOfTwoParts(r -> {
            UnfinishedFile tables = parts.time(ExportPhase.TABLES, () -> tables(r, ids));
            return () -> parts.time(ExportPhase.TABLES, () -> add(tables));
        });
        for (UserMessages.Chunk chunk : messages.chunks()) {
            stage.addOfTwoParts(r -> messages(r, messages, chunk));
        }
        files.units(unit -> stage.addAside(() -> parts.time(ExportPhase.FILES, unit)), this::copy);
        stage.end();
    }

    /** The sets of ids that the rules speak of. */
    static Parameters ids(SnapshotReader reader, SingleUser user) {
        Parameters ids = new Parameters(user.realm().id(), user.user().id());
        IdSets.read(reader, IdSet.OF_USER, ids);
        return ids;
    }

    private UnfinishedFile tables(SnapshotReader reader, Parameters ids) {
        return UnfinishedFile.write(layout.user(), file -> {
            for (TableRead read : export.userPlan().tables()) {
                RowEncoder encoder = new RowEncoder(read.fields()).telling(odd.of(read));
                file.beginTable(read.output());
                reader.read(read.table(), read.select(ids), row -> {
                    file.beginRow();
                    encoder.encode(row, file.json());
                    file.endRow();
                });
                file.endTable();
            }
            return List.of();
        });
    }

    private Runnable messages(SnapshotReader reader, UserMessages messages, UserMessages.Chunk chunk) {
        PhaseTimes parts = realm.progress().parts();
        UnfinishedFile file = parts.time(
                ExportPhase.MESSAGES, () -> messages.write(reader, chunk, layout.messages(chunk.number()), odd));
        return () -> parts.time(ExportPhase.MESSAGES, () -> {
            add(file);
            realm.progress().did(chunk.count(), chunk.count());
        });
    }

    private void add(UnfinishedFile file) {
        Manifest.Entry entry = file.finish(layout);
        entries.add(entry);
        realm.progress().wrote(entry.written().bytes());
    }

    private void copy(ToCopy file) {
        realm.progress().wrote(copies.copy(file));
        realm.progress().did(1, 0);
    }

    private void pack(Workers<SnapshotReader> workers, long work, Runnable done) {
        Packing.Whole whole = new Packing.Whole(layout, List.copyOf(entries), copies.files(), journal, work);
        Packing.Stages stages = new Packing.Stages(workers, realm.lane(), realm.progress());
        export.packing().start(stages, pack, whole, () -> {
            copies.files().close();
            done.run();
        });
    }

    private UserSummary finish() {
        copies.removeOthers();
        if (export.userPlan().form().filesOfUsers()) {
            SETS.forEach(set -> entries.add(copies.files().writeRecords(set)));
        }
        Manifest manifest =
                new Manifest(export.tool(), export.origin(), user, List.of(), List.copyOf(entries), copies.files());
        entries.add(ClosingFiles.manifest(layout, manifest));
        Contents contents = Contents.of(entries, copies.files());
        long messages = contents.rows(ZulipTables.MESSAGES);
        export.log().info(user.folder(), "the archive is whole: " + Words.counted(messages, "message"));
        return new UserSummary(
                user,
                messages,
                contents.allRows() - messages,
                copies.files().count(),
                entries.stream().mapToLong(entry -> entry.written().bytes()).sum()
                        + copies.files().bytes(),
                contents,
                export.progress().seconds(),
                export.findings().count(user.folder()));
    }
}
