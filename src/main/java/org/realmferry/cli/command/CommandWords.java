/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The words of a command line, to be given again. */
public final class CommandWords {
    private CommandWords() {}

    /** The options of a command line of some kind, with absolute paths. */
    public static List<String> words(ParseResult parsed, Predicate<OptionSpec> which) {
        List<String> words = new ArrayList<>();
        // One that is given again and again is matched as often, each time with all its values.
        for (OptionSpec option : new LinkedHashSet<>(parsed.matchedOptions())) {
            if (which.test(option)) {
                boolean flag = option.arity().max() == 0;
                for (Object value : flag ? List.of("") : values(parsed, option)) {
                    words.add(option.longestName());
                    if (!flag) {
                        words.add(
                                value instanceof Path path
                                        ? path.toAbsolutePath().toString()
                                        : String.valueOf(value));
                    }
                }
            }
        }
        return words;
    }

    private static List<?> values(ParseResult parsed, OptionSpec option) {
        Object value = parsed.matchedOptionValue(option.longestName(), "");
        return value instanceof List<?> list ? list : List.of(value);
    }
}
