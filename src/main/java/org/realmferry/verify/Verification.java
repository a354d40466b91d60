/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Workers;
import org.realmferry.verify.finding.FindingSink;
import org.realmferry.verify.finding.VerificationNotes;
import org.realmferry.verify.finding.VerifyFinding;
import org.realmferry.verify.rows.VerifiedFolder;

/** What is to be verified: one archive, or all of a run. */
public final class Verification {
    private final Path root;
    private final Optional<RunFolder> run;
    private final List<String> names;
    private long resumed;

    private Verification(Path root, Optional<RunFolder> run) {
        this.root = root;
        this.run = run;
        names = run.map(RunFolder::archives).orElse(List.of(String.valueOf(root.getFileName())));
    }

    /**
     * Looks what a folder is. Fails with {@code DAMAGED_ARCHIVE} where it is neither an archive nor a run.
     *
     * @param opening gives the folder of an encrypted archive of a run; empty where there is no key
     */
    public static Verification of(Path path, Optional<UnaryOperator<Path>> opening) {
        Path root = real(path);
        VerifiedFolder folder = new VerifiedFolder(root);
        if (isArchive(folder)) {
            return new Verification(root, Optional.empty());
        }
        if (folder.has(RunFolder.RUN)) {
            return new Verification(root, Optional.of(new RunFolder(folder, opening)));
        }
        throw new Failure(
                ExitStatus.DAMAGED_ARCHIVE,
                path + " is not an archive: it has no realm.json, user.json or run.json",
                "Give the folder or the .tar.gz with realm.json. A run without run.json is unfinished: resume"
                        + " it, or remove it and export again.");
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new Failure(
                    ExitStatus.DAMAGED_ARCHIVE,
                    path + " can't be read: " + PrivateFiles.reason(e),
                    "Verify as a user who can read the whole archive.",
                    e);
        }
    }

    static boolean isArchive(VerifiedFolder folder) {
        return folder.has(MainFileVerifier.REALM) || folder.has(MainFileVerifier.USER) || folder.has(Manifest.NAME);
    }

    /** The folders of the archives. */
    public List<String> names() {
        return names;
    }

    /** The archives by their names, for who does more with them than to verify. */
    public Map<String, Path> archives() {
        Map<String, Path> archives = new LinkedHashMap<>();
        names.forEach(name -> archives.put(name, archive(name)));
        return archives;
    }

    /** The files of messages of an archive in order, with a stamp of each that changes where its content may. */
    public static Map<String, String> messageFiles(Path archive) {
        VerifiedFolder folder = new VerifiedFolder(archive);
        Map<String, String> files = new LinkedHashMap<>();
        for (String name :
                folder.messageFiles(new FindingSink("", finding -> {})).values()) {
            VerificationJournal.stamp(folder, name).ifPresent(stamp -> files.put(name, name + "," + stamp));
        }
        return files;
    }

    /**
     * Verifies all of it.
     *
     * @param findings told as they are found, by any thread
     * @param progress has a lane for each of {@link #names}
     * @param journal where to note what was read, for when it is interrupted; removed at the end
     * @param next what else belongs to it, and is done before the journal is removed
     */
    public List<ArchiveSummary> run(
            int jobs,
            Consumer<VerifyFinding> findings,
            Progress progress,
            Optional<Path> journal,
            Consumer<VerificationNotes> next) {
        try (VerificationJournal notes = open(journal)) {
            List<ArchiveSummary> summaries = run(jobs, findings, progress, notes);
            resumed = notes.resumed();
            next.accept(notes);
            if (journal.isPresent()) {
                notes.remove(journal.get());
            }
            return summaries;
        } catch (IOException e) {
            throw new Failure(
                    ExitStatus.TARGET,
                    "the journal " + journal.map(Path::toString).orElse("") + " can't be written: "
                            + PrivateFiles.reason(e),
                    "Choose another --journal, or --journal none: then an interrupted verification starts over.",
                    e);
        }
    }

    private VerificationJournal open(Optional<Path> journal) throws IOException {
        return journal.isPresent()
                ? VerificationJournal.open(
                        journal.get(),
                        names.stream()
                                .map(name -> new VerifiedFolder(archive(name)))
                                .toList())
                : VerificationJournal.none();
    }

    private Path archive(String name) {
        return run.map(folder -> folder.archive(name)).orElse(root);
    }

    private List<ArchiveSummary> run(
            int jobs, Consumer<VerifyFinding> findings, Progress progress, VerificationJournal journal) {
        Workers<ReadSlot> workers = new Workers<>();
        run.ifPresent(folder -> folder.check(findings));
        List<ArchiveVerification> all = names.stream()
                .map(name -> new ArchiveVerification(
                        archive(name), name, findings, progress.lane(names.indexOf(name)), journal))
                .toList();
        all.forEach(archive -> archive.begin(workers, jobs));
        run.ifPresent(folder -> {
            names.forEach(name -> checkPacks(folder, name, workers, findings, progress.lane(names.indexOf(name))));
            folder.encrypted().forEach(pack -> workers.add(pack.archive(), turn -> folder.check(pack, findings)));
        });
        workers.work(jobs, ReadSlot::new);
        run.ifPresent(folder -> all.forEach(folder::compare));
        return all.stream().map(ArchiveVerification::summary).toList();
    }

    private static void checkPacks(
            RunFolder folder,
            String name,
            Workers<ReadSlot> workers,
            Consumer<VerifyFinding> findings,
            Progress.Lane lane) {
        for (RunPack pack : folder.packs(name)) {
            lane.plan(pack.written().bytes());
            workers.add(name, turn -> {
                folder.check(pack, findings);
                lane.did(pack.written().bytes(), 0);
            });
        }
    }

    /** How many archives of a run are encrypted and were not opened: only the files that they are in were looked at. */
    public int encrypted() {
        return run.map(folder -> folder.encrypted().size()).orElse(0);
    }

    /** How many files an interrupted verification had read, and this one needn't. */
    public long resumed() {
        return resumed;
    }

    /** The real path, whatever way led there. */
    public Path root() {
        return root;
    }
}
