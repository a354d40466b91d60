/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.work;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** When the parts of an archive were under way, and how long. Workers of one part run side by side. */
public final class PhaseTimes {
    /**
     * One part, in seconds.
     *
     * @param began since the beginning of the run
     * @param ended since the beginning of the run
     * @param busy of all workers together
     */
    public record Time(double began, double ended, double busy) {
        private Time and(Time other) {
            return new Time(Math.min(began, other.began), Math.max(ended, other.ended), busy + other.busy);
        }
    }

    private final long startedNanos;
    private final LongSupplier clock;
    private final Map<ExportPhase, Time> times = new EnumMap<>(ExportPhase.class);

    PhaseTimes(long startedNanos) {
        this(startedNanos, System::nanoTime);
    }

    /** @param clock nanoseconds, as those of the beginning */
    PhaseTimes(long startedNanos, LongSupplier clock) {
        this.startedNanos = startedNanos;
        this.clock = clock;
    }

    /** Does a piece of work of a part. */
    public <T> T time(ExportPhase part, Supplier<T> work) {
        double began = seconds();
        T result = work.get();
        double ended = seconds();
        add(part, new Time(began, ended, ended - began));
        return result;
    }

    /** As {@link #time(ExportPhase, Supplier)}, where nothing is given back. */
    public void time(ExportPhase part, Runnable work) {
        time(part, () -> {
            work.run();
            return part;
        });
    }

    private double seconds() {
        return (clock.getAsLong() - startedNanos) / 1e9;
    }

    private synchronized void add(ExportPhase part, Time time) {
        times.merge(part, time, Time::and);
    }

    /** Those of the parts that were under way, in their order. */
    public synchronized Map<ExportPhase, Time> times() {
        return new EnumMap<>(times);
    }
}
