/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Words;
import org.realmferry.cli.export.ExportCommand.Request;
import org.realmferry.cli.options.RetryLimits;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.run.RunLog;

/**
 * Waits out faults that may pass, as long as it was told to: with growing pauses, or, where the disk is full, until there
 * is room.
 */
final class RetryPolicy {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    /** How much room is worth another try, and how often one is made without it: a quota doesn't show. */
    private static final long ROOM = 1 << 20;

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Console console;
    private final boolean json;
    private final RetryLimits limits;
    private final Path output;
    private final Consumer<String> waiting;
    private final RunLog log;
    private int tries;
    private long done;
    private Instant since = Instant.EPOCH;
    private Duration pause = FIRST_PAUSE;

    /** Tells the console, the log, and {@code waiting}, for what it waits. */
    RetryPolicy(Console console, Request request, Consumer<String> waiting, RunLog log) {
        this.console = console;
        json = request.json();
        limits = request.patience();
        output = request.output();
        this.waiting = waiting;
        this.log = log;
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
        if (failure.status() == ExitStatus.TARGET) {
            awaitRoom(failure);
        } else {
            awaitServer(failure, now);
        }
    }

    private void awaitServer(Failure failure, Instant now) {
        if (++tries > limits.retries() || isOver(now.plus(pause))) {
            throw failure;
        }
        tell(
                failure,
                "retry",
                Map.of("pause_seconds", pause.toSeconds(), "try", tries),
                "Finished work is kept. Retrying in " + pause.toSeconds() + " s (" + tries + " of " + limits.retries()
                        + ") ...");
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
        tell(
                failure,
                "pause",
                Map.of("free_bytes", before, "for_seconds", limits.time().toSeconds()),
                "The run pauses, and continues when there is free space on the file system of " + output
                        + ". Finished work is kept. It waits for up to "
                        + Words.duration((double) limits.time().toSeconds()) + " (--retry-for) ...");
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
            return Files.getFileStore(output).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    private boolean isOver(Instant when) {
        return Duration.between(since, when).compareTo(limits.time()) > 0;
    }

    private void tell(Failure failure, String type, Map<String, Object> values, String what) {
        String problems = String.join("; ", failure.problems());
        waiting.accept(problems);
        log.warning("", type + " " + tries + ": " + problems);
        if (json) {
            Map<String, Object> all = new TreeMap<>(values);
            all.put("problems", failure.problems());
            console.out().println(JsonLine.of(type, all));
            console.out().flush();
        } else {
            failure.problems().forEach(problem -> console.err().println("realmferry: " + Console.printable(problem)));
            console.err().println(what);
            console.err().flush();
        }
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
