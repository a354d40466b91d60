/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options that say how long faults of the outside are waited out. */
final class RetryOptions {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smh])");
    private static final Map<String, Duration> UNITS =
            Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1));

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "How often a lost connection is tried again in a row. Default: 30")
    private String retries = "30";

    @Option(names = "--retry-for", paramLabel = "TIME", description = "How long, likewise: 90s, 30m, 2h. Default: 30m")
    private String retryFor = "30m";

    Patience.Limits limits(Problems problems) {
        if (!retries.matches("[0-9]{1,6}")) {
            problems.add("--retries " + retries + " is no number", "Give --retries 30, for example; 0 for none.");
        }
        Optional<Duration> time = duration(retryFor);
        if (time.isEmpty()) {
            problems.add("--retry-for " + retryFor + " is no time", "Give a number with s, m or h: 90s, 30m, 2h.");
        }
        return new Patience.Limits(
                retries.matches("[0-9]{1,6}") ? Integer.parseInt(retries) : 0, time.orElse(Duration.ZERO));
    }

    private static Optional<Duration> duration(String text) {
        Matcher parts = DURATION.matcher(text);
        return parts.matches()
                ? Optional.of(
                        UNITS.getOrDefault(parts.group(2), Duration.ZERO).multipliedBy(Long.parseLong(parts.group(1))))
                : Optional.empty();
    }
}
