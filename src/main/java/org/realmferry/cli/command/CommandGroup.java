/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.command;

import java.util.concurrent.Callable;
import org.realmferry.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only has others: without one of them there is nothing to do but to say which there are. */
@Command
public abstract class CommandGroup implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public final Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitStatus.COMMAND_LINE.code();
    }
}
