/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.FolderReader;
import org.realmferry.run.RunStatus.State;

/**
 * A run as another process sees it.
 *
 * @param status what its process said last; empty where that can't be read
 * @param started when it first began
 */
public record RunView(Path path, State state, Optional<RunStatus> status, Instant started) {
    /** Looks at the run in a directory. */
    public static RunView at(Path path) {
        Optional<RunStatus> status = RunStatus.readFrom(path.resolve(RunDirectory.STATUS));
        State state = status.map(s -> s.state(Instant.now())).orElse(State.DEAD);
        // Between the last line of the journal and the last word of its process a run is done.
        if (state == State.DEAD && isFinished(path)) {
            state = hasFindings(path) ? State.DONE_WITH_FINDINGS : State.DONE;
        }
        return new RunView(path, state, status, status.map(RunStatus::started).orElseGet(() -> created(path)));
    }

    /** Whether a run was begun in a directory. */
    public static boolean isBegun(Path root) {
        return Files.isRegularFile(root.resolve(RunDirectory.JOURNAL), LinkOption.NOFOLLOW_LINKS);
    }

    /** Why a run's own files can't be read by this user, if it is so. */
    static Optional<Failure> closed(Path root) {
        return Access.denial(root.resolve(RunDirectory.JOURNAL))
                .or(() -> Access.denial(root.resolve(RunDirectory.STATUS)));
    }

    /**
     * The words of the command that began a run, behind the program's name. Fails with {@code COMMAND_LINE} where there
     * is no run, with {@code SOURCE} where this user may not look.
     */
    public static List<String> command(Path root) {
        Access.require(root);
        Access.require(root.resolve(RunDirectory.JOURNAL));
        if (!isBegun(root)) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    root + " is not a run directory: it has no " + RunDirectory.JOURNAL,
                    "Give the --output of a realmferry export.");
        }
        String command = request(root).getOrDefault(RunDirectory.COMMAND, "");
        return command.isEmpty() ? List.of() : List.of(command.split(RunDirectory.NUL, -1));
    }

    /** What decides what leaves, by the names of the options; none where nothing was noted yet. */
    public Map<String, String> options() {
        Map<String, String> options = new TreeMap<>(request(path));
        options.remove(RunDirectory.TYPE);
        options.remove(RunDirectory.COMMAND);
        return options;
    }

    /** What was done, to be read. */
    public Journal journal() {
        return Journal.read(path.resolve(RunDirectory.JOURNAL));
    }

    /** Where files of messages of a run that isn't finished wait for their numbers. */
    public Path messages(String archive) {
        return path.resolve(RunDirectory.MESSAGES).resolve(archive);
    }

    /** Which messages of an archive's realm left and which stayed when they were last read. */
    public Path ids(String archive) {
        return path.resolve(RunDirectory.IDS).resolve(archive);
    }

    private static Map<String, String> request(Path root) {
        try {
            return Journal.first(root.resolve(RunDirectory.JOURNAL)).orElse(Map.of());
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static boolean isFinished(Path root) {
        try {
            return Journal.last(root.resolve(RunDirectory.JOURNAL))
                    .filter(line -> RunDirectory.FINISHED.equals(line.get(RunDirectory.TYPE)))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasFindings(Path root) {
        try {
            return Files.size(root.resolve(RunDirectory.FINDINGS)) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Instant created(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class)
                    .creationTime()
                    .toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    /** Whether a process works on it. */
    public boolean isRunning() {
        return state == State.RUNNING;
    }

    /** Whether all was done. */
    public boolean isDone() {
        return state == State.DONE || state == State.DONE_WITH_FINDINGS;
    }

    /** The bytes of all files that are there now. */
    public long bytes() {
        AtomicLong bytes = new AtomicLong();
        try {
            new FolderReader(path)
                    .walk(
                            path,
                            new FolderReader.Visitor() {
                                @Override
                                public void file(String name, long size) {
                                    bytes.addAndGet(size);
                                }

                                @Override
                                public void other(String name) {
                                    // A link has no size of its own.
                                }
                            },
                            (name, e) -> {
                                // A run at work renames and removes files.
                            });
        } catch (IOException e) {
            // As far as it could be read.
        }
        return bytes.get();
    }
}
