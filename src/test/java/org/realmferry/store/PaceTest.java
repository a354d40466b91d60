/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void allThreadsTogetherTakeNoMoreThanThePaceAllows() throws InterruptedException {
        Pace pace = new Pace(OptionalLong.of(100));
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 10; n++) {
                    pace.take(1);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        // The first one of 40 is free.
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(390));
    }

    @Test
    void aStreamIsReadNoFaster() throws IOException {
        byte[] content = new byte[3_000];
        long start = System.nanoTime();
        try (PacedStream stream =
                new PacedStream(new ByteArrayInputStream(content), new Pace(OptionalLong.of(10_000)))) {
            byte[] buffer = new byte[1_000];
            int total = 0;
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                total += n;
            }
            assertThat(total).isEqualTo(3_000);
        }

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
    }

    @Test
    void withoutAPaceNobodyWaits() {
        Pace pace = new Pace(OptionalLong.empty());
        long start = System.nanoTime();
        pace.take(Long.MAX_VALUE);

        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
    }
}
