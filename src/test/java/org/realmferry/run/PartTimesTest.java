/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.realmferry.run.PartTimes.Time;

class PartTimesTest {
    private final PartTimes parts = new PartTimes(System.nanoTime());

    @Test
    void aPartGoesFromItsFirstWorkToItsLast() {
        assertThat(parts.time(Part.MESSAGES, () -> "read")).isEqualTo("read");
        pause();
        parts.time(Part.IDS, PartTimesTest::pause);
        parts.time(Part.MESSAGES, PartTimesTest::pause);

        assertThat(parts.times()).containsOnlyKeys(Part.IDS, Part.MESSAGES);
        Time messages = Objects.requireNonNull(parts.times().get(Part.MESSAGES));
        assertThat(messages.ended() - messages.began()).isGreaterThan(0.06);
        assertThat(messages.busy()).isBetween(0.02, messages.ended() - messages.began() - 0.02);
    }

    private static void pause() {
        try {
            Thread.sleep(25);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
