/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.run.Attempt.End;
import org.realmferry.run.RunDirectory.Opening;

class AttemptTest {
    private static final RunDirectory.Request REQUEST = new RunDirectory.Request(Map.of("--realm", "acme"), List.of());

    @TempDir
    private Path folder;

    @Test
    void aRunKnowsAllThatItTook() {
        Instant first = Instant.now();
        try (RunDirectory run = RunDirectory.open(folder, REQUEST, Opening.RESUME)) {
            assertThat(run.attempts(first, Optional.empty()))
                    .extracting(Attempt::end)
                    .containsExactly(End.UNDER_WAY);
            run.reopen();
            run.attempts(Instant.now(), Optional.of("the connection was lost"));
        }
        try (RunDirectory run = RunDirectory.open(folder, REQUEST, Opening.RESUME)) {
            run.attempts(Instant.now(), Optional.empty());
            run.finish(Set.of());
        }

        try (RunDirectory run = RunDirectory.open(folder, REQUEST, Opening.REFRESH)) {
            List<Attempt> all = run.attempts(Instant.now(), Optional.empty());

            assertThat(all)
                    .extracting(Attempt::end)
                    .containsExactly(End.INTERRUPTED, End.INTERRUPTED, End.FINISHED, End.UNDER_WAY);
            assertThat(all.get(0).began()).isEqualTo(first);
            assertThat(all.get(0).fault()).contains("the connection was lost");
            assertThat(all.get(1).fault()).isEmpty();
            assertThat(all.get(3).ended()).isEmpty();
            assertThat(all.subList(0, 3))
                    .allSatisfy(attempt -> assertThat(attempt.ended().orElseThrow())
                            .isBetween(attempt.began().minusSeconds(1), Instant.now()));
        }
    }

    @Test
    void anAttemptIsNothingThatWasDone() {
        try (RunDirectory run = RunDirectory.open(folder, REQUEST, Opening.RESUME)) {
            run.attempts(Instant.now(), Optional.of("fault"));
            assertThat(run.noted()).isZero();

            run.journal().note(Map.of(Journal.ARCHIVE, "acme"));
            assertThat(run.noted()).isEqualTo(1);

            run.reopen();
            run.attempts(Instant.now(), Optional.of("fault"));
            assertThat(run.noted()).isEqualTo(1);
        }
    }
}
