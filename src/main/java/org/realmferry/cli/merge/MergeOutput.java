/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.TemporaryFolder;
import org.realmferry.cli.merge.MergeCommand.Request;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.FinishedRun;
import org.realmferry.cli.output.Interruption;
import org.realmferry.run.RunDirectory;

/** Where what is made of archives goes: into a run directory, or for a plan into a folder that doesn't stay. */
final class MergeOutput {
    /** Makes it in the directory of a run. */
    interface Making {
        ExitStatus in(RunDirectory run, Instant started);
    }

    /** Plans it with the help of a folder. */
    interface Planning {
        ExitStatus in(Path work);
    }

    private MergeOutput() {}

    /**
     * What makes two commands the same run.
     *
     * @param checksums of the inputs
     * @param choices what else decides what comes out
     * @param command its first words
     */
    static RunDirectory.Request runOf(
            Request request, List<String> checksums, Map<String, String> choices, List<String> command) {
        Map<String, String> options = new TreeMap<>(choices);
        options.put("inputs", String.join(" ", request.archives()));
        options.put("inputs' content", String.join(" ", checksums));
        List<String> words = new ArrayList<>(command);
        words.addAll(request.archives());
        return new RunDirectory.Request(options, words);
    }

    /**
     * Makes it in the directory that was asked for, or tells what came of it where it was finished before.
     *
     * @param what it is, for people: a merge, a bundle
     */
    static ExitStatus make(Console console, Request request, RunDirectory.Request asked, String what, Making making) {
        Instant started = Instant.now();
        Path output = request.output().orElseThrow();
        Interruption interruption = Interruption.tellingOf(console);
        try (RunDirectory run = RunDirectory.open(output, asked, RunDirectory.Opening.RESUME)) {
            return run.isFinished() ? finishedBefore(console, request, run, what) : making.in(run, started);
        } finally {
            interruption.end();
        }
    }

    private static ExitStatus finishedBefore(Console console, Request request, RunDirectory run, String what) {
        String again = what.equals("merge") ? "merged" : "made";
        String note = "The " + what + " in " + run.root() + " was finished before; nothing was " + again + " again.";
        return new FinishedRun(console, request.json()).print(run, List.of(note));
    }

    /** Plans it in a new folder that only its owner can read, and that goes with the process, however it ends. */
    static ExitStatus plan(Request request, Planning planning) {
        Path parent = request.temporary().orElseGet(TemporaryFolder::usualPlace);
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
