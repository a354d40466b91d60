/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.LoggedCommand;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.options.LogOptions;
import org.realmferry.cli.options.MemoryOptions;
import org.realmferry.cli.options.PackOptions;
import org.realmferry.cli.options.RetryOptions;
import org.realmferry.cli.options.ScopeOptions;
import org.realmferry.cli.options.UserOptions;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Version;
import org.realmferry.cli.server.FileOptions;
import org.realmferry.cli.server.FileStoreOptions;
import org.realmferry.cli.server.SourceOptions;
import org.realmferry.pack.PackChoice;
import org.realmferry.postgres.ConnectionQuota;
import org.realmferry.postgres.WorkMemory;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunHome;
import org.realmferry.run.RunLog;
import org.realmferry.run.RunView;
import org.realmferry.run.life.RetryLimits;
import org.realmferry.run.life.RunDescription;
import org.realmferry.selection.UserSelection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code realmferry export}: what was asked for, checked; the rest is {@link ExportRun}'s. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = {
            "realmferry export (--realm NAME... | --all-realms) [--output DIR] [OPTIONS]",
            "       realmferry export --user REALM:EMAIL... [--output DIR] [OPTIONS]"
        },
        description = {
            "Exports realms and single users of a Zulip server, all from one snapshot.",
            "Each realm goes to DIR/<realm>/, each user to DIR/users/<realm>/<email>/."
        },
        footer = {
            "",
            "Example:",
            "  realmferry export --database postgresql://zulip@localhost/zulip \\",
            "      --uploads /home/zulip/uploads --avatar-salt-file salt.txt \\",
            "      --realm acme --realm orchard --output /srv/move"
        })
public final class ExportCommand implements Callable<Integer> {
    /** The option by which {@link RefreshCommand} asks for what it is there for. */
    static final String REFRESH = "--refresh-finished";

    /** An option of {@link RefreshCommand}, too. */
    static final String REMOVE_GONE = "--remove-gone";

    private static final int MOST_JOBS_BY_DEFAULT = 8;
    private static final int MOST_JOBS = 64;
    private static final int MOST_CONNECTIONS_BY_DEFAULT = 32;

