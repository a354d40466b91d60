/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.approvals;

import org.realmferry.cli.command.CommandGroup;
import org.realmferry.cli.output.Version;
import picocli.CommandLine.Command;

/** {@code realmferry approvals}: what there is for lists of approved transfers. */
@Command(
        name = "approvals",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Writes and checks approval lists for export --approvals.",
        subcommands = {ApprovalsInitCommand.class, ApprovalsCheckCommand.class},
        footer = {
            "",
            "A list is CSV with the columns realm, user and decision (approved, denied or",
            "pending). user is an e-mail or an id. Only approved users count; a bot follows",
            "its owner unless it is listed itself.",
            "",
            "Example:",
            "  realmferry approvals init --realm acme --output approvals.csv"
        })
public final class ApprovalsCommand extends CommandGroup {}
