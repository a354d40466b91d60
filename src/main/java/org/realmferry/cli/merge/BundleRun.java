/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.realmferry.ExitStatus;
import org.realmferry.archive.disk.TextFile;
import org.realmferry.bundle.Bundle;
import org.realmferry.bundle.BundleSummary;
import org.realmferry.cli.merge.MergeCommand.Request;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.ProgressDisplay;
import org.realmferry.cli.output.Version;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;

/** The making of one bundle from the checked command line to the report. */
final class BundleRun {
    private final Console console;
    private final Request request;
    private final Bundle.Found found;
    private final Findings findings = new Findings();
    private final BundleReport report;

    BundleRun(Console console, Request request, Bundle.Found found) {
        this.console = console;
        this.request = request;
        this.found = found;
        report = new BundleReport(console, request.json());
    }

    ExitStatus run() {
        RunDirectory.Request asked =
                MergeOutput.runOf(request, found.checksums(), Map.of("--bundle", "yes"), List.of("merge", "--bundle"));
        return request.plan()
                ? MergeOutput.plan(request, this::plan)
                : MergeOutput.make(console, request, asked, "bundle", this::make);
    }

    private ExitStatus plan(Path work) {
        BundleSummary summary =
                found.open(findings, request.jobs(), Version.TEXT).plan(work);
        report.end(summary, findings, Optional.empty());
        return status();
    }

    private ExitStatus make(RunDirectory run, Instant started) {
        Bundle bundle = found.open(findings, request.jobs(), Version.TEXT);
        BundleSummary summary;
        try (ProgressDisplay display = ProgressDisplay.start(console, request.json(), bundle.progress())) {
            summary = bundle.run(run);
            display.complete();
        }
        findings.writeTo(run.findings());
        BundleReport.write(run.run(), summary, started, request.jobs(), findings);
        TextFile.write(run.report(), report.text(summary, findings, Optional.of(run.root()), Integer.MAX_VALUE));
        run.removeParts();
        run.finish();
        report.end(summary, findings, Optional.of(run.root()));
        return status();
    }

    private ExitStatus status() {
        return findings.sorted().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }
}
