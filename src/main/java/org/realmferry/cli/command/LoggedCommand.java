/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.Version;
import org.realmferry.run.RunLog;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** A command between the first and the last line of its log. */
public final class LoggedCommand {
    private static final Pattern ADDRESS = Pattern.compile("://|pass|host *=|dbname *=", Pattern.CASE_INSENSITIVE);

    private LoggedCommand() {}

    /** Runs a command, closes its log, and says so where the log lacks something. */
    public static ExitStatus run(Console console, RunLog log, ParseResult parsed, Supplier<ExitStatus> command) {
        try (log) {
            log.info("", Version.TEXT + ": " + String.join(" ", words(parsed)));
            return run(log, command);
        } finally {
            log.fault()
                    .ifPresent(why -> console.err()
                            .println("realmferry: the log file lacks the last events: " + Console.printable(why)));
        }
    }

    private static ExitStatus run(RunLog log, Supplier<ExitStatus> command) {
        try {
            ExitStatus status = command.get();
            log.info("", "ended with status " + status.code());
            return status;
        } catch (Failure e) {
            e.problems().forEach(log::error);
            log.error("ended with status " + e.status().code());
            throw e;
        } catch (RuntimeException | Error e) {
            log.error("ended by an internal error: " + e);
            throw e;
        }
    }

    /** The command line as it was given, but for addresses, which may hold a password. */
    private static List<String> words(ParseResult parsed) {
        List<String> words = new ArrayList<>(List.of(parsed.commandSpec().name()));
        parsed.matchedPositionals().forEach(word -> words.addAll(word.originalStringValues()));
        for (OptionSpec option : parsed.matchedOptions()) {
            if (option.arity().max() == 0) {
                words.add(option.longestName());
            } else {
                option.originalStringValues().forEach(value -> words.addAll(List.of(option.longestName(), value)));
            }
        }
        words.replaceAll(LoggedCommand::withoutAddress);
        return words;
    }

    private static String withoutAddress(String value) {
        return ADDRESS.matcher(value).find() ? "(an address)" : value;
    }
}
