/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.work;

import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/** How far a run is: a lane for each realm, in the order of the run. Workers write, a display reads. */
public final class Progress {
    /** One realm's share. Work is counted in parts of equal weight: a message, a row, a file. */
    public static final class Lane {
        private final String name;
        private final AtomicLong planned = new AtomicLong();
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong rows = new AtomicLong();
        private final AtomicLong keptWork = new AtomicLong();
        private final AtomicLong keptRows = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private final PhaseTimes parts;
        private final AtomicBoolean finished = new AtomicBoolean();

        private Lane(String name, long startedNanos) {
            this.name = name;
            parts = new PhaseTimes(startedNanos);
        }

        public String name() {
            return name;
        }

        public void plan(long work) {
            planned.addAndGet(work);
        }

        public void did(long work, long rowsWritten) {
            done.addAndGet(work);
            rows.addAndGet(rowsWritten);
        }

        /** Counts what a former part of the run did, which says nothing of how fast this one is. */
        public void kept(long work, long rowsKept) {
            keptWork.addAndGet(work);
            keptRows.addAndGet(rowsKept);
            did(work, rowsKept);
        }

        public void wrote(long moreBytes) {
            bytes.addAndGet(moreBytes);
        }

        /** When its parts are under way. */
        public PhaseTimes parts() {
            return parts;
        }

        public void finish() {
            finished.set(true);
        }

        public long planned() {
            return planned.get();
        }

        public long done() {
            return done.get();
        }

        public long rows() {
            return rows.get();
        }

        public boolean finished() {
            return finished.get();
        }

        /** From 0 to 1; 1 only when all is done. */
        public double fraction() {
            return finished() ? 1 : planned() == 0 ? 0 : Math.min(0.999, (double) done() / planned());
        }
    }

    /** How much must be done before the speed tells anything. */
    private static final double TELLING = 0.02;

    private final List<Lane> lanes;
    private final long startedNanos = System.nanoTime();

    public Progress(List<String> names) {
        lanes = names.stream().map(name -> new Lane(name, startedNanos)).toList();
    }

    public List<Lane> lanes() {
        return lanes;
    }

    public Lane lane(int index) {
        return lanes.get(index);
    }

    /** Seconds since the beginning. */
    public double seconds() {
        return (System.nanoTime() - startedNanos) / 1e9;
    }

    public long rows() {
        return sum(lanes, Lane::rows);
    }

    /** Rows a second of some lanes, without those that a former part of the run read. */
    public long rowsPerSecond(Collection<Lane> lanes) {
        long rows = sum(lanes, lane -> lane.rows() - lane.keptRows.get());
        return Math.round(rows / Math.max(0.1, seconds()));
    }

    /** How long the rest of some lanes takes at the speed so far; empty while nobody can tell. */
    public OptionalDouble secondsLeft(Collection<Lane> lanes) {
        double planned = Math.max(1.0, (double) sum(lanes, lane -> lane.planned() - lane.keptWork.get()));
        double done = sum(lanes, lane -> lane.done() - lane.keptWork.get()) / planned;
        return done < TELLING || lanes.stream().allMatch(Lane::finished)
                ? OptionalDouble.empty()
                : OptionalDouble.of(seconds() * Math.max(0, 1 - done) / done);
    }

    /** Those of all rows that a former attempt had written. */
    public long keptRows() {
        return lanes.stream().mapToLong(lane -> lane.keptRows.get()).sum();
    }

    /** Bytes of rows and files that this attempt has written. */
    public long bytes() {
        return lanes.stream().mapToLong(lane -> lane.bytes.get()).sum();
    }

    /** From 0 to 1, by the work of all lanes together. */
    public double fraction() {
        if (lanes.stream().allMatch(Lane::finished)) {
            return 1;
        }
        long planned = sum(lanes, Lane::planned);
        return planned == 0 ? 0 : Math.min(0.999, (double) sum(lanes, Lane::done) / planned);
    }

    private static long sum(Collection<Lane> lanes, ToLongFunction<Lane> value) {
        return lanes.stream().mapToLong(value).sum();
    }
}
