/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.TemporaryFolder;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.FinishedRun;
import org.realmferry.cli.output.RunMessages;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunLog;
import org.realmferry.run.life.LiveRun;
import org.realmferry.run.life.RunDescription;

/** Where what is made of archives goes: into a run directory, or for a plan into a folder that doesn't stay. */
final class MergeOutput {
    /** Makes it in the directory of a run. */
    interface Making {
        ExitStatus in(LiveRun live, RunDirectory run, Instant started);
    }

    /** Plans it with the help of a folder. */
    interface Planning {
        ExitStatus in(Path work);
    }

    private MergeOutput() {}

    /**
     * Makes it in the directory that was asked for, or tells what came of it where it was finished before.
     *
     * @param what it is, for people: a merge, a bundle
     */
    static ExitStatus make(Console console, RunDescription run, String what, Making making) {
        try (LiveRun live = new LiveRun(run, new RunMessages(console, run.json()), RunLog.none())) {
            return live.run(fault -> {
                Instant started = Instant.now();
                RunDirectory directory = live.directory();
                if (directory.isFinished()) {
                    return finishedBefore(new FinishedRun(console, run.json()), directory, what);
                }
                live.begin(directory, started, fault);
                return making.in(live, directory, started);
            });
        }
    }

    private static ExitStatus finishedBefore(FinishedRun finished, RunDirectory run, String what) {
        String again = what.equals("merge") ? "merged" : "made";
        String note = "The " + what + " in " + run.root() + " is already finished; nothing was " + again + " again.";
        return finished.print(run, List.of(note));
    }

    /**
     * Plans it in a new folder that only its owner can read, and that goes with the process, however it ends.
     *
     * @param temporary where to make the folder; empty for the system's place
     */
    static ExitStatus plan(Optional<Path> temporary, Planning planning) {
        Path parent = temporary.orElseGet(TemporaryFolder::usualPlace);
        try (TemporaryFolder work = TemporaryFolder.forWork(parent, "plan")) {
            try {
                return planning.in(work.path());
            } catch (RuntimeException e) {
                throw work.isInterrupted() ? interruption(e) : e;
            }
        }
    }

    private static Failure interruption(RuntimeException e) {
        return new Failure(
                ExitStatus.INTERRUPTED, "interrupted; nothing was written", "Give the same command again.", e);
    }
}
