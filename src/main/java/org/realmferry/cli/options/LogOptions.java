/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.cli.command.Problems;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunLog;
import picocli.CommandLine.Option;

/** The option that asks for a log, and where such a file may be. */
public final class LogOptions {
    public static final String NAME = "--log-file";

    @Option(names = NAME, paramLabel = "FILE", description = "Append a log of events to FILE. Default: no log")
    private @Nullable Path file;

    /**
     * Opens the log, or one that keeps nothing where none was asked for or it can't be written; that is then among the
     * problems.
     *
     * @param folder the run or the archive that the command is about
     */
    public RunLog open(Optional<Path> folder, Problems problems) {
        Path asked = file;
        if (asked == null) {
            return RunLog.none();
        }
        return problems.unless(() -> {
                    folder.ifPresent(root -> requireBesideArchives(asked, root));
                    return RunLog.open(asked);
                })
                .orElseGet(RunLog::none);
    }

    /** A file that nobody expects would make a finished archive one that was added to. */
    private static void requireBesideArchives(Path file, Path folder) {
        Path log = file.toAbsolutePath().normalize();
        Path root = folder.toAbsolutePath().normalize();
        boolean ofRun = root.equals(log.getParent()) && RunDirectory.isLog(log);
        if (log.startsWith(root) && !ofRun) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    NAME + " " + file + " is in " + folder + ", which holds archives",
                    "Choose a file outside of it, or one directly in a run directory whose name ends in .log.");
        }
    }
}
