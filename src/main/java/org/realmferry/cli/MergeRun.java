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
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final AtomicBoolean ended = new AtomicBoolean();

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

    private static Path temporary() {
        try {
            return Files.createTempDirectory("realmferry-merge");
        } catch (IOException e) {
            throw new Failure(
                    ExitStatus.TARGET, "no temporary folder can be made: " + e.getMessage(), "Make room in it.", e);
        }
    }

    private static void remove(Path folder) {
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
        try (RunDirectory run = RunDirectory.open(output, runRequest(), RunDirectory.Purpose.EXPORT)) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::interrupted));
            return run.isFinished() ? finishedBefore(run) : merge(run, started);
        } finally {
            ended.set(true);
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

    private ExitStatus finishedBefore(RunDirectory run) {
        try {
            List<String> lines = Files.readAllLines(run.findings());
            if (request.json()) {
                console.out()
                        .println(JsonLine.of(
                                "summary",
                                Map.of(
                                        "output", run.root().toString(),
                                        "finished_before", true,
                                        "findings", lines.size())));
            } else {
                Files.readAllLines(run.report()).forEach(line -> console.out().println(Console.printable(line)));
            }
            console.out().flush();
            console.err().println("The merge in " + run.root() + " was finished before; nothing was merged again.");
            console.err().flush();
            return lines.isEmpty() ? ExitStatus.DONE : ExitStatus.FINDINGS;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void interrupted() {
        if (!ended.get()) {
            console.err().println();
            console.err().println("realmferry: interrupted; the same command goes on where it was");
            console.err().flush();
        }
    }
}
