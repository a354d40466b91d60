/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.backup;

import org.realmferry.cli.options.CommandGroup;
import org.realmferry.cli.output.Version;
import picocli.CommandLine.Command;

/** {@code realmferry backup}: what there is for copies of a whole server's recipient tables. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A secure copy of who belongs to which conversation, of the whole server.",
        subcommands = {BackupRecipientsCommand.class, BackupVerifyCommand.class, BackupShowCommand.class},
        footer = {
            "",
            "Before a large move: recipients, channels, groups and subscriptions of all realms",
            "in one file, which only the owner of a key can open (age-keygen makes a pair).",
            "",
            "Example:",
            "  realmferry backup recipients --to age1... --output recipients.age"
        })
public final class BackupCommand extends CommandGroup {}
