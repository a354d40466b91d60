/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.realmferry.run.work.PhaseTimes.Time;

class PhaseTimesTest {
    private final PhaseTimes parts = new PhaseTimes(System.nanoTime());

    @Test
    void aPartGoesFromItsFirstWorkToItsLast() {
        assertThat(parts.time(ExportPhase.MESSAGES, () -> "read")).isEqualTo("read");
        pause();
        parts.time(ExportPhase.IDS, PhaseTimesTest::pause);
        parts.time(ExportPhase.MESSAGES, PhaseTimesTest::pause);

        assertThat(parts.times()).containsOnlyKeys(ExportPhase.IDS, ExportPhase.MESSAGES);
        Time messages = Objects.requireNonNull(parts.times().get(ExportPhase.MESSAGES));
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
