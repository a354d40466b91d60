/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Words;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.ProgressDisplay;
import org.realmferry.cli.output.Version;
import org.realmferry.merge.Merge;
import org.realmferry.merge.MergeSummary;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.life.LiveRun;
import org.realmferry.run.life.RunResult;

/** One merge from the checked command line to the report. */
final class MergeRun {
    private final Console console;
    private final MergeRequest request;
    private final Merge.Found found;
    private final MergeReport report;

    MergeRun(Console console, MergeRequest request, Merge.Found found) {
        this.console = console;
        this.request = request;
        this.found = found;
        report = new MergeReport(
                console, request.json(), request.choices().conflicts().isPresent());
    }

    ExitStatus run() {
        if (request.target().plan()) {
            return MergeOutput.plan(request.target().temporary(), work -> plan(work, true));
        }
        MergeRequest.Choices choices = request.choices();
        if (choices.failOnConflict()) {
            MergeOutput.plan(request.target().temporary(), work -> plan(work, false));
        }
        Map<String, String> decisive = Map.of(
                "--prefer", choices.prefer().label(),
                "--deletions", choices.deletions().label(),
                "--conflicts", choices.conflicts().isPresent() ? "listed" : "not listed");
        return MergeOutput.make(console, request.run(found.checksums(), decisive), "merge", this::merge);
    }

    private Merge.Choice choice(boolean logged) {
        MergeRequest.Choices choices = request.choices();
        return new Merge.Choice(choices.prefer(), choices.deletions(), logged, Version.TEXT);
    }

    private ExitStatus plan(Path work, boolean told) {
        Findings findings = new Findings();
        Optional<Path> conflicts = request.choices().conflicts();
        Merge merge = found.open(work, choice(told || conflicts.isPresent()), findings, request.jobs());
        MergeSummary summary;
        try (ProgressDisplay display = ProgressDisplay.start(console, request.json(), merge.progress())) {
            summary = merge.plan(work);
            display.complete();
        }
        conflicts.ifPresent(file -> merge.writeDecisions(work, file));
        if (told) {
            Path all = work.resolve("all-decisions");
            merge.writeDecisions(work, all);
            report.conflicts(all);
            report.end(summary, findings, Optional.empty());
        }
        requireNoConflict(summary);
        return findings.sorted().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }

    private void requireNoConflict(MergeSummary summary) {
        if (request.choices().failOnConflict() && summary.conflicts() > 0) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "the archives have different states: " + Words.counted(summary.conflicts(), "conflict")
                            + "; nothing was written",
                    "List them with --plan or --conflicts FILE, then merge without --fail-on-conflict.");
        }
    }

    private ExitStatus merge(LiveRun live, RunDirectory run, Instant started) {
        Findings findings = new Findings();
        Optional<Path> conflicts = request.choices().conflicts();
        Path work = run.part("inputs", "all");
        Merge merge = found.open(work, choice(conflicts.isPresent()), findings, request.jobs());
        live.working(List.of(merge.realm().label()), 0, merge.progress());
        MergeSummary summary;
        try (ProgressDisplay display = ProgressDisplay.start(console, request.json(), merge.progress())) {
            summary = merge.run(run);
            display.complete();
        }
        conflicts.ifPresent(
                file -> merge.writeDecisions(run.messages(merge.realm().folder()), file));
        ExitStatus status = live.finish(
                run,
                RunResult.of(
                        findings,
                        MergeRecord.of(summary, started, merge.asOf(), request.jobs(), findings),
                        report.text(summary, findings, Optional.of(run.root()), Integer.MAX_VALUE)));
        report.end(summary, findings, Optional.of(run.root()));
        return status;
    }
}
