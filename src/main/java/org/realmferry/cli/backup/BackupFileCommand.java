/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.backup;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.age.Identities;
import org.realmferry.cli.command.CommandLineErrors;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.options.IdentityOptions;
import org.realmferry.cli.output.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that reads a backup. */
@Command(sortOptions = false)
abstract class BackupFileCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The backup")
    private @Nullable Path file;

    @Mixin
    private IdentityOptions keys = new IdentityOptions();

    @Option(names = "--json", description = "One JSON object per line. Default: no")
    private boolean json;

    BackupFileCommand(Console console) {
        this.console = console;
    }

    @Override
    public final Integer call() {
        Problems problems = new Problems();
        CommandLineErrors.of(spec).forEach(error -> problems.add(error, "See: " + spec.qualifiedName() + " --help"));
        if (file == null) {
            problems.add("no backup is given", "Give the file that realmferry backup recipients wrote.");
        }
        Identities identities = keys.identities(problems);
        problems.failIfAny();
        BackupReport report = new BackupReport(console, json);
        return read(Optional.ofNullable(file).orElseThrow(), identities, report).code();
    }

    abstract ExitStatus read(Path backup, Identities identities, BackupReport report);
}
