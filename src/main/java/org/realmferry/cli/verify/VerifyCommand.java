/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.LoggedCommand;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.options.ArchiveOptions;
import org.realmferry.cli.options.Jobs;
import org.realmferry.cli.options.LogOptions;
import org.realmferry.cli.options.OpenedArchives;
import org.realmferry.cli.options.ScopeOptions;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.ProgressDisplay;
import org.realmferry.cli.output.Version;
import org.realmferry.cli.server.DatabaseOptions;
import org.realmferry.pack.ArchiveFolder;
import org.realmferry.run.RunLog;
import org.realmferry.run.work.Progress;
import org.realmferry.selection.Mode;
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
        customSynopsis = "realmferry verify ARCHIVE|RUN [--against DATABASE] [OPTIONS]",
        description = {
            "Checks, without a server, that an archive or a whole run is complete.",
            "Nothing is missing, added or changed; all references resolve; Zulip's importer accepts it. Also reads"
                    + " Zulip's own archives, which have no manifest and so no checksums. Unpacks packed archives"
                    + " while reading them. With --against, then compares every row with the server."
        },
        footer = {
            "",
            "Examples:",
            "  realmferry verify /srv/move",
            "  realmferry verify /srv/move --against postgresql://zulip@localhost/zulip"
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final String CONFIGURED = "zulip-config";

    private final Console console;
    private final Map<String, String> environment;
    private final AtomicBoolean ended = new AtomicBoolean();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "ARCHIVE|RUN",
            arity = "0..1",
            description = "An archive, as a folder or packed; or a run directory with all its archives")
    private @Nullable Path path;

    @Option(
            names = "--against",
            paramLabel = "URI|zulip-config",
            description = {
                "Compare with this server: postgresql://USER@HOST/DB, or the one in Zulip's configuration.",
                "Password: PGPASSWORD, ~/.pgpass or Zulip's own. Default: no server"
            })
    private @Nullable String against;

    @Option(
            names = "--zulip-config",
            paramLabel = "DIR",
            description = "Folder of settings.py, for --against. Default: /etc/zulip, if there")
    private @Nullable Path zulipConfig;

    @Option(
            names = "--mode",
            paramLabel = "full|consent|public",
            description = "For --against: the mode of Zulip's own archives; ours record it. Default: consent if"
                    + " there is a consented_user_ids.json, otherwise full")
    private @Nullable String mode;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Files read in parallel; with --against also connections. Default: the number of processors")
    private @Nullable String jobs;

    @Option(
            names = "--journal",
            paramLabel = "FILE|none",
            description = "Record of the files read, from which the same command resumes after an interruption."
                    + " Default: a file in ~/.cache/realmferry, removed at the end")
    private @Nullable String journal;

    @Mixin
    private LogOptions logFile = new LogOptions();

    @Mixin
    private ArchiveOptions archive = new ArchiveOptions();

    @Option(names = "--json", description = "One JSON object per line. Default: no")
    private boolean json;

    public VerifyCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry verify --help"));
        archive.check(path, problems);
        int workers = Jobs.of(jobs, problems);
        RunLog log = logFile.open(Optional.ofNullable(path), problems);
        return LoggedCommand.run(
                        console, log, spec.commandLine().getParseResult(), () -> verify(workers, problems, log))
                .code();
    }

    private ExitStatus verify(int workers, Problems problems, RunLog log) {
        Optional<Mode> chosen = ScopeOptions.mode(mode, problems);
        Optional<DatabaseOptions.Place> place = place(problems);
        problems.failIfAny();
        try (ArchiveFolder folder = archive.open(Optional.ofNullable(path).orElseThrow())) {
            return folder.reading(() -> verify(folder, workers, place, chosen.orElse(Mode.FULL), log));
        }
    }

    private ExitStatus verify(
            ArchiveFolder folder, int workers, Optional<DatabaseOptions.Place> place, Mode zulips, RunLog log) {
        try (OpenedArchives encrypted = new OpenedArchives(archive)) {
            Verification verification = Verification.of(
                    folder.path(), archive.hasKey() ? Optional.of(encrypted::folder) : Optional.empty());
            Optional<ServerComparison> comparison =
                    place.map(database -> new ServerComparison(verification.archives(), database, environment, zulips));
            comparison.ifPresent(ServerComparison::check);
            return verify(folder, verification, workers, comparison, log);
        }
    }

    private Optional<DatabaseOptions.Place> place(Problems problems) {
        if (against != null) {
            String uri = against.equals(CONFIGURED) ? null : against;
            return new DatabaseOptions("--against", uri, zulipConfig).place(environment, problems);
        }
        if (zulipConfig != null || mode != null) {
            problems.add(
                    (zulipConfig != null ? "--zulip-config" : "--mode") + " is given without --against",
                    "Give --against DATABASE as well; the option has no effect without a server.");
        }
        return Optional.empty();
    }

    private ExitStatus verify(
            ArchiveFolder folder,
            Verification verification,
            int workers,
            Optional<ServerComparison> comparison,
            RunLog log) {
        Progress progress = new Progress(verification.names());
        VerifyReport report = new VerifyReport(console, json, log);
        Optional<Path> notes = folder.isTemporary()
                ? Optional.empty()
                : new JournalLocation(environment).of(journal, verification.root());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupted(notes, log)));
        List<ArchiveSummary> archives;
        try (ProgressDisplay display = ProgressDisplay.start(console, json, progress)) {
            archives = verification.run(workers, report::found, progress, notes, goesOn -> {
                display.complete();
                display.end();
                comparison.ifPresent(server ->
                        report.compared(server.name(), server.run(console, json, workers, report::found, goesOn)));
            });
        } finally {
            ended.set(true);
        }
        report.end(archives, verification, progress.seconds());
        return report.count() == 0 ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }

    private void interrupted(Optional<Path> notes, RunLog log) {
        if (!ended.get()) {
            log.error("interrupted");
            console.err().println();
            console.err()
                    .println(
                            notes.isPresent()
                                    ? "realmferry: interrupted; the same command resumes"
                                    : "realmferry: interrupted; the same command starts over");
            console.err().flush();
        }
    }
}
