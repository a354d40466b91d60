/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.util.concurrent.Callable;
import org.realmferry.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code realmferry approvals}: what there is for lists of approved transfers. */
@Command(
        name = "approvals",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists of the users whose transfer is approved, for export --approvals.",
        subcommands = {ApprovalsInitCommand.class, ApprovalsCheckCommand.class},
        footer = {
            "",
            "A list is CSV with the columns realm, user and decision (approved, denied or",
            "pending). user is an e-mail or an id. Only approved users leave; a bot follows",
            "its owner unless it is listed itself.",
            "",
            "Example:",
            "  realmferry approvals init --realm acme --output approvals.csv"
        })
final class ApprovalsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Without a subcommand there is nothing to do but to say which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitStatus.COMMAND_LINE.code();
    }
}
