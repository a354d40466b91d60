/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/** So much a second for all threads together: who takes something waits until what was taken before is due. */
final class Pace {
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final double nanosEach;
    private long due = System.nanoTime();

    /** No pace at all where it is empty. */
    Pace(OptionalLong perSecond) {
        nanosEach = perSecond.isPresent() ? SECOND / perSecond.getAsLong() : 0;
    }

    void take(long count) {
        if (nanosEach == 0) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(reserve(count));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitStatus.INTERRUPTED, "the run was interrupted", "Give the same command again.", e);
        }
    }

    /** How many nanoseconds to wait. What nobody took in time is lost, so that a pause brings no burst. */
    private synchronized long reserve(long count) {
        long now = System.nanoTime();
        long mine = Math.max(now, due);
        due = mine + (long) (count * nanosEach);
        return mine - now;
    }
}
