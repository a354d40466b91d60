/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/**
 * One pool of workers for all units of a run. Units of different lanes (realms) take turns, so that a small realm never
 * waits behind a big one. A unit may add units. The first failure ends the work.
 *
 * @param <R> what each worker holds while it works, such as a connection
 */
public final class Workers<R extends Workers.Resource> {
    /** Something that a worker holds; closing it doesn't fail. */
    public interface Resource extends AutoCloseable {
        @Override
        void close();
    }

    /** A piece of work that is done or not. */
    @FunctionalInterface
    public interface Unit<R> {
        void run(R resource);
    }

    private record Queued<R>(int turn, long number, Unit<R> unit) {}

    private final PriorityQueue<Queued<R>> queue = new PriorityQueue<>(
            Comparator.comparingInt((Queued<R> q) -> q.turn()).thenComparingLong(Queued::number));
    private final Map<String, Integer> turns = new HashMap<>();
    private long added;
    private int running;
    private @Nullable RuntimeException failure;

    /** Adds a unit to a lane; it runs after those added to the lane before began. */
    public synchronized void add(String lane, Unit<R> unit) {
        int turn = turns.merge(lane, 1, Integer::sum);
        queue.add(new Queued<>(turn, added++, unit));
        notifyAll();
    }

    /** Works until there are no units left; throws the first failure. */
    public void work(int workers, Supplier<R> resources) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            Thread thread = new Thread(() -> worker(resources), "worker-" + (i + 1));
            threads.add(thread);
            thread.start();
        }
        join(threads);
        synchronized (this) {
            if (failure != null) {
                throw failure;
            }
        }
    }

    private void worker(Supplier<R> resources) {
        try (R resource = resources.get()) {
            for (Unit<R> unit = next(); unit != null; unit = next()) {
                unit.run(resource);
                done();
            }
        } catch (RuntimeException e) {
            fail(e);
        } catch (OutOfMemoryError e) {
            fail(new Failure(
                    ExitStatus.INTERNAL,
                    "the heap is too small for this run",
                    "Give Java more with JAVA_OPTS=-Xmx1g, or use fewer --jobs.",
                    e));
        } catch (Error e) {
            fail(new IllegalStateException(e));
        }
    }

    private synchronized @Nullable Unit<R> next() {
        while (failure == null && queue.isEmpty() && running > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        if (failure != null || queue.isEmpty()) {
            notifyAll();
            return null;
        }
        running++;
        return queue.remove().unit();
    }

    private synchronized void done() {
        running--;
        notifyAll();
    }

    private synchronized void fail(RuntimeException e) {
        if (failure == null) {
            failure = e;
        } else if (failure != e) {
            failure.addSuppressed(e);
        }
        notifyAll();
    }

    private void join(List<Thread> threads) {
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail(new Failure(ExitStatus.INTERRUPTED, "the run was interrupted", "Give the same command again."));
                return;
            }
        }
    }
}
