/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.disk.Folders;
import org.realmferry.archive.disk.PrivateFiles;

/**
 * The directory of a run: an archive for each realm, and the run's own files. Only its owner can read it. While it is
 * open, it is locked; the lock ends with the process.
 */
public final class RunDirectory implements AutoCloseable {
    /**
     * What was asked for.
     *
     * @param options everything that decides what leaves, by the names of the options: another value is another run
     * @param command the words that ask for it again
     */
    public record Request(Map<String, String> options, List<String> command) {
        public Request {
            options = Map.copyOf(options);
            command = List.copyOf(command);
        }
    }

    /** What opening a directory does where a run was begun in it. */
    public enum Opening {
        /** An unfinished run is resumed; a finished one stays as it is. */
        RESUME,
        /** A finished run, too, is brought up to date. */
        REFRESH
    }

    /** Between the words of a command: no word can hold it. */
    static final String NUL = "\0";

    static final String STATUS = "status.json";
    static final String FINDINGS = "findings.jsonl";
    private static final String REPORT = "report.txt";
    private static final String PAGE = "report.html";
    private static final String PARTS = ".parts";
    static final String MESSAGES = ".messages";
    static final String IDS = ".ids";
    private static final String PLAIN = ".plain";
    /** The file that every run begins with. */
    public static final String JOURNAL = "journal.jsonl";

    static final String TYPE = "type";
    static final String FINISHED = "finished";
    static final String COMMAND = "command";
    private static final String REQUEST = "request";
    private static final String REFRESHING = "refreshing";
    static final String REMOVED = "removed";

    private static final Set<String> OWN_FILES = Set.of(RunRecord.NAME, REPORT, PAGE, FINDINGS, JOURNAL, STATUS);

    private final Path root;
    private final RunLock lock;
    private Journal journal;
    private boolean finished;

    private RunDirectory(Path root, RunLock lock, Journal journal) {
        this.root = root;
        this.lock = lock;
        this.journal = journal;
    }

