/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.work;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run had written at moments all over its time. The longer it takes the further these are apart, so that they
 * never take more than a few kilobytes.
 */
public final class Timeline implements AutoCloseable {
    private static final int MOST_SAMPLES = 240;
    private static final long FIRST_PAUSE_MILLIS = 250;

    /**
     * One moment.
     *
     * @param seconds since the beginning
     * @param rows written until then, without those that a former attempt had written
     * @param bytes written until then, counted the same way
     */
    public record Sample(double seconds, long rows, long bytes) {}

    /** Waits for the next moment. */
    @FunctionalInterface
    interface Pause {
        void of(long millis) throws InterruptedException;
    }

    private final Progress progress;
    private final Pause pause;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread = new Thread(this::watch, "timeline");
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    Timeline(Progress progress, Pause pause) {
        this.progress = progress;
        this.pause = pause;
    }

    /** Looks at a run's progress from now on until it is closed. */
    public static Timeline start(Progress progress) {
        return start(progress, Thread::sleep);
    }

    static Timeline start(Progress progress, Pause pause) {
        Timeline timeline = new Timeline(progress, pause);
        timeline.sample();
        timeline.thread.setDaemon(true);
        timeline.thread.start();
        return timeline;
    }

    private void watch() {
        try {
            while (true) {
                pause.of(pauseMillis());
                sample();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized long pauseMillis() {
        return pauseMillis;
    }

    synchronized void sample() {
        samples.add(new Sample(progress.seconds(), progress.rows() - progress.keptRows(), progress.bytes()));
        if (samples.size() > MOST_SAMPLES) {
            thin();
        }
    }

    /** Leaves the first of the samples and every second one behind it. */
    private void thin() {
        List<Sample> rest = new ArrayList<>();
        for (int i = 0; i < samples.size(); i += 2) {
            rest.add(samples.get(i));
        }
        samples.clear();
        samples.addAll(rest);
        pauseMillis *= 2;
    }

    /** The moments in their order; the first is the beginning. */
    public synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** Takes the last sample. */
    @Override
    public void close() {
        thread.interrupt();
        sample();
    }
}
