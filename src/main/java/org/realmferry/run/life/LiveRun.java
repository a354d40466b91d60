/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.life;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.TextFile;
import org.realmferry.run.Attempt;
import org.realmferry.run.Heartbeat;
import org.realmferry.run.ResumeCommand;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunLog;
import org.realmferry.run.RunView;
import org.realmferry.run.work.Progress;

/** A run from its first attempt to its last: its directory, its retries, its heartbeat, its interruption and its end. */
public final class LiveRun implements AutoCloseable {
    /** One attempt at what a run is for. */
    @FunctionalInterface
    public interface Work {
        /**
         * Works until all is done, or fails.
         *
         * @param fault what ended the attempt before, where that was waited out
         */
        ExitStatus attempt(Optional<String> fault);
    }

    private final RunDescription run;
    private final RunConsole console;
    private final RunLog log;
    private final Interruption interruption = new Interruption();
    private boolean worked;
    private @Nullable RunDirectory directory;
    private @Nullable Heartbeat heartbeat;

    public LiveRun(RunDescription run, RunConsole console, RunLog log) {
        this.run = run;
        this.console = console;
        this.log = log;
    }

    /** Works until it succeeds; retries after each failure that may pass, once the run has begun. */
    public ExitStatus run(Work work) {
        try {
            return attempts(work);
        } catch (Failure e) {
            Failure failure = failed(e);
            if (failure.status() != ExitStatus.INTERRUPTED) {
                throw failure;
            }
            // While the process ends, nobody else would get to say it.
            tell(failure);
            return failure.status();
        }
    }

    private ExitStatus attempts(Work work) {
        RetryPolicy retries = new RetryPolicy(run, this::pauses);
        Optional<String> fault = Optional.empty();
        while (true) {
            try {
                return work.attempt(fault);
            } catch (Failure e) {
                if (!RunView.isBegun(run.directory())) {
                    throw e;
                }
                retries.await(e, directory == null ? 0 : directory.noted());
                fault = Optional.of(String.join("; ", e.problems()));
            }
        }
    }

    /** What the next attempt makes again takes no room meanwhile: on a full disk not even the status could be written. */
    private void pauses(RunConsole.Pause pause) {
        if (directory != null) {
            directory.removeParts();
        }
        String problems = String.join("; ", pause.problems());
        waiting(problems);
        log.warning("", pause.type() + " " + pause.number() + ": " + problems);
        console.pauses(pause);
    }

    /** The run's directory, locked from its first attempt to its last. */
    public RunDirectory directory() {
        RunDirectory open = directory;
        if (open == null) {
            open = RunDirectory.open(run.directory(), run.asked(), run.opening());
            directory = open;
            if (!open.isFinished()) {
                heartbeat = Heartbeat.start(open);
                interruption.watch(() -> tell(failed(interrupted())));
            }
        } else {
            open.reopen();
        }
        return open;
    }

    /**
     * Notes that an attempt at the work begins; gives it and all that were before.
     *
     * @param fault what ended the last one, where that was waited out
     */
    public List<Attempt> begin(RunDirectory open, Instant now, Optional<String> fault) {
        worked = true;
        return open.attempts(now, fault);
    }

    /** The run is at work on these. */
    public void working(List<String> realms, int users, Progress progress) {
        if (heartbeat != null) {
            heartbeat.working(realms, users, progress);
        }
    }

    /** The run waits; for what, in half a sentence. */
    public void waiting(String forWhat) {
        if (heartbeat != null) {
            heartbeat.waiting(forWhat);
        }
    }

    /** All is done: writes the run's own files, and notes that it is finished. */
    public ExitStatus finish(RunDirectory open, RunResult result) {
        result.findings().writeTo(open.findings());
        result.record().writeTo(open.run());
        TextFile.write(open.report(), result.report());
        result.page().accept(open.page());
        open.removeParts();
        open.finish(result.kept());
        int findings = result.findings().sorted().size();
        ExitStatus status = findings == 0 ? ExitStatus.DONE : ExitStatus.FINDINGS;
        if (heartbeat != null) {
            heartbeat.done(status.code(), findings);
        }
        return status;
    }

    /** Takes note of why the run has failed; gives the failure to be told. */
    private Failure failed(Failure failure) {
        boolean ended = interruption.isRequested() || failure.status() == ExitStatus.INTERRUPTED;
        Failure told = ended ? interrupted() : failure;
        if (heartbeat != null) {
            heartbeat.failed(told.status().code(), String.join("; ", told.problems()));
        }
        return told;
    }

    private Failure interrupted() {
        return new Failure(
                ExitStatus.INTERRUPTED,
                "interrupted; finished work is kept in " + run.directory(),
                "Resume with: "
                        + ResumeCommand.of(
                                        run.asked().command(), run.directory().toAbsolutePath())
                                .inShell());
    }

    private void tell(Failure failure) {
        failure.problems().forEach(log::error);
        console.failed(failure);
    }

    /** A run that waited, and then was told that it asks for the wrong things, leaves nothing behind. */
    private void close(RunDirectory open) {
        if (worked || interruption.isRequested() || !open.isNew()) {
            open.close();
        } else {
            open.discard();
        }
    }

    @Override
    public void close() {
        // Files can't be written by a thread that is interrupted.
        Thread.interrupted();
        if (heartbeat != null) {
            heartbeat.close();
        }
        if (directory != null) {
            close(directory);
        }
        interruption.end();
    }
}
