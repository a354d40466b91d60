/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The command that resumes a run.
 *
 * @param words the program's name and what is behind it
 */
public record ResumeCommand(List<String> words) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    public ResumeCommand {
        words = List.copyOf(words);
    }

    /**
     * The command for a run.
     *
     * @param began the words that began it; those of an export lack the word {@code export}
     */
    public static ResumeCommand of(List<String> began, Path directory) {
        List<String> words = new ArrayList<>(List.of("realmferry"));
        if (began.isEmpty() || began.get(0).startsWith("-")) {
            words.add("export");
        }
        words.addAll(began);
        words.addAll(List.of("--output", directory.toString()));
        return new ResumeCommand(words);
    }

    /** The command as a shell takes it. */
    public String inShell() {
        return words.stream()
                .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
