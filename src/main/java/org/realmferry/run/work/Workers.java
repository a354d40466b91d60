/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.work;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/**
 * One pool of workers for all units of a run. Units of different lanes (realms) take turns, so that a small realm never
 * waits behind a big one. A unit may add units. The first failure ends the work.
 *
 * <p>There are as many resources as jobs, and two threads for each: while one waits for the disk, the other reads on.
 * Units that need no resource at all, such as copying a file, have threads of their own. Each change wakes the one thread
 * that it is for.
 *
 * @param <R> what a unit needs to itself while it runs, such as a connection
 */
public final class Workers<R extends Workers.Resource> {
    private static final int THREADS_PER_JOB = 2;
    private static final Duration MOMENT = Duration.ofSeconds(1);

    /** Something that a unit holds; closing it doesn't fail. */
    public interface Resource extends AutoCloseable {
        @Override
        void close();
    }

    /** A piece of work that is done or not. */
    @FunctionalInterface
    public interface Unit<R> {
        void run(R resource);
    }

    /** A piece of work whose second part, which it gives back, needs no resource: others may have it meanwhile. */
    @FunctionalInterface
    public interface UnitOfTwoParts<R> {
        Runnable begin(R resource);
    }

    private record Queued<U>(int turn, long number, U unit) {}

    private record Started<R>(UnitOfTwoParts<R> unit, R resource) {}

    /** Units of lanes that take turns. */
    private static final class Queue<U> {
        private final PriorityQueue<Queued<U>> units = new PriorityQueue<>(
                Comparator.comparingInt((Queued<U> q) -> q.turn()).thenComparingLong(Queued::number));
        private final Map<String, Integer> turns = new HashMap<>();
        private long added;

        void add(String lane, U unit) {
            units.add(new Queued<>(turns.merge(lane, 1, Integer::sum), added++, unit));
        }

        boolean isEmpty() {
            return units.isEmpty();
        }

        U remove() {
            return units.remove().unit();
        }
    }

    private final Queue<UnitOfTwoParts<R>> queue = new Queue<>();
    private final Queue<Runnable> asides = new Queue<>();
    private final Deque<R> free = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ready = lock.newCondition();
    private final Condition asideReady = lock.newCondition();
    private int running;
    private @Nullable RuntimeException failure;

    /** Adds a unit to a lane; it runs after those added to the lane before began. */
    public void add(String lane, Unit<R> unit) {
        addOfTwoParts(lane, resource -> {
            unit.run(resource);
            return () -> {};
        });
    }

    /** Adds a unit to a lane, as {@link #add}; it is done with its second part. */
    public void addOfTwoParts(String lane, UnitOfTwoParts<R> unit) {
        locked(() -> {
            queue.add(lane, unit);
            ready.signal();
        });
    }

    /** Adds a unit that needs no resource; there are threads for it only where {@link #work} was told to have any. */
    public void addAside(String lane, Runnable unit) {
        locked(() -> {
            asides.add(lane, unit);
            asideReady.signal();
        });
    }

    /** Works until there are no units left; throws the first failure. */
    public void work(int jobs, Supplier<R> resources) {
        work(jobs, 0, resources);
    }

    /**
     * Works until there are no units left; throws the first failure.
     *
     * @param asideThreads for the units that need no resource
     */
    public void work(int jobs, int asideThreads, Supplier<R> resources) {
        List<R> all = new ArrayList<>();
        try {
            for (int i = 0; i < jobs; i++) {
                all.add(resources.get());
            }
            free.addAll(all);
            work(threads(jobs, asideThreads));
        } finally {
            all.forEach(Resource::close);
        }
    }

    private List<Thread> threads(int jobs, int asideThreads) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS_PER_JOB * jobs; i++) {
            threads.add(new Thread(() -> untilFailure(this::worker), "worker-" + (i + 1)));
        }
        for (int i = 0; i < asideThreads; i++) {
            threads.add(new Thread(() -> untilFailure(this::asideWorker), "aside-" + (i + 1)));
        }
        return threads;
    }

    private void work(List<Thread> threads) {
        threads.forEach(Thread::start);
        join(threads);
        locked(() -> {
            if (failure != null) {
                throw failure;
            }
        });
    }

    private void worker() {
        for (Started<R> started = next(); started != null; started = next()) {
            Runnable rest = started.unit().begin(started.resource());
            release(started.resource());
            rest.run();
            done();
        }
    }

    private void asideWorker() {
        for (Runnable unit = nextAside(); unit != null; unit = nextAside()) {
            unit.run();
            done();
        }
    }

    private void untilFailure(Runnable worker) {
        try {
            worker.run();
        } catch (RuntimeException e) {
            fail(e);
        } catch (OutOfMemoryError e) {
            fail(new Failure(
                    ExitStatus.INTERNAL,
                    "the heap is too small for this run",
                    "Give Java more memory with JAVA_OPTS=-Xmx1g, or use fewer --jobs.",
                    e));
        } catch (Error e) {
            fail(new IllegalStateException(e));
        }
    }

    private @Nullable Started<R> next() {
        return locked(() -> {
            if (!waitFor(ready, () -> !queue.isEmpty() && !free.isEmpty())) {
                return null;
            }
            running++;
            return new Started<>(queue.remove(), free.remove());
        });
    }

    private @Nullable Runnable nextAside() {
        return locked(() -> {
            if (!waitFor(asideReady, () -> !asides.isEmpty())) {
                return null;
            }
            running++;
            return asides.remove();
        });
    }

    /** Waits until there is something to do; false where there won't be any more. */
    private boolean waitFor(Condition sign, BooleanSupplier work) {
        while (!isOver() && !work.getAsBoolean()) {
            try {
                sign.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !isOver();
    }

    private boolean isOver() {
        return failure != null || (queue.isEmpty() && asides.isEmpty() && running == 0);
    }

    private void release(R resource) {
        locked(() -> {
            free.add(resource);
            ready.signal();
        });
    }

    private void done() {
        locked(() -> {
            running--;
            endIfOver();
        });
    }

    private void fail(RuntimeException e) {
        locked(() -> {
            if (failure == null) {
                failure = e;
            } else if (failure != e) {
                failure.addSuppressed(e);
            }
            endIfOver();
        });
    }

    private void endIfOver() {
        if (isOver()) {
            ready.signalAll();
            asideReady.signalAll();
        }
    }

    private void locked(Runnable step) {
        locked(() -> {
            step.run();
            return null;
        });
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of all; an interruption lets each end its unit, if that takes no longer than a moment. */
    private void join(List<Thread> threads) {
        long until = Long.MAX_VALUE;
        for (Thread thread : threads) {
            while (thread.isAlive() && System.nanoTime() < until) {
                try {
                    thread.join(MOMENT.toMillis());
                } catch (InterruptedException e) {
                    until = System.nanoTime() + MOMENT.toNanos();
                    fail(new Failure(
                            ExitStatus.INTERRUPTED, "the run was interrupted", "Give the same command again."));
                }
            }
        }
    }
}
