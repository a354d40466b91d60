/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.realmferry.ExitStatus;

/** What the README says of options and exit statuses is so. */
class ReadmeTest {
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");
    private static final Pattern STATUS = Pattern.compile("^\\| (\\d+) \\|");

    private final String readme;

    ReadmeTest() throws IOException {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void eachOptionThatItNamesExists() {
        Set<String> known = optionsIn(help("--help")
                + help("export", "--help")
                + help("refresh", "--help")
                + help("status", "--help")
                + help("backup", "recipients", "--help")
                + help("runs", "remove", "--help")
                + help("audit", "--help")
                + help("verify", "--help")
                + help("merge", "--help")
                + help("import", "--help")
                + help("approvals", "init", "--help")
                + help("rules", "--help"));
        Set<String> named = optionsIn(readme);

        assertThat(named).contains("--all-realms", "--dry-run");
        assertThat(known).containsAll(named);
    }

    @Test
    void itsExitStatusesAreThoseOfTheProgram() {
        List<Integer> told = readme.lines()
                .map(STATUS::matcher)
                .filter(Matcher::find)
                .map(m -> Integer.valueOf(m.group(1)))
                .toList();

        assertThat(told)
                .containsExactlyElementsOf(
                        Stream.of(ExitStatus.values()).map(ExitStatus::code).toList());
    }

    private static String help(String... words) {
        return Ran.command(Map.of(), List.of(words)).text();
    }

    private static Set<String> optionsIn(String text) {
        return OPTION.matcher(text).results().map(r -> r.group()).collect(Collectors.toCollection(TreeSet::new));
    }
}
