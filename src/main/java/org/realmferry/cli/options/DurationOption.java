/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time on the command line: a number and its unit. */
public final class DurationOption {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})([smhdw])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));

    private DurationOption() {}

    /** {@code 90s}, {@code 30m}, {@code 2h}, {@code 30d}, {@code 8w}; empty for anything else. */
    public static Optional<Duration> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(
                        UNITS.getOrDefault(parts.group(2), Duration.ZERO).multipliedBy(Long.parseLong(parts.group(1))))
                : Optional.empty();
    }
}
