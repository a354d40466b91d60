/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.util.List;
import java.util.stream.Stream;
import org.realmferry.cli.approvals.ApprovalsCommand;
import org.realmferry.cli.backup.BackupCommand;
import org.realmferry.cli.command.CommandGroup;
import org.realmferry.cli.export.ExportCommand;
import org.realmferry.cli.export.FilesCommand;
import org.realmferry.cli.export.RefreshCommand;
import org.realmferry.cli.imports.ImportCommand;
import org.realmferry.cli.merge.MergeCommand;
import org.realmferry.cli.output.Version;
import org.realmferry.cli.rules.RulesCommand;
import org.realmferry.cli.runs.RunsCommand;
import org.realmferry.cli.runs.StatusCommand;
import org.realmferry.cli.verify.AuditCommand;
import org.realmferry.cli.verify.VerifyCommand;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program's name, its version, and its commands. */
@Command(
        name = "realmferry",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        description = "Moves organisations (realms) and users from one Zulip server to another.",
        footer = {
            "",
            "Exit status: 0 done; 1 done with findings; 2 command line; 3 configuration,",
            "  or rules and database don't match; 4 source can't be read; 5 target can't be",
            "  written; 6 damaged archive; 7 locked by another run; 8 unknown whether the",
            "  target changed; 70 internal error; 130 interrupted.",
            "",
            "On a Zulip server, as the user zulip:",
            "  realmferry export --all-realms"
        })
final class RealmferryCommand extends CommandGroup {
    private static final List<Class<?>> COMMANDS = List.of(
            ExportCommand.class,
            RefreshCommand.class,
            ImportCommand.class,
            StatusCommand.class,
            RunsCommand.class,
            ApprovalsCommand.class,
            MergeCommand.class,
            AuditCommand.class,
            VerifyCommand.class,
            FilesCommand.class,
            BackupCommand.class,
            RulesCommand.class);

    /** Those that tell about all others. */
    private static final List<Class<?>> ABOUT_OTHERS = List.of(HelpCommand.class, GenerateCompletion.class);

    /** The commands that a command line may be about: making all of them takes longer than Java's own start. */
    static Stream<Class<?>> commands(String... args) {
        return COMMANDS.stream()
                .filter(type -> args.length > 0
                        && type.getAnnotation(Command.class).name().equals(args[0]))
                .findFirst()
                .<Stream<Class<?>>>map(Stream::of)
                .orElseGet(() -> Stream.concat(COMMANDS.stream(), ABOUT_OTHERS.stream()));
    }
}
