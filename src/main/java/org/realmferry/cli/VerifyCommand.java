/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.run.Progress;
import org.realmferry.run.RunLog;
import org.realmferry.verify.ArchiveSummary;
import org.realmferry.verify.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code realmferry verify}: whether an archive is whole, for whoever received it or is about to import it. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "realmferry verify ARCHIVE|RUN [OPTIONS]",
        description = "Checks without any server that nothing of an archive is missing, added or changed, that all"
                + " references resolve, and that Zulip's importer takes it. Reads Zulip's own archives, too; where"
                + " there is no manifest, no checksum is known.",
        footer = {"", "Example:", "  realmferry verify /srv/move"})
final class VerifyCommand implements Callable<Integer> {
    private static final int MOST_JOBS = 64;

    private final Console console;
    private final Map<String, String> environment;
    private final AtomicBoolean ended = new AtomicBoolean();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "ARCHIVE|RUN",
            arity = "0..1",
            description = "The folder of one export, or the directory of a run with all its archives")
    private @Nullable Path path;

    @Option(names = "--jobs", paramLabel = "N", description = "Files read at once. Default: the processors")
    private @Nullable String jobs;

    @Option(
            names = "--journal",
            paramLabel = "FILE|none",
            description = "Where to note what was read, so that the same command goes on after an interruption."
                    + " Default: a file in ~/.cache/realmferry, removed at the end")
    private @Nullable String journal;

    @Mixin
    private LogOptions logFile = new LogOptions();

    @Option(names = "--json", description = "A JSON object a line. Default: no")
    private boolean json;

    VerifyCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry verify --help"));
        if (path == null || !Files.isDirectory(path)) {
            problems.add(
                    path == null ? "no archive is named" : path + " is not a folder",
                    "Give the folder of an archive, or a run directory; unpack a .tar.gz first.");
        }
        int workers = jobs(problems);
        RunLog log = logFile.open(Optional.ofNullable(path), problems);
        return LoggedCommand.run(console, log, spec.commandLine().getParseResult(), () -> {
                    problems.failIfAny();
                    return verify(Verification.of(Optional.ofNullable(path).orElseThrow()), workers, log);
                })
                .code();
    }

    private int jobs(Problems problems) {
        if (jobs == null) {
            return Math.min(MOST_JOBS, Runtime.getRuntime().availableProcessors());
        }
        if (!jobs.matches("[1-9][0-9]?") || Integer.parseInt(jobs) > MOST_JOBS) {
            problems.add("--jobs " + jobs + " is not a number from 1 to " + MOST_JOBS, "Give --jobs 4, for example.");
            return 1;
        }
        return Integer.parseInt(jobs);
    }

    private ExitStatus verify(Verification verification, int workers, RunLog log) {
        Progress progress = new Progress(verification.names());
        VerifyReport report = new VerifyReport(console, json, log);
        Optional<Path> notes = new JournalPlace(environment).of(journal, verification.root());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupted(notes, log)));
        List<ArchiveSummary> archives;
        try (ProgressDisplay display = ProgressDisplay.start(console, json, progress)) {
            archives = verification.run(workers, report::found, progress, notes);
            display.complete();
        } finally {
            ended.set(true);
        }
        report.end(archives, verification.resumed(), progress.seconds());
        return report.count() == 0 ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }

    private void interrupted(Optional<Path> notes, RunLog log) {
        if (!ended.get()) {
            log.error("interrupted");
            console.err().println();
            console.err()
                    .println(
                            notes.isPresent()
                                    ? "realmferry: interrupted; the same command goes on where it was"
                                    : "realmferry: interrupted; the same command begins anew");
            console.err().flush();
        }
    }
}
