/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunLog;
import org.realmferry.run.RunRecord;
import org.realmferry.run.RunStatus.State;
import org.realmferry.run.RunView;
import org.realmferry.run.work.Progress;

class LiveRunTest {
    private final Failure lost = new Failure(ExitStatus.SOURCE, "the connection was lost", "Wait.").thatMayPass();

    @TempDir
    private Path folder;

    private final List<RunConsole.Pause> pauses = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    /** What a command would print. */
    private final RunConsole console = new RunConsole() {
        @Override
        public void pauses(Pause pause) {
            pauses.add(pause);
        }

        @Override
        public void failed(Failure failure) {
            failures.add(failure);
        }
    };

    private Path root() {
        return folder.resolve("run");
    }

    private LiveRun run(RetryLimits limits) {
        RunDirectory.Request asked = new RunDirectory.Request(Map.of("--realm", "acme"), List.of("--realm", "acme"));
        return new LiveRun(
                new RunDescription(root(), asked, RunDirectory.Opening.RESUME, limits, false), console, RunLog.none());
    }

    @Test
    void aFailureThatMayPassIsRetriedOnceTheRunHasBegun() {
        List<Optional<String>> faults = new ArrayList<>();
        try (LiveRun live = run(new RetryLimits(2, Duration.ofMinutes(1)))) {
            ExitStatus status = live.run(fault -> {
                faults.add(fault);
                RunDirectory open = live.directory();
                live.begin(open, Instant.now(), fault);
                live.working(List.of("acme"), 0, new Progress(List.of("acme")));
                if (fault.isEmpty()) {
                    throw lost;
                }
                Findings findings = new Findings();
                findings.add(new Finding("kind", "acme", "place", "message"));
                return live.finish(
                        open, RunResult.of(findings, new RunRecord(Map.of(), Map.of()), List.of("All is done.")));
            });

            assertThat(status).isEqualTo(ExitStatus.FINDINGS);
        }
        assertThat(faults).containsExactly(Optional.empty(), Optional.of("the connection was lost"));
        assertThat(pauses)
                .singleElement()
                .satisfies(pause -> assertThat(pause.type()).isEqualTo("retry"));
        assertThat(root().resolve("report.txt")).hasContent("All is done.");
        assertThat(root().resolve("findings.jsonl")).isNotEmptyFile();
        assertThat(RunView.at(root()).state()).isEqualTo(State.DONE_WITH_FINDINGS);
    }

    @Test
    void othersSeeHowFarItIs() {
        Progress progress = new Progress(List.of("acme"));
        progress.lane(0).plan(4);
        progress.lane(0).did(1, 10);
        try (LiveRun live = run(RetryLimits.NONE)) {
            live.begin(live.directory(), Instant.now(), Optional.empty());

            live.working(List.of("acme"), 0, progress);

            RunView view = RunView.at(root());
            assertThat(view.state()).isEqualTo(State.RUNNING);
            assertThat(view.status()).hasValueSatisfying(status -> {
                assertThat(status.realms()).containsExactly("acme");
                assertThat(status.pace().fraction()).isEqualTo(0.25);
                assertThat(status.pace().rows()).isEqualTo(10);
            });
        }
    }

    @Test
    void aRunThatDidNothingLeavesNothing() {
        try (LiveRun live = run(RetryLimits.NONE)) {
            assertThat(live.directory().isNew()).isTrue();
        }
        assertThat(RunView.isBegun(root())).isFalse();
    }

    @Test
    void beforeTheRunHasBegunNothingIsRetried() {
        try (LiveRun live = run(new RetryLimits(2, Duration.ofMinutes(1)))) {
            assertThatThrownBy(() -> live.run(fault -> {
                        throw lost;
                    }))
                    .isSameAs(lost);
        }
        assertThat(pauses).isEmpty();
        assertThat(root()).doesNotExist();
    }

    @Test
    void theReasonOfAFailureIsInTheStatus() {
        try (LiveRun live = run(RetryLimits.NONE)) {
            assertThatThrownBy(() -> live.run(fault -> {
                        live.begin(live.directory(), Instant.now(), fault);
                        throw lost;
                    }))
                    .isSameAs(lost);
        }
        RunView view = RunView.at(root());
        assertThat(view.state()).isEqualTo(State.FAILED);
        assertThat(view.status())
                .hasValueSatisfying(status -> assertThat(status.note()).isEqualTo("the connection was lost"));
    }

    @Test
    void anInterruptionSaysHowToResume() {
        try (LiveRun live = run(RetryLimits.NONE)) {
            ExitStatus status = live.run(fault -> {
                throw new Failure(ExitStatus.INTERRUPTED, "interrupted", "Again.");
            });

            assertThat(status).isEqualTo(ExitStatus.INTERRUPTED);
        }
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.remedy())
                        .isEqualTo("Resume with: realmferry export --realm acme --output " + root()));
    }
}
