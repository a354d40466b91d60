/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.util.Map;
import org.realmferry.cli.approvals.ApprovalsCheckCommand;
import org.realmferry.cli.approvals.ApprovalsInitCommand;
import org.realmferry.cli.backup.BackupRecipientsCommand;
import org.realmferry.cli.backup.BackupShowCommand;
import org.realmferry.cli.backup.BackupVerifyCommand;
import org.realmferry.cli.export.ExportCommand;
import org.realmferry.cli.export.FilesCommand;
import org.realmferry.cli.export.RefreshCommand;
import org.realmferry.cli.imports.ImportCommand;
import org.realmferry.cli.merge.MergeCommand;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.rules.RulesCommand;
import org.realmferry.cli.runs.RunsRemoveCommand;
import org.realmferry.cli.runs.StatusCommand;
import org.realmferry.cli.verify.AuditCommand;
import org.realmferry.cli.verify.VerifyCommand;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the command objects, with what they need of the outside. */
final class Commands implements IFactory {
    private final Console console;
    private final Map<String, String> environment;

    Commands(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == ExportCommand.class) {
            return type.cast(new ExportCommand(console, environment));
        }
        if (type == ImportCommand.class) {
            return type.cast(new ImportCommand(console, environment));
        }
        if (type == RefreshCommand.class) {
            return type.cast(new RefreshCommand(words -> Main.run(console, environment, words.toArray(String[]::new))));
        }
        if (type == ApprovalsCheckCommand.class) {
            return type.cast(new ApprovalsCheckCommand(console, environment));
        }
        if (type == ApprovalsInitCommand.class) {
            return type.cast(new ApprovalsInitCommand(console, environment));
        }
        if (type == AuditCommand.class) {
            return type.cast(new AuditCommand(console));
        }
        if (type == VerifyCommand.class) {
            return type.cast(new VerifyCommand(console, environment));
        }
        if (type == StatusCommand.class) {
            return type.cast(new StatusCommand(console, environment));
        }
        if (type == RunsRemoveCommand.class) {
            return type.cast(new RunsRemoveCommand(console, environment));
        }
        if (type == FilesCommand.class) {
            return type.cast(new FilesCommand(console, environment));
        }
        if (type == BackupRecipientsCommand.class) {
            return type.cast(new BackupRecipientsCommand(console, environment));
        }
        if (type == BackupVerifyCommand.class) {
            return type.cast(new BackupVerifyCommand(console));
        }
        if (type == BackupShowCommand.class) {
            return type.cast(new BackupShowCommand(console));
        }
        if (type == MergeCommand.class) {
            return type.cast(new MergeCommand(console));
        }
        if (type == RulesCommand.class) {
            return type.cast(new RulesCommand(console, environment));
        }
        return CommandLine.defaultFactory().create(type);
    }
}
