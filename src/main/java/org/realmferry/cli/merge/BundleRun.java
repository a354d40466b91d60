/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.realmferry.ExitStatus;
import org.realmferry.bundle.Bundle;
import org.realmferry.bundle.BundleSummary;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.ProgressDisplay;
import org.realmferry.cli.output.Version;
import org.realmferry.run.Findings;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.life.LiveRun;
import org.realmferry.run.life.RunResult;
import org.realmferry.selection.Realm;

/** The making of one bundle from the checked command line to the report. */
final class BundleRun {
    private final Console console;
    private final MergeRequest request;
    private final Bundle.Found found;
    private final BundleReport report;

    BundleRun(Console console, MergeRequest request, Bundle.Found found) {
        this.console = console;
        this.request = request;
        this.found = found;
        report = new BundleReport(console, request.json());
    }

    ExitStatus run() {
        return request.target().plan()
                ? MergeOutput.plan(request.target().temporary(), this::plan)
                : MergeOutput.make(
                        console, request.run(found.checksums(), Map.of("--bundle", "yes")), "bundle", this::make);
    }

    private ExitStatus plan(Path work) {
        Findings findings = new Findings();
        BundleSummary summary =
                found.open(findings, request.jobs(), Version.TEXT).plan(work);
        report.end(summary, findings, Optional.empty());
        return findings.sorted().isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }

    private ExitStatus make(LiveRun live, RunDirectory run, Instant started) {
        Findings findings = new Findings();
        Bundle bundle = found.open(findings, request.jobs(), Version.TEXT);
        live.working(bundle.realms().stream().map(Realm::label).toList(), 0, bundle.progress());
        BundleSummary summary;
        try (ProgressDisplay display = ProgressDisplay.start(console, request.json(), bundle.progress())) {
            summary = bundle.run(run);
            display.complete();
        }
        ExitStatus status = live.finish(
                run,
                RunResult.of(
                        findings,
                        BundleReport.record(summary, started, request.jobs(), findings),
                        report.text(summary, findings, Optional.of(run.root()), Integer.MAX_VALUE)));
        report.end(summary, findings, Optional.of(run.root()));
        return status;
    }
}
