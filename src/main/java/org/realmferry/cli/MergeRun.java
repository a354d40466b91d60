/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Words;
import org.realmferry.archive.TextFile;
import org.realmferry.cli.MergeCommand.Request;
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

    /** A path without links, as far as it is there. */
    static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path there = absolute;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return there.toRealPath().resolve(there.relativize(absolute)).normalize();
        } catch (IOException e) {
            return absolute;
        }
    }

    ExitStatus run() {
        if (request.plan()) {
            return plan(true);
        }
        if (request.failOnConflict()) {
            plan(false);
        }
        return merge(request.output().orElseThrow());
    }

    private Merge.Choice choice(boolean logged) {
        return new Merge.Choice(request.prefer(), request.deletions(), logged, Version.TEXT);
    }

    private ExitStatus plan(boolean told) {
        Path work = temporary();
        try {
            Merge merge = found.open(work, choice(told || request.conflicts().isPresent()), findings, request.jobs());
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
        } finally {
            remove(work);
        }
    }

    private void requireNoConflict(MergeSummary summary) {
        if (request.failOnConflict() && summary.conflicts() > 0) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "the archives tell different states: " + Words.counted(summary.conflicts(), "conflict")
                            + "; nothing was written",
                    "Look at them with --plan or --conflicts FILE, and merge without --fail-on-conflict.");
        }
    }

    /** A new folder that only its owner can read. */
    static Path temporary() {
        try {
            return Files.createTempDirectory("realmferry-merge");
        } catch (IOException e) {
            throw new Failure(
                    ExitStatus.TARGET, "no temporary folder can be made: " + e.getMessage(), "Make room in it.", e);
        }
    }

    /** Removes a folder with all that is in it. */
    static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExitStatus merge(Path output) {
        Instant started = Instant.now();
        RunDirectory.Purpose purpose = RunDirectory.Purpose.EXPORT;
        Interruption interruption = Interruption.tellingOf(console);
        try (RunDirectory run = RunDirectory.open(output, runRequest(), purpose)) {
            return run.isFinished()
                    ? new FinishedMerge(console, request.json()).tell(run, "merge")
                    : merge(run, started);
        } finally {
            interruption.end();
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

    /** What makes two commands the same merge. */
    private RunDirectory.Request runRequest() {
        Map<String, String> options = new TreeMap<>();
        options.put("inputs", String.join(" ", request.archives()));
        options.put("inputs' content", String.join(" ", found.checksums()));
        options.put("--prefer", request.prefer().label());
        options.put("--deletions", request.deletions().label());
        options.put("--conflicts", request.conflicts().isPresent() ? "listed" : "not listed");
        List<String> command = new ArrayList<>(List.of("merge"));
        command.addAll(request.archives());
        return new RunDirectory.Request(options, command);
    }
}