    /**
     * A run begins in a folder that is empty or doesn't exist, and goes on where it was begun. Fails with {@code
     * COMMAND_LINE}, with {@code SOURCE} where this user may not look, or with {@code LOCKED} where another run is under way
     * there.
     */
    public static void requireUsable(Path root) {
        if (root.toString().isEmpty()) {
            throw notNew("--output is empty");
        }
        Access.require(root);
        Access.require(root.resolve(JOURNAL));
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(root)) {
            throw notNew("--output " + root + " is not a folder");
        }
        requireUnlocked(root);
        if (RunView.isBegun(root)) {
            return;
        }
        try {
            Folders.list(root).stream()
                    .filter(file -> !RunLock.isLock(file) && !file.endsWith(STATUS) && !isLog(file))
                    .findFirst()
                    .ifPresent(any -> {
                        throw notNew("--output " + root + " is not empty: it has " + any.getFileName());
                    });
        } catch (IOException e) {
            throw notNew("--output " + root + " can't be read: " + PrivateFiles.reason(e));
        }
    }

    private static Failure notNew(String problem) {
        return new Failure(
                ExitStatus.COMMAND_LINE, problem, "Choose a new --output, or that of an unfinished run to resume it.");
    }

    private static void requireUnlocked(Path root) {
        try {
            if (RunLock.isTaken(root)) {
                throw locked(root);
            }
        } catch (IOException e) {
            throw notNew("--output " + root + " has a lock that can't be read: " + PrivateFiles.reason(e));
        }
    }

    private static Failure locked(Path root) {
        return new Failure(
                ExitStatus.LOCKED,
                "another run is writing to " + root,
                "Wait for it to end, or choose another --output.");
    }

    /**
     * Makes and locks the directory; one of a run that was begun is tidied up. Fails with {@code TARGET} or {@code
     * LOCKED}, or with {@code COMMAND_LINE} where the run began with another request.
     *
     * @param opening whether a finished run is to be brought up to date
     */
    public static RunDirectory open(Path root, Request request, Opening opening) {
        try {
            PrivateFiles.createFolders(root);
            PrivateFiles.close(root);
            return open(root, RunLock.take(root).orElseThrow(() -> locked(root)), request, opening);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(root, e);
        }
    }

    private static RunDirectory open(Path root, RunLock lock, Request request, Opening opening) throws IOException {
        if (!RunView.isBegun(root)) {
            RunStatus.beginning().writeTo(root.resolve(STATUS));
        }
        Journal journal = Journal.open(root.resolve(JOURNAL));
        RunDirectory run = new RunDirectory(root, lock, journal);
        try {
            List<Map<String, String>> past = journal.past("");
            if (past.isEmpty()) {
                Map<String, String> line = new TreeMap<>(request.options());
                line.put(TYPE, REQUEST);
                line.put(COMMAND, String.join(NUL, request.command()));
                journal.note(line);
            } else {
                requireSame(root, past, request.options());
                if (opening == Opening.REFRESH) {
                    journal.note(Map.of(TYPE, REFRESHING));
                } else {
                    run.finished = FINISHED.equals(past.get(past.size() - 1).get(TYPE));
                }
                if (run.finished) {
                    delete(root.resolve(PLAIN));
                } else {
                    run.tidyUp();
                }
            }
            return run;
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    private static void requireSame(Path root, List<Map<String, String>> past, Map<String, String> request) {
        Map<String, String> began = new TreeMap<>(past.get(0));
        began.remove(TYPE);
        began.remove(COMMAND);
        List<String> differences = Stream.concat(began.keySet().stream(), request.keySet().stream())
                .distinct()
                .filter(option -> !Objects.equals(began.get(option), request.get(option)))
                .map(option -> "the run in " + root + " was started with a different " + option + ": "
                        + began.getOrDefault(option, "none") + ", not " + request.getOrDefault(option, "none"))
                .toList();
        if (!differences.isEmpty()) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    differences,
                    "Give the command that started the run, or choose a new --output.",
                    null);
        }
    }

    /** Whether all was done when the directory was opened, and is not to be done again. */
    public boolean isFinished() {
        return finished;
    }

    /** Whether the run was begun by this process. */
    public boolean isNew() {
        return journal.past("").isEmpty();
    }

    /** Takes back a run that has done nothing yet. */
    public void discard() {
        close();
        delete(root.resolve(STATUS));
        delete(root.resolve(JOURNAL));
    }

    /** Whether every finished run has a file of this name beside its archives. */
    public static boolean isOwnFile(String name) {
        return OWN_FILES.contains(name);
    }

    /** Whether a file has the name that logs in a run directory have. */
    public static boolean isLog(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".log");
    }

    /** Goes on after an interruption, as if the directory had just been opened. */
    public synchronized void reopen() {
        journal.close();
        journal = Journal.open(root.resolve(JOURNAL));
        tidyUp();
    }

    /** How much was noted of archives: it grows with all that is done. */
    public long noted() {
        return journal.ofArchives();
    }

    /**
     * Notes that an attempt begins; gives it and all that were before.
     *
     * @param fault what ended the last one, where that was waited out
     */
    public List<Attempt> attempts(Instant now, Optional<String> fault) {
        Map<String, String> line = Attempt.line(now, journal.lastNoted(), fault);
        journal.note(line);
        return Attempt.of(
                Stream.concat(journal.past("").stream(), Stream.of(line)).toList());
    }

    /** Removes what a process that was killed left half done. */
    private void tidyUp() {
        removeParts();
        try {
            Leftovers.remove(root, root.resolve(PLAIN));
        } catch (IOException e) {
            throw PrivateFiles.unreadable(PrivateFiles.subject(e, root), e);
        }
    }

    /** Tells other processes where the run stands; not while it is tidied up. */
    synchronized void write(RunStatus status) {
        status.writeTo(root.resolve(STATUS));
    }

    public Path root() {
        return root;
    }

    public ArchiveLayout archive(String realmFolder) {
        return new ArchiveLayout(root.resolve(realmFolder));
    }

    public Journal journal() {
        return journal;
    }

    /** An archive that leaves only encrypted: its files are here until the run is finished. */
    public ArchiveLayout plainArchive(String realmFolder) {
        return new ArchiveLayout(root.resolve(PLAIN).resolve(realmFolder));
    }

    /** Where files of messages wait for their numbers. */
    public Path messages(String archive) {
        return root.resolve(MESSAGES).resolve(archive);
    }

    /** Which messages of an archive's realm left and which stayed when they were last read. */
    public Path ids(String archive) {
        return root.resolve(IDS).resolve(archive);
    }

    /** Removes what the run has of an archive, wherever it is. */
    public void removeArchive(String archive) {
        Path folder = root.resolve(archive).normalize();
        if (!folder.startsWith(root.normalize()) || folder.equals(root.normalize())) {
            throw new IllegalArgumentException(archive);
        }
        delete(folder);
        delete(plainArchive(archive).root());
        delete(ids(archive));
        delete(messages(archive));
        new ArchiveLayout(folder).packFiles().forEach(RunDirectory::delete);
        journal.note(Map.of(TYPE, REMOVED, Journal.ARCHIVE, archive));
    }

    /**
     * Notes that all is done.
     *
     * @param kept archives that stay as they are: of those that aren't whole, the files of messages, too
     */
    public void finish(Set<String> kept) {
        if (kept.stream().noneMatch(archive -> Files.isDirectory(messages(archive)))) {
            delete(root.resolve(MESSAGES));
        }
        journal.note(Map.of(TYPE, FINISHED));
        journal.sync();
        delete(root.resolve(PLAIN));
    }

    /** A piece of a file that is put together later. */
    public Path part(String realmFolder, String name) {
        return root.resolve(PARTS).resolve(realmFolder).resolve(name);
    }

    public Path findings() {
        return root.resolve(FINDINGS);
    }

    /** What a person reads of the run. */
    public Path report() {
        return root.resolve(REPORT);
    }

    /** The same as a page. */
    public Path page() {
        return root.resolve(PAGE);
    }

    public Path run() {
        return root.resolve(RunRecord.NAME);
    }

    /** Removes what only the run itself needed. */
    public void removeParts() {
        delete(root.resolve(PARTS));
    }

    private static void delete(Path parts) {
        try {
            PrivateFiles.delete(parts);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(PrivateFiles.subject(e, parts), e);
        }
    }

    @Override
    public void close() {
        try {
            journal.close();
            lock.end();
        } catch (IOException e) {
            throw PrivateFiles.unwritable(root, e);
        }
    }
}
