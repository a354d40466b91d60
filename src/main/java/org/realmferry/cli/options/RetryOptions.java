/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import java.time.Duration;
import java.util.Optional;
import org.realmferry.cli.command.Problems;
import org.realmferry.run.life.RetryLimits;
import picocli.CommandLine.Option;

/** The options that say how long faults of the outside are waited out. */
public final class RetryOptions {
    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "Maximum number of retries in a row after a lost connection. Default: 30")
    private String retries = "30";

    @Option(
            names = "--retry-for",
            paramLabel = "TIME",
            description = "Maximum time for retries: 90s, 30m, 2h. Default: 30m")
    private String retryFor = "30m";

    public RetryLimits limits(Problems problems) {
        if (!retries.matches("[0-9]{1,6}")) {
            problems.add("--retries " + retries + " is not a number", "Give --retries 30, for example; 0 for none.");
        }
        Optional<Duration> time = DurationOption.parse(retryFor);
        if (time.isEmpty()) {
            problems.add(
                    "--retry-for " + retryFor + " is not a duration", "Give a number with s, m or h: 90s, 30m, 2h.");
        }
        return new RetryLimits(
                retries.matches("[0-9]{1,6}") ? Integer.parseInt(retries) : 0, time.orElse(Duration.ZERO));
    }
}
