/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/** Waits out faults that may pass, with growing pauses, as long as it was told to. */
final class Patience {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Console console;
    private final boolean json;
    private final Limits limits;
    private int tries;
    private long done;
    private Instant since = Instant.EPOCH;
    private Duration pause = FIRST_PAUSE;

    /**
     * How much of it there is.
     *
     * @param retries how often the same may be tried in a row without anything done in between
     * @param time how long, likewise
     */
    record Limits(int retries, Duration time) {}

    Patience(Console console, boolean json, Limits limits) {
        this.console = console;
        this.json = json;
        this.limits = limits;
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
        if (++tries > limits.retries()
                || Duration.between(since, now.plus(pause)).compareTo(limits.time()) > 0) {
            throw failure;
        }
        tell(failure);
        sleep(failure);
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    private void tell(Failure failure) {
        if (json) {
            console.out()
                    .println(JsonLine.of(
                            "retry",
                            Map.of("problems", failure.problems(), "pause_seconds", pause.toSeconds(), "try", tries)));
            console.out().flush();
        } else {
            failure.problems().forEach(problem -> console.err().println("realmferry: " + Console.printable(problem)));
            console.err()
                    .println("What is done is kept. Trying again in " + pause.toSeconds() + " s (" + tries + " of "
                            + limits.retries() + ") ...");
            console.err().flush();
        }
    }

    private void sleep(Failure failure) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitStatus.INTERRUPTED, failure.problems(), "Give the same command again.", e);
        }
    }
}
