/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.backup;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.age.Recipients;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.backup.RecipientsBackup;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.options.RecipientOptions;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.ProgressDisplay;
import org.realmferry.cli.output.Version;
import org.realmferry.cli.server.DatabaseOptions;
import org.realmferry.postgres.Connections;
import org.realmferry.postgres.PostgresSource;
import org.realmferry.run.work.Progress;
import org.realmferry.source.Source;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code realmferry backup recipients}: writes the backup. */
@Command(
        name = "recipients",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "realmferry backup recipients --to AGE-RECIPIENT... --output FILE [OPTIONS]",
        description = "Writes recipients, channels, group conversations, subscriptions, clients and system bots of the"
                + " whole server to one encrypted file, all from one snapshot, without secrets. The file is tar and"
                + " zstd inside; age -d opens it, too.",
        footer = {"", "Example:", "  realmferry backup recipients --to-file keys.txt --output /srv/recipients.age"})
public final class BackupRecipientsCommand implements Callable<Integer> {
    private final Console console;
    private final Map<String, String> environment;
    private final AtomicBoolean ended = new AtomicBoolean();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RecipientOptions keys = new RecipientOptions();

    @Option(names = "--output", paramLabel = "FILE", description = "The file to write. No default")
    private @Nullable Path output;

    @Option(names = "--overwrite", description = "Overwrite an existing file. Default: no")
    private boolean overwrite;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Option(names = "--json", description = "One JSON object per line. Default: no")
    private boolean json;

    public BackupRecipientsCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: realmferry backup recipients --help"));
        Optional<Recipients> recipients = keys.recipients(problems);
        checkOutput(problems);
        Optional<DatabaseOptions.Place> place = database.place(environment, problems);
        problems.failIfAny();
        write(recipients, place.orElseThrow(), Optional.ofNullable(output).orElseThrow());
        return ExitStatus.DONE.code();
    }

    private void checkOutput(Problems problems) {
        if (output == null) {
            problems.add("--output is missing", "Give --output FILE.");
        } else if (Files.isDirectory(output)) {
            problems.add("--output " + output + " is a folder", "Give the name of a file.");
        } else if (Files.exists(output, LinkOption.NOFOLLOW_LINKS) && !overwrite) {
            problems.add("--output " + output + " exists already", "Choose another name, or give --overwrite.");
        }
    }

    private void write(Optional<Recipients> recipients, DatabaseOptions.Place place, Path target) {
        Connections connections = new Connections(place.database(), place.configuredPassword(), environment);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupted(target)));
        Progress progress = new Progress(RecipientsBackup.tables());
        try (Source source = PostgresSource.open(connections, place.database(), RecipientsBackup.tables());
                AtomicFile file = AtomicFile.create(target.toAbsolutePath())) {
            RecipientsBackup backup =
                    new RecipientsBackup(source, place.database().describe(), Version.TEXT);
            RecipientsBackup.Result result;
            try (ProgressDisplay display = ProgressDisplay.start(console, json, progress, "table")) {
                result = backup.write(file, recipients, progress);
                display.complete();
            }
            new BackupReport(console, json)
                    .written(result, target, recipients.map(Recipients::keys), progress.seconds());
        } finally {
            ended.set(true);
        }
    }

    private void interrupted(Path target) {
        if (!ended.get()) {
            console.err().println();
            console.err().println("realmferry: interrupted; did not write " + target + "");
            console.err().println("Give the same command again: it starts over.");
            console.err().flush();
        }
    }
}
