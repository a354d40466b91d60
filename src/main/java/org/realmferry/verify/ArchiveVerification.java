/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.realmferry.archive.FileSet;
import org.realmferry.archive.FolderReader;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.RowFileReader;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Stage;
import org.realmferry.run.work.Workers;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.finding.FindingKind;
import org.realmferry.verify.finding.FindingSink;
import org.realmferry.verify.finding.VerifyFinding;
import org.realmferry.verify.rows.ReferenceChecks;
import org.realmferry.verify.rows.RowCounts;
import org.realmferry.verify.rows.TableIds;
import org.realmferry.verify.rows.VerifiedFolder;

/**
 * One archive, in three stages: the ids of its main file; the files of messages, each by itself; then what refers to
 * messages, and all other files.
 */
final class ArchiveVerification {
    private static final String CONSENTED = "consented_user_ids.json";

    private final VerifiedArchive archive;
    private final MainFileVerifier main;
    private final MessageFilesVerifier messages;
    private final long startedNanos = System.nanoTime();
    private long files;
    private long bytes;
    private double seconds;
    private Optional<PlainFilesVerifier> plain = Optional.empty();

    /** Looks at the folder and the manifest; the rest is done by workers. */
    ArchiveVerification(
            Path root, String name, Consumer<VerifyFinding> findings, Progress.Lane lane, VerificationJournal journal) {
        VerifiedFolder folder = new VerifiedFolder(root);
        FindingSink sink = new FindingSink(name, findings);
        archive = new VerifiedArchive(
                folder, ManifestVerifier.read(folder, sink), new TableIds(), new RowCounts(), sink, lane, journal);
        main = new MainFileVerifier(archive);
        messages = new MessageFilesVerifier(archive);
        walk();
    }

    FindingSink sink() {
        return archive.sink();
    }

    /** The counts of rows; complete at the end. */
    RowCounts counts() {
        return archive.counts();
    }

    private void walk() {
        archive.folder().walk(archive.folder().root(), sink(), new FolderReader.Visitor() {
            @Override
            public void file(String name, long size) {
                files++;
                bytes += size;
                stray(name);
            }

            @Override
            public void other(String name) {
                sink().found(
                                FindingKind.STRAY_FILE,
                                name,
                                "it is a link or not a regular file; an import may read something else");
            }
        });
        archive.lane().plan(bytes);
    }

    private void stray(String name) {
        boolean named = archive.manifest()
                .map(manifest -> manifest.names(name) || name.equals(Manifest.NAME))
                .orElseGet(() -> VerifiedFolder.isKnown(name));
        if (!named) {
            sink().found(
                            FindingKind.STRAY_FILE,
                            name,
                            archive.manifest().isPresent()
                                    ? "the manifest does not list this file"
                                    : "no export has a file with this name");
        }
    }

    void begin(Workers<ReadSlot> workers, int jobs) {
        workers.add(archive.sink().archive(), turn -> {
            main.readIds();
            messages(workers, jobs);
        });
    }

    private void messages(Workers<ReadSlot> workers, int jobs) {
        ReferenceChecks references = main.references();
        Stage<ReadSlot> stage = new Stage<>(workers, archive.sink().archive(), turn -> rest(workers, jobs));
        messages.names()
                .forEach((number, name) -> stage.add(turn ->
                        messages.add(number, MessageFileVerifier.read(archive, name, references, main.isOrdered()))));
        stage.end();
    }

    private void rest(Workers<ReadSlot> workers, int jobs) {
        messages.check(main.isOrdered());
        ReferenceChecks references = main.references();
        Stage<ReadSlot> stage = new Stage<>(workers, archive.sink().archive(), turn -> end());
        plainFiles(stage, jobs);
        stage.add(turn -> main.readReferences());
        stage.add(turn -> uploads(references));
        for (FileSet set : FileSet.values()) {
            if (set != FileSet.UPLOADS) {
                stage.add(turn ->
                        new RecordsVerifier(archive, set, references).check(Optional.empty(), main.isOfOneUser()));
            }
        }
        stage.add(turn -> smallFiles(references));
        stage.end();
    }

    private void plainFiles(Stage<ReadSlot> stage, int jobs) {
        if (archive.manifest().isPresent()) {
            plain = PlainFilesVerifier.open(archive);
        }
        plain.ifPresent(list -> {
            for (int i = 0; i < jobs; i++) {
                stage.add(turn -> list.check());
            }
        });
    }

    private void uploads(ReferenceChecks references) {
        Optional<AttachmentVerifier> attachments = Optional.empty();
        if (archive.folder().has(AttachmentVerifier.FILE)) {
            AttachmentVerifier read = new AttachmentVerifier(archive);
            read.read(references, main.areTablesOrdered());
            attachments = Optional.of(read);
        }
        RecordsVerifier records = new RecordsVerifier(archive, FileSet.UPLOADS, references);
        records.check(attachments.filter(checked -> main.isOrdered()), main.isOfOneUser());
        attachments.ifPresent(read -> read.check(records));
    }

    private void smallFiles(ReferenceChecks references) {
        if (archive.folder().has(AnalyticsVerifier.FILE)) {
            new AnalyticsVerifier(archive, references, main.isOrdered()).read();
        }
        if (archive.folder().has(MigrationStatusVerifier.FILE)) {
            archive.read(MigrationStatusVerifier.FILE, MigrationStatusVerifier::check);
        }
        if (archive.folder().has(CONSENTED)) {
            archive.read(CONSENTED, json -> consented(json, references));
        }
    }

    private void consented(RowFileReader json, ReferenceChecks references) throws IOException {
        json.beginList("a list of ids");
        while (json.nextNumber("a list of ids")) {
            long id = json.parser().getLongValue();
            if (!references.has(ZulipTables.USERS, id)) {
                sink().found(
                                FindingKind.DANGLING,
                                CONSENTED,
                                ReferenceChecks.dangling("the list", id, ZulipTables.USERS));
            }
        }
    }

    private void end() {
        plain.ifPresent(PlainFilesVerifier::close);
        if (archive.folder().has(RowCounts.STATS)) {
            archive.read(RowCounts.STATS, json -> archive.counts().compare(json, archive.folder(), sink()));
        }
        seconds = (System.nanoTime() - startedNanos) / 1e9;
        archive.lane().finish();
    }

    /** What came of it, when the workers are done. */
    ArchiveSummary summary() {
        long rows = archive.counts().total();
        long own = archive.counts().total(ZulipTables.MESSAGES);
        long received = archive.counts().total(ZulipTables.USER_MESSAGES);
        return new ArchiveSummary(
                sink().archive(),
                archive.manifest().isPresent(),
                own,
                received,
                rows - own - received,
                files,
                bytes,
                seconds,
                sink().count());
    }
}
