/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.backup;

import org.realmferry.cli.command.CommandGroup;
import org.realmferry.cli.output.Version;
import picocli.CommandLine.Command;

/** {@code realmferry backup}: what there is for copies of a whole server's recipient tables. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Backs up the recipient tables of the whole server, encrypted.",
        subcommands = {BackupRecipientsCommand.class, BackupVerifyCommand.class, BackupShowCommand.class},
        footer = {
            "",
            "Before a large move: recipients, channels, groups and subscriptions of all",
            "realms in one file that only the key's owner can open (age-keygen makes a key).",
            "",
            "Example:",
            "  realmferry backup recipients --to age1... --output recipients.age"
        })
public final class BackupCommand extends CommandGroup {}
