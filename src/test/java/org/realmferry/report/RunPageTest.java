/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.realmferry.extract.Export;
import org.realmferry.run.Attempt;
import org.realmferry.run.Finding;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Timeline.Sample;

class RunPageTest {
    private static final Instant NOON = Instant.parse("2025-03-31T12:00:00Z");

    @Test
    void thousandsOfFindingsDoNotMakeAHugePage() {
        List<Finding> findings = IntStream.range(0, 100_000)
                .mapToObj(i -> new Finding("missing-file", "acme", "place-" + i + ".", "x".repeat(2000)))
                .toList();

        String page = page(findings, List.of(), List.of(attempt(NOON)));

        assertThat(page).hasSizeLessThan(300_000);
        assertThat(page).contains("place-0.", "place-199.").doesNotContain("place-200.");
        assertThat(page).contains("100,000", "... and 99,800 findings more: see findings.jsonl.");
    }

    @Test
    void withoutFindingsItSaysSo() {
        assertThat(page(List.of(), List.of(), List.of(attempt(NOON)))).contains("None: everything was exported");
    }

    @Test
    void ratesAreDrawnOverTime() {
        String page = page(
                List.of(),
                List.of(new Sample(0, 0, 0), new Sample(1, 100, 1024), new Sample(2, 100, 4096), new Sample(4, 500, 0)),
                List.of(attempt(NOON)));

        assertThat(page).contains("Rows per second: 125/s on average, 200/s at most");
        assertThat(page).contains("points=\"0,50.0 250.0,50.0 500.0,100.0 1000.0,0.0\"");
    }

    @Test
    void aRunThatWasTooShortHasNoChart() {
        assertThat(page(List.of(), List.of(new Sample(0, 0, 0), new Sample(0.3, 9, 9)), List.of(attempt(NOON))))
                .contains("The run was too short for a chart.")
                .doesNotContain("<polyline");
    }

    @Test
    void aResumedRunSaysWhatItTook() {
        Attempt first = new Attempt(
                NOON,
                Optional.of(NOON.plusSeconds(60)),
                Attempt.End.INTERRUPTED,
                Optional.of("the connection was <lost>"));

        assertThat(page(List.of(), List.of(), List.of(first, attempt(NOON.plusSeconds(90)))))
                .contains("The run took 2 attempts")
                .contains("12:01:00")
                .contains("the connection was &lt;lost&gt;");
    }

    private static Attempt attempt(Instant began) {
        return new Attempt(began, Optional.empty(), Attempt.End.UNDER_WAY, Optional.empty());
    }

    private static String page(List<Finding> findings, List<Sample> samples, List<Attempt> attempts) {
        Progress progress = new Progress(List.of());
        return RunPage.of(new RunReport(
                new RunReport.Origin("realmferry", "zulip", "11.0", "1-1", "full"),
                new RunReport.Course(attempts, NOON, progress, samples),
                new Export.Summary(List.of(), List.of(), new TreeMap<>()),
                findings,
                List.of(),
                "",
                Path.of("/srv/move")));
    }
}
