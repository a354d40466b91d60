/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.realmferry.run.work.Timeline.Sample;

class TimelineTest {
    private final Progress progress = new Progress(List.of("acme"));
    private final Timeline timeline = new Timeline(progress, Thread::sleep);

    @Test
    void countsWhatThisAttemptWrote() {
        progress.lane(0).kept(10, 1000);
        progress.lane(0).did(5, 7);
        progress.lane(0).wrote(64);

        timeline.sample();

        assertThat(progress.rows()).isEqualTo(1007);
        assertThat(timeline.samples()).extracting(Sample::rows).containsExactly(7L);
        assertThat(timeline.samples()).extracting(Sample::bytes).containsExactly(64L);
    }

    @Test
    void aLongRunKeepsFewSamplesFromAllOfItsTime() {
        for (int i = 0; i < 100_000; i++) {
            progress.lane(0).did(1, 1);
            timeline.sample();
        }

        List<Sample> samples = timeline.samples();
        assertThat(samples).hasSizeBetween(100, 240);
        assertThat(samples.get(0).rows()).isEqualTo(1);
        assertThat(samples.get(samples.size() - 1).rows()).isEqualTo(100_000);
        assertThat(samples).extracting(Sample::rows).isSorted();
    }

    @Test
    void samplesAreTakenWhileItIsOpen() throws InterruptedException {
        BlockingQueue<Long> pauses = new LinkedBlockingQueue<>();
        Semaphore passed = new Semaphore(0);
        Timeline watching = Timeline.start(progress, millis -> {
            pauses.add(millis);
            passed.acquire();
        });

        assertThat(pauses.take()).isEqualTo(250);
        assertThat(watching.samples()).hasSize(1);
        progress.lane(0).did(1, 7);
        passed.release();
        assertThat(pauses.take()).isEqualTo(250);
        assertThat(watching.samples()).extracting(Sample::rows).containsExactly(0L, 7L);
        progress.lane(0).did(1, 2);
        watching.close();
        assertThat(watching.samples()).extracting(Sample::rows).containsExactly(0L, 7L, 9L);
    }

    @Test
    void theLongerItTakesTheLongerItWaits() throws InterruptedException {
        BlockingQueue<Long> pauses = new LinkedBlockingQueue<>();
        Semaphore passed = new Semaphore(1000);
        try (Timeline watching = Timeline.start(progress, millis -> {
            passed.acquire();
            pauses.add(millis);
        })) {
            while (pauses.take() < 1000) {
                assertThat(watching.samples()).hasSizeLessThanOrEqualTo(240);
            }
        }
    }
}
