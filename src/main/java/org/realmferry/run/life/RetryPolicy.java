/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.life;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Words;

/** Pauses after a failure that may pass: for longer each time, or, where the disk is full, until there is room. */
final class RetryPolicy {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    /** How much room is worth another try, and how often one is made without it: a quota doesn't show. */
    private static final long ROOM = 1 << 20;

    private static final Duration LOOK = Duration.ofMillis(500);

    private final RetryLimits limits;
    private final Path directory;
    private final Consumer<RunConsole.Pause> pauses;
    private int tries;
    private long done;
    private Instant since = Instant.EPOCH;
    private Duration pause = FIRST_PAUSE;

    /** @param pauses hears of each pause before it begins */
    RetryPolicy(RunDescription run, Consumer<RunConsole.Pause> pauses) {
        limits = run.retryLimits();
        directory = run.directory();
        this.pauses = pauses;
    }

    /**
     * Waits, or fails with what happened where that is of no use.
     *
     * @param doneByNow grows with what a run has done
     */
    void await(Failure failure, long doneByNow) {
        if (!failure.mayPass()) {
            throw failure;
        }
        Instant now = Instant.now();
        if (tries == 0 || doneByNow > done) {
            tries = 0;
            since = now;
            pause = FIRST_PAUSE;
        }
        done = doneByNow;
        if (failure.status() == ExitStatus.TARGET && isOfFiles(failure)) {
            awaitRoom(failure);
        } else {
            awaitServer(failure, now);
        }
    }

    /** Whether room on this machine may help: a server that is written to is waited for as one that is read. */
    private static boolean isOfFiles(Failure failure) {
        return failure.getCause() == null || failure.getCause() instanceof IOException;
    }

    private void awaitServer(Failure failure, Instant now) {
        if (++tries > limits.retries() || isOver(now.plus(pause))) {
            throw failure;
        }
        pauses.accept(new RunConsole.Pause(
                "retry",
                tries,
                Map.of("pause_seconds", pause.toSeconds(), "try", tries),
                failure.problems(),
                "Finished work is kept. Retrying in " + pause.toSeconds() + " s (" + tries + " of " + limits.retries()
                        + ") ..."));
        sleep(failure, pause);
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /** Nothing is asked of the server meanwhile, and no snapshot is held. */
    private void awaitRoom(Failure failure) {
        tries++;
        if (isOver(Instant.now().plus(LOOK))) {
            throw failure;
        }
        long before = free();
        pauses.accept(new RunConsole.Pause(
                "pause",
                tries,
                Map.of("free_bytes", before, "for_seconds", limits.time().toSeconds()),
                failure.problems(),
                "The run pauses, and continues when there is free space on the file system of " + directory
                        + ". Finished work is kept. It waits for up to "
                        + Words.duration((double) limits.time().toSeconds()) + " (--retry-for) ..."));
        Instant again = Instant.now().plus(LONGEST_PAUSE);
        while (free() < before + ROOM && Instant.now().isBefore(again)) {
            if (isOver(Instant.now())) {
                throw failure;
            }
            sleep(failure, LOOK);
        }
    }

    private long free() {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    private boolean isOver(Instant when) {
        return Duration.between(since, when).compareTo(limits.time()) > 0;
    }

    private static void sleep(Failure failure, Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitStatus.INTERRUPTED, failure.problems(), "Give the same command again.", e);
        }
    }
}
