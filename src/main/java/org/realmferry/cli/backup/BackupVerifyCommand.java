/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.backup;

import java.nio.file.Path;
import org.realmferry.ExitStatus;
import org.realmferry.age.Identities;
import org.realmferry.backup.BackupCheck;
import org.realmferry.backup.BackupManifest;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Version;
import picocli.CommandLine.Command;

/** {@code realmferry backup verify}: whether a backup is whole, and its rows fit together. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "realmferry backup verify FILE [--identity KEYFILE] [OPTIONS]",
        description = "Reads a whole backup and checks row counts and checksums, that every reference leads to"
                + " an existing row, and that it contains no secrets. Writes nothing.",
        footer = {"", "Example:", "  realmferry backup verify /srv/recipients.age --identity key.txt"})
public final class BackupVerifyCommand extends BackupFileCommand {
    public BackupVerifyCommand(Console console) {
        super(console);
    }

    @Override
    ExitStatus read(Path backup, Identities identities, BackupReport report) {
        BackupManifest manifest = BackupCheck.run(backup, identities, report::found);
        report.verified(manifest);
        return report.findings() == 0 ? ExitStatus.DONE : ExitStatus.FINDINGS;
    }
}
