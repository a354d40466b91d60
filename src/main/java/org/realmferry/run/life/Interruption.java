/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.life;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C: the thread that made this gets a moment to end by itself. */
final class Interruption {
    /** Ctrl-C ends within two seconds. */
    private static final Duration GRACE = Duration.ofMillis(1500);

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean requested;

    /** @param atLast what is done where the worker doesn't end in time */
    void watch(Runnable atLast) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(atLast)));
    }

    /** Runs while the process ends. */
    private void interrupt(Runnable atLast) {
        requested = true;
        worker.interrupt();
        try {
            if (ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        atLast.run();
    }

    boolean isRequested() {
        return requested;
    }

    /** The work has ended. */
    void end() {
        ended.countDown();
    }
}
