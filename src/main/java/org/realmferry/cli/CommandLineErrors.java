/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** What the parser of the command line found wrong; it collects all errors and leaves the telling to the commands. */
final class CommandLineErrors {
    private CommandLineErrors() {}

    static List<String> of(CommandSpec spec) {
        return spec.commandLine().getParseResult().errors().stream()
                .map(error -> String.valueOf(error.getMessage()))
                .toList();
    }
}
