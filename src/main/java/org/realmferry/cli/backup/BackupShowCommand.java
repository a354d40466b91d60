/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.backup;

import java.nio.file.Path;
import org.realmferry.ExitStatus;
import org.realmferry.age.Identities;
import org.realmferry.backup.BackupReader;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Version;
import picocli.CommandLine.Command;

/** {@code realmferry backup show}: what is in a backup. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "realmferry backup show FILE [--identity KEYFILE] [OPTIONS]",
        description = "Shows the server, date and contents of a backup. Reads the whole file and checks it"
                + " against its own manifest. Writes nothing.",
        footer = {"", "Example:", "  realmferry backup show /srv/recipients.age --identity key.txt"})
public final class BackupShowCommand extends BackupFileCommand {
    public BackupShowCommand(Console console) {
        super(console);
    }

    @Override
    ExitStatus read(Path backup, Identities identities, BackupReport report) {
        report.shown(BackupReader.read(backup, identities));
        return ExitStatus.DONE;
    }
}
