/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.CommandWords;
import org.realmferry.cli.command.LoggedCommand;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.options.ArchiveOptions;
import org.realmferry.cli.options.Jobs;
import org.realmferry.cli.options.LogOptions;
import org.realmferry.cli.options.OpenedArchives;
import org.realmferry.cli.options.RetryOptions;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Version;
import org.realmferry.cli.server.FileOptions;
import org.realmferry.cli.server.SourceOptions;
import org.realmferry.load.ImportChoice.Activity;
import org.realmferry.run.RunDirectory;
import org.realmferry.run.RunLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code realmferry import}: archives of realms into another server. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "realmferry import RUN|ARCHIVE... [OPTIONS]",
        description = {
            "Imports archives of realms into a Zulip server of the same release.",
            "Takes its own archives and Zulip's, as folders, packed or encrypted. The realm",
            "stays deactivated until it is whole. The same command again resumes."
        },
        footer = {
            "",
            "Examples, on the new server, as the user zulip:",
            "  realmferry import /srv/move --dry-run     # checks everything, writes nothing",
            "  realmferry import /srv/move",
            "  realmferry import acme.tar.zst --as orchard"
        })
public final class ImportCommand implements Callable<Integer> {
    private final Console console;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "RUN|ARCHIVE",
            arity = "0..*",
            description = "Archives, as folders or packed; a run directory stands for all its realms")
    private List<String> archives = new ArrayList<>();

    @Option(names = "--as", paramLabel = "NAME", description = "Another subdomain. Default: the archive's")
    private @Nullable String as;

    @Option(names = "--allow-reserved-subdomain", description = "Accepts a subdomain that Zulip reserves")
    private boolean reserved;

    @Mixin
    private SourceOptions server = new SourceOptions();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Run directory of the import. Default: a new one in ~/realmferry")
    private @Nullable Path output;

    @Option(names = "--as-active", description = "Leaves realms active, whatever the archive says")
    private boolean asActive;

    @Option(names = "--deactivated", description = "Leaves realms deactivated")
    private boolean deactivated;

    @Option(
            names = "--external-host",
            paramLabel = "HOST",
            description = "Zulip's EXTERNAL_HOST, for addresses that Zulip makes. Default: Zulip's configuration")
    private @Nullable String externalHost;

    @Option(
            names = "--like-zulip",
            description = "Gives the result of Zulip's own importer, without the repairs that docs/import.md lists")
    private boolean likeZulip;

    @Option(
            names = "--search",
            paramLabel = "later|now",
            description = "Whether the server indexes messages after the import. Default: later")
    private String search = "later";

    @Option(names = "--dry-run", description = "Checks everything, and writes nothing")
    private boolean dryRun;

    @Option(names = "--jobs", paramLabel = "N", description = "Connections. Default: half the processors")
    private @Nullable String jobs;

    @Mixin
    private RetryOptions retry = new RetryOptions();

    @Mixin
    private FileOptions files = new FileOptions();

    @Mixin
    private ArchiveOptions packed = new ArchiveOptions();

    @Mixin
    private LogOptions logFile = new LogOptions();

    @Option(names = "--json", description = "A JSON object a line")
    private boolean json;

    public ImportCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry import --help"));
        if (archives.isEmpty()) {
            problems.add("no archive is named", "Name archives of realms, or the directory of a finished run.");
        }
        if (asActive && deactivated) {
            problems.add("--as-active and --deactivated are both given", "Give one of them.");
        }
        if (!List.of("later", "now").contains(search)) {
            problems.add("--search " + search + " is neither later nor now", "Give later or now.");
        }
        packed.check(problems);
        if (output != null && !dryRun) {
            Path folder = output;
            problems.check(() -> RunDirectory.requireUsable(folder));
        }
        RunLog log = logFile.open(Optional.ofNullable(output), problems);
        return LoggedCommand.run(console, log, spec.commandLine().getParseResult(), () -> {
                    Optional<SourceOptions.Places> places = server.places(environment, problems);
                    ImportRequest.Work work = new ImportRequest.Work(
                            jobs(problems), files.fetching(false, problems), retry.limits(problems), dryRun, json, log);
                    if (places.isEmpty() || archives.isEmpty()) {
                        problems.failIfAny();
                    }
                    ImportRequest request = new ImportRequest(
                            List.copyOf(archives),
                            command(),
                            Optional.ofNullable(as),
                            places.orElseThrow(),
                            result(),
                            output(),
                            work);
                    try (OpenedArchives opened = new OpenedArchives(packed)) {
                        return opened.reading(
                                () -> new ImportRun(console, environment, request).run(opened::folder, problems));
                    }
                })
                .code();
    }

    /** The words that ask for the same import from anywhere. */
    private List<String> command() {
        List<String> words = new ArrayList<>(List.of("import"));
        archives.forEach(archive -> words.add(Path.of(archive).toAbsolutePath().toString()));
        words.addAll(CommandWords.words(
                spec.commandLine().getParseResult(),
                option -> !List.of("--output", "--dry-run", "--json", "--jobs", LogOptions.NAME)
                        .contains(option.longestName())));
        return words;
    }

    private ImportRequest.Result result() {
        Activity activity = asActive ? Activity.ACTIVE : deactivated ? Activity.DEACTIVATED : Activity.AS_ARCHIVED;
        return new ImportRequest.Result(
                Optional.ofNullable(externalHost).or(server::externalHost),
                likeZulip,
                search.equals("now"),
                activity,
                reserved);
    }

    private Optional<Path> output() {
        return Optional.ofNullable(output);
    }

    private int jobs(Problems problems) {
        return jobs == null ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2) : Jobs.of(jobs, problems);
    }
}
