/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/**
 * Bounds what the files under way to S3 take of memory, all threads together: each holds a small file, or a part of a large
 * one, and waits where there is no room for it.
 */
final class PartsInMemory {
    /** S3 takes no smaller ones. */
    private static final int SMALLEST_PART = 8 << 20;

    /** S3 takes 10,000. */
    private static final int MOST_PARTS = 9_000;

    private static final int UNIT = 1 << 20;
    private static final int UNITS = 64;

    private final Semaphore units = new Semaphore(UNITS, true);

    /** Work with a buffer of a size. */
    interface Work {
        void with(int bytes) throws IOException;
    }

    /** Does a work when there is room for a file, or for one part of it. */
    void hold(long size, Work work) throws IOException {
        int part = (int) Math.max(Math.min(size, SMALLEST_PART), size / MOST_PARTS);
        int taken = Math.min(UNITS, part / UNIT + 1);
        try {
            units.acquire(taken);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitStatus.INTERRUPTED, "the run was interrupted", "Give the same command again.", e);
        }
        try {
            work.with(part);
        } finally {
            units.release(taken);
        }
    }
}
