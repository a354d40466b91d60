/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.PrivateFiles;

/** The folder for the runs of this user that were told no other. */
public record RunHome(Path folder) {
    private static final String VARIABLE = "REALMFERRY_HOME";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    /** What {@code REALMFERRY_HOME} says, else {@code ~/realmferry}. Fails with {@code COMMAND_LINE} where neither is. */
    public static RunHome of(Map<String, String> environment) {
        return new RunHome(given(environment)
                .or(() -> usual(environment))
                .orElseThrow(() -> new Failure(
                        ExitStatus.COMMAND_LINE,
                        "the folder of runs is unknown: " + VARIABLE
                                + " is not set, and HOME is not a folder of this user",
                        "Set " + VARIABLE + ", or give the folder."))
                .toAbsolutePath()
                .normalize());
    }

    /** Whether there is such a folder for this user. */
    public static boolean isKnown(Map<String, String> environment) {
        return given(environment).or(() -> usual(environment)).isPresent();
    }

    private static Optional<Path> given(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(VARIABLE))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
    }

    /** What everybody may write to is nobody's home. */
    private static Optional<Path> usual(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("HOME"))
                .filter(name -> name.startsWith("/") && name.length() > 1)
                .map(Path::of)
                .filter(home -> !home.normalize().startsWith("/tmp")
                        && !home.normalize().startsWith("/var/tmp"))
                .map(home -> home.resolve("realmferry"));
    }

    /**
     * The directory for a run: that of the newest one with the same request that was begun and not finished, else a new
     * one, which is made at once, so that nobody else takes it.
     *
     * @param subject the first part of its name
     */
    public Path choose(RunDirectory.Request asked, String subject) {
        return unfinished(asked).orElseGet(() -> create(subject));
    }

    /** The directory of the newest run with the same request that was begun, is not finished, and not under way. */
    public Optional<Path> unfinished(RunDirectory.Request asked) {
        Access.require(folder);
        // What is closed to this user can't be gone on with.
        return (Files.isDirectory(folder) ? Runs.below(folder, closed -> {}) : List.<RunView>of())
                .stream()
                        .filter(run -> !run.isRunning() && !run.isDone())
                        .filter(run -> run.options().equals(asked.options()))
                        .map(RunView::path)
                        .findFirst();
    }

    private Path create(String subject) {
        String name = subject + "-" + ZonedDateTime.now(ZoneId.systemDefault()).format(TIME);
        try {
            PrivateFiles.createFolders(folder);
            for (int i = 1; ; i++) {
                Path directory = folder.resolve(i == 1 ? name : name + "-" + i);
                try {
                    return PrivateFiles.createFolder(directory);
                } catch (FileAlreadyExistsException e) {
                    // Another run of the same second has it.
                }
            }
        } catch (IOException e) {
            throw PrivateFiles.unwritable(folder, e);
        }
    }

    /** Takes away the directory of a run that never began. */
    public static void giveUp(Path directory) {
        if (RunView.isBegun(directory)) {
            return;
        }
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // Whatever is in it, somebody wants to see it.
        }
    }
}
