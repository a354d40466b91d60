/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.cli.export.ExportCommand.Request;
import org.realmferry.cli.output.Console;
import org.realmferry.run.Heartbeat;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunLog;
import org.realmferry.run.work.Progress;

/** A run from its first attempt to its last: its directory, what it tells others of itself, and how it is interrupted. */
final class LiveRun implements AutoCloseable {
    /** Ctrl-C ends within two seconds. */
    private static final Duration GRACE = Duration.ofMillis(1500);

    private final Console console;
    private final Request request;
    private final RunLog log;
    private final Thread worker = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean interrupted;
    private boolean worked;
    private @Nullable RunDirectory directory;
    private @Nullable Heartbeat heartbeat;

    LiveRun(Console console, Request request, RunLog log) {
        this.console = console;
        this.request = request;
        this.log = log;
    }

    /** The run's directory, locked from its first attempt to its last. */
    RunDirectory directory() {
        RunDirectory open = directory;
        if (open == null) {
            open = RunDirectory.open(request.output(), RunRequest.of(request), request.purpose());
            directory = open;
            if (!open.isFinished()) {
                heartbeat = Heartbeat.start(open);
                Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt));
            }
        } else {
            open.reopen();
        }
        return open;
    }

    /** Grows with what the run has done. */
    long noted() {
        return directory == null ? 0 : directory.noted();
    }

    void working(List<String> realms, int users, Progress progress) {
        worked = true;
        if (heartbeat != null) {
            heartbeat.working(realms, users, progress);
        }
    }

    void waiting(String forWhat) {
        if (heartbeat != null) {
            heartbeat.waiting(forWhat);
        }
    }

    void done(ExitStatus status, long findings) {
        if (heartbeat != null) {
            heartbeat.done(status.code(), findings);
        }
    }

    /** Takes note of why the run has failed; gives the failure to be told. */
    Failure failed(Failure failure) {
        Failure told = interrupted || failure.status() == ExitStatus.INTERRUPTED ? interruption() : failure;
        if (heartbeat != null) {
            heartbeat.failed(told.status().code(), String.join("; ", told.problems()));
        }
        return told;
    }

    /** A run that waited, and then was told that it asks for the wrong things, leaves nothing behind. */
    private void close(RunDirectory open) {
        if (worked || interrupted || !open.isNew()) {
            open.close();
        } else {
            open.discard();
        }
    }

    private Failure interruption() {
        return new Failure(
                ExitStatus.INTERRUPTED,
                "interrupted; finished work is kept in " + request.output(),
                "Resume with: " + RunRequest.again(request));
    }

    /** Runs while the process ends: lets the work end by itself, if it does so soon. */
    private void interrupt() {
        interrupted = true;
        worker.interrupt();
        try {
            if (ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Failure failure = failed(interruption());
        failure.problems().forEach(log::error);
        console.fail(failure, request.json());
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
        ended.countDown();
    }
}
