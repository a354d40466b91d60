/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.CommandWords;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.options.LogOptions;
import org.realmferry.cli.options.MemoryOptions;
import org.realmferry.cli.options.RetryOptions;
import org.realmferry.cli.output.Version;
import org.realmferry.cli.server.FileOptions;
import org.realmferry.run.RunView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code realmferry refresh}: the archives of a run, as the server is now. Its options are the export's, who reads them. */
@SuppressWarnings("UnusedVariable")
@Command(
        name = "refresh",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "realmferry refresh RUN [OPTIONS]",
        description = {
            "Updates the archives of a finished run to the current state of the server.",
            "Runs the command that started the run again, and rewrites only what changed."
        },
        footer = {
            "",
            "Example, for a short maintenance window:",
            "  realmferry export --all-realms --as-active --output /srv/move   # people chat",
            "  manage.py deactivate_realm ...                                  # people stop",
            "  realmferry refresh /srv/move --dry-run      # estimates the maintenance window",
            "  realmferry refresh /srv/move"
        })
public final class RefreshCommand implements Callable<Integer> {
    private final ToIntFunction<List<String>> program;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "RUN", arity = "0..1", description = "The run directory")
    private @Nullable Path run;

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

    @Mixin
    private RetryOptions retry = new RetryOptions();

    @Option(
            names = ExportCommand.REMOVE_GONE,
            description = "Remove archives whose realm or user is gone from the server. Default: no")
    private boolean removeGone;

    @Option(
            names = "--dry-run",
            description = "Only show what changed, and estimate how long a refresh takes. Default: no")
    private boolean dryRun;

    @Mixin
    private LogOptions logFile = new LogOptions();

    @Option(names = "--json", description = "One JSON object per line. Default: no")
    private boolean json;

    /** Gives the words of the export to {@code program}, which runs a command line and gives its exit status. */
    public RefreshCommand(ToIntFunction<List<String>> program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry refresh --help"));
        Path directory = run;
        if (directory == null) {
            problems.add("no run is given", "Give the directory of a run.");
        }
        Optional<List<String>> began =
                directory == null ? Optional.empty() : problems.unless(() -> RunView.command(directory));
        if (began.filter(command -> command.indexOf("merge") == 0).isPresent()) {
            problems.add(
                    directory + " is a merge, and has no server to refresh from",
                    "Refresh the runs that it was made from, and merge them into a new --output.");
        }
        if (began.filter(command -> command.indexOf("import") == 0).isPresent()) {
            problems.add(
                    directory + " is the run of an import, and has no archive to refresh",
                    "Refresh the run that was imported.");
        }
        problems.failIfAny();
        List<String> words = new ArrayList<>(List.of("export"));
        words.addAll(began.orElseThrow());
        words.addAll(List.of("--output", String.valueOf(directory), ExportCommand.REFRESH));
        words.addAll(CommandWords.words(spec.commandLine().getParseResult(), option -> true));
        return program.applyAsInt(words);
    }
}
