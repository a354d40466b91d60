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
import org.realmferry.archive.disk.TextFile;
import org.realmferry.cli.merge.MergeCommand.Request;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.ProgressDisplay;
import org.realmferry.cli.output.Version;
import org.realmferry.merge.Merge;
import org.realmferry.merge.MergeSummary;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;

/** One merge from the checked command line to the report. */
final class MergeRun {
    private final Console console;
    private final Request request;
    private final Merge.Found found;
    private final Findings findings = new Findings();
    private final MergeReport report;

    MergeRun(Console console, Request request, Merge.Found found) {
        this.console = console;
        this.request = request;
        this.found = found;
        report = new MergeReport(console, request);
    }

    ExitStatus run() {
        if (request.plan()) {
            return MergeOutput.plan(request, work -> plan(work, true));
        }
        if (request.failOnConflict()) {
            MergeOutput.plan(request, work -> plan(work, false));
        }
        Map<String, String> choices = Map.of(
                "--prefer", request.prefer().label(),
                "--deletions", request.deletions().label(),
                "--conflicts", request.conflicts().isPresent() ? "listed" : "not listed");
        RunDirectory.Request asked = MergeOutput.runOf(request, found.checksums(), choices, List.of("merge"));
        return MergeOutput.make(console, request, asked, "merge", this::merge);
    }

    private Merge.Choice choice(boolean logged) {
        return new Merge.Choice(request.prefer(), request.deletions(), logged, Version.TEXT);
    }

    private ExitStatus plan(Path work, boolean told) {
        // The merge behind a plan that isn't told finds the same again.
        Findings ofPlan = told ? findings : new Findings();
        Merge merge = found.open(work, choice(told || request.conflicts().isPresent()), ofPlan, request.jobs());
        MergeSummary summary;
        try (ProgressDisplay display = ProgressDisplay.start(console, request.json(), merge.progress())) {
            summary = merge.plan(work);
            display.complete();
        }
        request.conflicts().ifPresent(file -> merge.writeDecisions(work, file));
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
        if (request.failOnConflict() && summary.conflicts() > 0) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "the archives have different states: " + Words.counted(summary.conflicts(), "conflict")
                            + "; nothing was written",
                    "List them with --plan or --conflicts FILE, then merge without --fail-on-conflict.");
        }
    }

    private ExitStatus merge(RunDirectory run, Instant started) {
        Path work = run.part("inputs", "all");
        Merge merge = found.open(work, choice(request.conflicts().isPresent()), findings, request.jobs());
        MergeSummary summary;
        try (ProgressDisplay display = ProgressDisplay.start(console, request.json(), merge.progress())) {
            summary = merge.run(run);
            display.complete();
        }
        request.conflicts()
                .ifPresent(
                        file -> merge.writeDecisions(run.messages(merge.realm().folder()), file));
        findings.writeTo(run.findings());
        MergeRecord.write(run.run(), summary, started, merge.asOf(), request.jobs(), findings);
        TextFile.write(run.report(), report.text(summary, findings, Optional.of(run.root()), Integer.MAX_VALUE));
        run.removeParts();
        run.finish();
        report.end(summary, findings, Optional.of(run.root()));
        return findings.sorted().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }
}
