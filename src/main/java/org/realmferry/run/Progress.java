/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** How far a run is: a lane for each realm, in the order of the run. Workers write, a display reads. */
public final class Progress {
    /** One realm's share. Work is counted in parts of equal weight: a message, a row, a file. */
    public static final class Lane {
        private final String name;
        private final AtomicLong planned = new AtomicLong();
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong rows = new AtomicLong();
        private final AtomicBoolean finished = new AtomicBoolean();

        private Lane(String name) {
            this.name = name;
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

    private final List<Lane> lanes;
    private final long startedNanos = System.nanoTime();

    public Progress(List<String> names) {
        lanes = names.stream().map(Lane::new).toList();
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
        return lanes.stream().mapToLong(Lane::rows).sum();
    }

    /** From 0 to 1, by the work of all lanes together. */
    public double fraction() {
        if (lanes.stream().allMatch(Lane::finished)) {
            return 1;
        }
        long planned = lanes.stream().mapToLong(Lane::planned).sum();
        long done = lanes.stream().mapToLong(Lane::done).sum();
        return planned == 0 ? 0 : Math.min(0.999, (double) done / planned);
    }
}
