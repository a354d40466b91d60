/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.command;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What the parser of the command line found wrong; it collects all errors and leaves the telling to the commands. What
 * it doesn't know it doesn't repeat: it may be a password.
 */
public final class CommandLineErrors {
    private CommandLineErrors() {}

    public static List<String> of(CommandSpec spec) {
        return spec.commandLine().getParseResult().errors().stream()
                .flatMap(CommandLineErrors::texts)
                .distinct()
                .toList();
    }

    /** A sentence for each thing that is wrong. */
    public static Stream<String> texts(Exception error) {
        if (error instanceof UnmatchedArgumentException unmatched) {
            return unmatched.getUnmatched().stream().map(CommandLineErrors::unknown);
        }
        return Stream.of(String.valueOf(error.getMessage()));
    }

    private static String unknown(String word) {
        if (!word.matches("--?[A-Za-z].*")) {
            return "an argument belongs to no option or command";
        }
        String name = word.startsWith("--") ? word.replaceFirst("=.*", "") : word.substring(0, 2);
        boolean password = name.equals("-W") || name.toLowerCase(Locale.ROOT).contains("pass");
        return "unknown option " + name
                + (password ? ": the password comes from PGPASSWORD, ~/.pgpass or Zulip's configuration" : "");
    }
}
