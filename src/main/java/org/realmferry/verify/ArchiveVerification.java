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
import org.realmferry.run.Progress;
import org.realmferry.run.Stage;
import org.realmferry.run.Workers;

/**
 * One archive, in three stages: the ids of its main file; the files of messages, each by itself; then what refers to
 * messages, and all other files.
 */
final class ArchiveVerification {
    private static final String CONSENTED = "consented_user_ids.json";

    private final Archive archive;
    private final MainFile main;
    private final MessageFiles messages;
    private final long startedNanos = System.nanoTime();
    private long files;
    private long bytes;
    private double seconds;
    private Optional<PlainFiles> plain = Optional.empty();

    /** Looks at the folder and the manifest; the rest is done by workers. */
    ArchiveVerification(Path root, String name, Consumer<Finding> findings, Progress.Lane lane, Journal journal) {
        Folder folder = new Folder(root);
        Place place = new Place(name, findings);
        archive = new Archive(folder, ManifestFile.read(folder, place), new Ids(), new Counts(), place, lane, journal);
        main = new MainFile(archive);
        messages = new MessageFiles(archive);
        walk();
    }

    Place place() {
        return archive.place();
    }

    /** The counts of rows; complete at the end. */
    Counts counts() {
        return archive.counts();
    }

    private void walk() {
        archive.folder().walk(archive.folder().root(), place(), new FolderReader.Visitor() {
            @Override
            public void file(String name, long size) {
                files++;
                bytes += size;
                stray(name);
            }

            @Override
            public void other(String name) {
                place().found(
                                Kind.STRAY_FILE,
                                name,
                                "it is a link or not a regular file; an import may read something else");
            }
        });
        archive.lane().plan(bytes);
    }

    private void stray(String name) {
        boolean named = archive.manifest()
                .map(manifest -> manifest.names(name) || name.equals(Manifest.NAME))
                .orElseGet(() -> Folder.isKnown(name));
        if (!named) {
            place().found(
                            Kind.STRAY_FILE,
                            name,
                            archive.manifest().isPresent()
                                    ? "the manifest does not list this file"
                                    : "no export has a file with this name");
        }
    }

    void begin(Workers<Turn> workers, int jobs) {
        workers.add(archive.place().archive(), turn -> {
            main.readIds();
            messages(workers, jobs);
        });
    }

    private void messages(Workers<Turn> workers, int jobs) {
        References references = main.references();
        Stage<Turn> stage = new Stage<>(workers, archive.place().archive(), turn -> rest(workers, jobs));
        messages.names()
                .forEach((number, name) -> stage.add(
                        turn -> messages.add(number, MessageFile.read(archive, name, references, main.isOrdered()))));
        stage.end();
    }

    private void rest(Workers<Turn> workers, int jobs) {
        messages.check(main.isOrdered());
        References references = main.references();
        Stage<Turn> stage = new Stage<>(workers, archive.place().archive(), turn -> end());
        plainFiles(stage, jobs);
        stage.add(turn -> main.readReferences());
        stage.add(turn -> uploads(references));
        for (FileSet set : FileSet.values()) {
            if (set != FileSet.UPLOADS) {
                stage.add(turn -> new Records(archive, set, references).check(Optional.empty(), main.isOfOneUser()));
            }
        }
        stage.add(turn -> smallFiles(references));
        stage.end();
    }

    private void plainFiles(Stage<Turn> stage, int jobs) {
        if (archive.manifest().isPresent()) {
            plain = PlainFiles.open(archive);
        }
        plain.ifPresent(list -> {
            for (int i = 0; i < jobs; i++) {
                stage.add(turn -> list.check());
            }
        });
    }

    private void uploads(References references) {
        Optional<Attachments> attachments = Optional.empty();
        if (archive.folder().has(Attachments.FILE)) {
            Attachments read = new Attachments(archive);
            read.read(references, main.areTablesOrdered());
            attachments = Optional.of(read);
        }
        Records records = new Records(archive, FileSet.UPLOADS, references);
        records.check(attachments.filter(any -> main.isOrdered()), main.isOfOneUser());
        attachments.ifPresent(read -> read.check(records));
    }

    private void smallFiles(References references) {
        if (archive.folder().has(Analytics.FILE)) {
            new Analytics(archive, references, main.isOrdered()).read();
        }
        if (archive.folder().has(MigrationStatus.FILE)) {
            archive.read(MigrationStatus.FILE, MigrationStatus::check);
        }
        if (archive.folder().has(CONSENTED)) {
            archive.read(CONSENTED, json -> consented(json, references));
        }
    }

    private void consented(RowFileReader json, References references) throws IOException {
        json.beginList("a list of ids");
        while (json.nextNumber("a list of ids")) {
            long id = json.parser().getLongValue();
            if (!references.has(Ids.USERS, id)) {
                place().found(Kind.DANGLING, CONSENTED, References.dangling("the list", id, Ids.USERS));
            }
        }
    }

    private void end() {
        plain.ifPresent(PlainFiles::close);
        if (archive.folder().has(Counts.STATS)) {
            archive.read(Counts.STATS, json -> archive.counts().compare(json, archive.folder(), place()));
        }
        seconds = (System.nanoTime() - startedNanos) / 1e9;
        archive.lane().finish();
    }

    /** What came of it, when the workers are done. */
    ArchiveSummary summary() {
        long rows = archive.counts().total();
        long own = archive.counts().total(MessageFile.MESSAGES);
        long received = archive.counts().total(MessageFile.USER_MESSAGES);
        return new ArchiveSummary(
                place().archive(),
                archive.manifest().isPresent(),
                own,
                received,
                rows - own - received,
                files,
                bytes,
                seconds,
                place().count());
    }
}