    private final Console console;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--realm",
            paramLabel = "NAME",
            description = "Realm to include, by short name (string_id); repeatable")
    private List<String> realms = List.of();

    @Option(names = "--all-realms", description = "All realms except that of the system bots. Default: no")
    private boolean allRealms;

    @Mixin
    private UserOptions users = new UserOptions();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = {
                "The run directory: new, empty, or that of a run to resume.",
                "Default: a new one in REALMFERRY_HOME, or ~/realmferry"
            })
    private @Nullable Path output;

    @Mixin
    private ScopeOptions scope = new ScopeOptions();

    @Mixin
    private PackOptions pack = new PackOptions();

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Number of workers. Default: the number of processors, at most 8")
    private @Nullable String jobs;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Connection limit across all runs on this database; further runs wait. Default: 32")
    private @Nullable String maxConnections;

    @Mixin
    private MemoryOptions memory = new MemoryOptions();

    @Mixin
    private FileOptions files = new FileOptions();

    @Option(
            names = "--link",
            description = "Hard-link attachments instead of copying them (same file system only). Default: no")
    private boolean link;

    @Mixin
    private RetryOptions retry = new RetryOptions();

    @Option(
            names = "--unknown-tables",
            paramLabel = "stop|skip",
            description = "Tables and columns that no rule knows: stop, or leave them out. Default: stop")
    private String unknownTables = "stop";

    @Option(
            names = "--list-left-out",
            paramLabel = "FILE",
            description = "List each message that is left out, and why. Default: no list")
    private @Nullable Path leftOut;

    @Mixin
    private LogOptions logFile = new LogOptions();

    @Option(names = "--dry-run", description = "Only show what would be exported. Default: no")
    private boolean dryRun;

    @Option(names = "--json", description = "One JSON object per line. Default: no")
    private boolean json;

    @Option(
            names = REMOVE_GONE,
            description = "Remove archives whose realm or user is gone from the server. Default: no")
    private boolean removeGone;

    @Option(names = REFRESH, hidden = true)
    private boolean refresh;

    public ExportCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
        spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry export --help"));
        checkRealms(problems);
        checkOutput(problems);
        ParseResult parsed = spec.commandLine().getParseResult();
        RunLog log = logFile.open(Optional.ofNullable(output), problems);
        return LoggedCommand.run(console, log, parsed, () -> export(problems, log))
                .code();
    }

    private ExitStatus export(Problems problems, RunLog log) {
        List<UserSelection.Named> names = users.names(problems);
        ScopeOptions.Choice choice = scope.choice(problems);
        Optional<PackChoice> packed = pack.choice(problems);
        RetryLimits limits = retry.limits(problems);
        int workers = jobs(problems);
        int connections = maxConnections(problems);
        WorkMemory workMemory = memory.memory(workers, problems);
        FileOptions.Fetching fetching = files.fetching(link, problems).within(limits.time());
        if (!List.of("stop", "skip").contains(unknownTables)) {
            problems.add("--unknown-tables " + unknownTables + " is neither stop nor skip", "Give stop or skip.");
        }
        Optional<RunHome> home = output == null ? problems.unless(() -> RunHome.of(environment)) : Optional.empty();
        Optional<String> release = release(problems);
        Optional<SourceOptions.Places> places = source.places(environment, problems);
        if (places.isEmpty()) {
            problems.failIfAny();
        }
        if (link && places.orElseThrow().files() instanceof FileStoreOptions.S3) {
            problems.add(
                    "--link is given, but the server keeps its files in S3",
                    "Leave out --link: objects in S3 can't be linked.");
        }
        ExportRequest.Content content = new ExportRequest.Content(
                places.orElseThrow(),
                release,
                new ExportRequest.Subjects(realms, allRealms, names),
                choice,
                unknownTables.equals("skip"),
                packed);
        RunDescription described = new RunDescription(
                output == null ? home.map(RunHome::folder).orElse(Path.of("")) : output,
                RunRequest.of(content, spec.commandLine().getParseResult()),
                refresh ? RunDirectory.Opening.REFRESH : RunDirectory.Opening.RESUME,
                dryRun ? RetryLimits.NONE : limits,
                json);
        ExportRequest request = new ExportRequest(
                content,
                described,
                new ExportRequest.Work(workers, connections, workMemory, fetching),
                dryRun,
                removeGone,
                Optional.ofNullable(leftOut));
        return run(request, home, problems, log);
    }

    private ExitStatus run(ExportRequest request, Optional<RunHome> home, Problems problems, RunLog log) {
        if (home.isEmpty() || dryRun || !problems.isEmpty()) {
            return new ExportRun(console, environment, request, log).run(problems);
        }
        Path directory = home.get()
                .choose(
                        request.run().asked(),
                        RunRequest.subject(request.content().subjects()));
        if (!json) {
            boolean begun = RunView.isBegun(directory);
            console.err().println((begun ? "Resuming the run in " : "The run directory is ") + directory);
        }
        try {
            return new ExportRun(console, environment, request.in(directory), log).run(problems);
        } finally {
            RunHome.giveUp(directory);
        }
    }

    private void checkRealms(Problems problems) {
        if (realms.isEmpty() && !allRealms && !users.given()) {
            problems.add(
                    "no realm is given",
                    "Give --realm NAME, any number of times, --all-realms, or --user REALM:EMAIL.");
        }
        if (!realms.isEmpty() && allRealms) {
            problems.add("--realm and --all-realms are both given", "Give one of them.");
        }
    }

    private void checkOutput(Problems problems) {
        if (output != null && !dryRun) {
            Path folder = output;
            problems.check(() -> RunDirectory.requireUsable(folder));
        }
    }

    private Optional<String> release(Problems problems) {
        Optional<String> release = source.zulipVersion();
        if (release.isPresent() && !release.get().matches("[0-9]{1,4}\\.[0-9].*")) {
            problems.add("--zulip-version " + release.get() + " is not a release", "Give one such as 10.1.");
            return Optional.empty();
        }
        return release;
    }

    private int maxConnections(Problems problems) {
        if (maxConnections == null) {
            return MOST_CONNECTIONS_BY_DEFAULT;
        }
        if (!maxConnections.matches("[0-9]{1,4}") || Integer.parseInt(maxConnections) < ConnectionQuota.LEAST) {
            problems.add(
                    "--max-connections " + maxConnections + " is not a number from " + ConnectionQuota.LEAST
                            + " to 9999",
                    "A run needs two connections besides those of its jobs, and leaves one for other runs to ask.");
            return ConnectionQuota.LEAST;
        }
        return Integer.parseInt(maxConnections);
    }

    private int jobs(Problems problems) {
        if (jobs == null) {
            return Math.min(MOST_JOBS_BY_DEFAULT, Runtime.getRuntime().availableProcessors());
        }
        if (!jobs.matches("[1-9][0-9]?") || Integer.parseInt(jobs) > MOST_JOBS) {
            problems.add("--jobs " + jobs + " is not a number from 1 to " + MOST_JOBS, "Give --jobs 4, for example.");
            return 1;
        }
        return Integer.parseInt(jobs);
    }
}
