/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.options.DurationOption;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Version;
import org.realmferry.run.RunHome;
import org.realmferry.run.RunView;
import org.realmferry.run.Runs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code realmferry runs remove}: takes runs away with their archives, but none that is at work. */
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "realmferry runs remove [DIR...] (--keep-last N | --older-than TIME | --all) [OPTIONS]",
        description = {
            "Removes runs in these folders and their subfolders, with their archives.",
            "Removes only runs that match all given options. Never removes a run in progress."
        },
        footer = {"", "Example:", "  realmferry runs remove /srv/moves --keep-last 3 --older-than 30d --dry-run"})
public final class RunsRemoveCommand implements Callable<Integer> {
    private static final String WHICH = "Give --keep-last N, --older-than TIME, or --all.";

    private final Console console;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "DIR",
            arity = "0..*",
            description = "Run directories, or folders that hold some. Default: REALMFERRY_HOME, or ~/realmferry")
    private List<Path> directories = List.of();

    @Option(names = "--keep-last", paramLabel = "N", description = "Keep the N newest runs. Default: 0")
    private @Nullable String keepLast;

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description = "Only runs started longer ago: 12h, 30d, 8w. Default: all")
    private @Nullable String olderThan;

    @Option(names = "--all", description = "Remove all runs. Default: no")
    private boolean all;

    @Option(names = "--dry-run", description = "Only list what would be removed. Default: no")
    private boolean dryRun;

    @Option(names = "--json", description = "One JSON object per line. Default: no")
    private boolean json;

    public RunsRemoveCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry runs remove --help"));
        directories.stream()
                .filter(directory -> Access.denial(directory).isEmpty() && !Files.isDirectory(directory))
                .forEach(directory ->
                        problems.add(directory + " is not a folder", "Give folders that hold run directories."));
        if (keepLast == null && olderThan == null && !all) {
            problems.add("no option selects runs to remove", WHICH);
        }
        if (all && (keepLast != null || olderThan != null)) {
            problems.add("--all contradicts --keep-last and --older-than", WHICH);
        }
        int keep = keep(problems);
        Duration age = age(problems);
        problems.failIfAny();
        Problems closed = new Problems();
        List<RunView> runs = chosen(keep, age, closed);
        // Which ones are the last can't be told where some can't be seen.
        closed.failIfAny();
        new RunsRemoval(console, json, dryRun).remove(runs);
        return ExitStatus.DONE.code();
    }

    private int keep(Problems problems) {
        if (keepLast == null || keepLast.matches("[0-9]{1,6}")) {
            return keepLast == null ? 0 : Integer.parseInt(keepLast);
        }
        problems.add("--keep-last " + keepLast + " is not a number", "Give --keep-last 3, for example.");
        return 0;
    }

    private Duration age(Problems problems) {
        if (olderThan == null) {
            return Duration.ZERO;
        }
        Optional<Duration> age = DurationOption.parse(olderThan);
        if (age.isEmpty()) {
            problems.add(
                    "--older-than " + olderThan + " is not a duration",
                    "Give a number with m, h, d or w: 12h, 30d, 8w.");
        }
        return age.orElse(Duration.ZERO);
    }

    /** Of all runs, the newest first, those that may go. */
    private List<RunView> chosen(int keep, Duration age, Problems closed) {
        List<Path> folders =
                directories.isEmpty() ? List.of(RunHome.of(environment).folder()) : directories;
        List<RunView> runs = new ArrayList<>(folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .peek(Access::require)
                .filter(Files::isDirectory)
                .flatMap(folder -> Runs.below(folder, closed::add).stream())
                .distinct()
                .sorted(Runs.NEWEST_FIRST)
                .toList());
        Instant before = Instant.now().minus(age);
        return runs.subList(Math.min(keep, runs.size()), runs.size()).stream()
                .filter(run -> age.isZero() || run.started().isBefore(before))
                .toList();
    }
}
