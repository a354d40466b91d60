/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.runs;

import org.realmferry.cli.command.CommandGroup;
import org.realmferry.cli.output.Version;
import picocli.CommandLine.Command;

/** {@code realmferry runs}: what is done with runs that are there. */
@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Removes old runs; realmferry status lists them.",
        subcommands = RunsRemoveCommand.class)
public final class RunsCommand extends CommandGroup {}
