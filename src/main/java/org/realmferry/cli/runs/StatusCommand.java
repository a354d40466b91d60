/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Version;
import org.realmferry.run.RunHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code realmferry status}: where all runs stand, from whatever terminal. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "realmferry status [DIR] [OPTIONS]",
        description = {
            "Lists the runs in a folder and its subfolders: state, progress and speed.",
            "Each run updates its status every two seconds."
        },
        footer = {"", "Example:", "  realmferry status /srv --watch"})
public final class StatusCommand implements Callable<Integer> {
    private static final long EVERY_MILLIS = 2000;

    private final Console console;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "A run directory, or a folder that holds some. Default: REALMFERRY_HOME, or ~/realmferry")
    private @Nullable Path directory;

    @Option(names = "--watch", description = "Repeat every two seconds, until Ctrl-C. Default: no")
    private boolean watch;

    @Option(names = "--json", description = "One JSON object per line. Default: no")
    private boolean json;

    public StatusCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry status --help"));
        if (directory != null && Access.denial(directory).isEmpty() && !Files.isDirectory(directory)) {
            problems.add(directory + " is not a folder", "Give a folder that holds run directories.");
        }
        problems.failIfAny();
        Path folder = directory == null
                ? RunHome.of(environment).folder()
                : directory.toAbsolutePath().normalize();
        Access.require(folder);
        StatusReport report = new StatusReport(console, folder, json);
        boolean all = report.print();
        while (watch && !console.isDeaf()) {
            Thread.sleep(EVERY_MILLIS);
            all = report.print();
        }
        return (all ? ExitStatus.DONE : ExitStatus.SOURCE).code();
    }
}
