/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What the parser of the command line found wrong; it collects all errors and leaves the telling to the commands. */
final class CommandLineErrors {
    private CommandLineErrors() {}

    static List<String> of(CommandSpec spec) {
        ParseResult parsed = spec.commandLine().getParseResult();
        List<String> errors = new ArrayList<>();
        for (Exception error : parsed.errors()) {
            errors.add(String.valueOf(error.getMessage()));
        }
        for (String word : parsed.unmatched()) {
            errors.add(word.startsWith("-") ? "there is no option " + word : "unexpected: " + word);
        }
        return errors;
    }
}
