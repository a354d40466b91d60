/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.realmferry.run.work.PhaseTimes.Time;

class PhaseTimesTest {
    private static final long SECOND = 1_000_000_000;

    private final AtomicLong clock = new AtomicLong(7 * SECOND);
    private final PhaseTimes parts = new PhaseTimes(5 * SECOND, clock::get);

    @Test
    void aPartGoesFromItsFirstWorkToItsLast() {
        assertThat(parts.time(ExportPhase.MESSAGES, () -> "read")).isEqualTo("read");
        pass(3);
        parts.time(ExportPhase.IDS, () -> pass(1));
        parts.time(ExportPhase.MESSAGES, () -> pass(4));

        assertThat(parts.times())
                .isEqualTo(Map.of(ExportPhase.MESSAGES, new Time(2, 10, 4), ExportPhase.IDS, new Time(5, 6, 1)));
    }

    @Test
    void workersOfOnePartAreBusyTogether() {
        parts.time(ExportPhase.MESSAGES, () -> {
            pass(2);
            parts.time(ExportPhase.MESSAGES, () -> pass(3));
        });

        assertThat(parts.times()).isEqualTo(Map.of(ExportPhase.MESSAGES, new Time(2, 7, 8)));
    }

    @Test
    void aPartThatNeverBeganHasNoTime() {
        assertThat(parts.times()).isEmpty();
    }

    private void pass(long seconds) {
        clock.addAndGet(seconds * SECOND);
    }
}
