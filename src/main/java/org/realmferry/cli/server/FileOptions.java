/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.server;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.realmferry.cli.command.Problems;
import org.realmferry.store.Limits;
import picocli.CommandLine.Option;

/** The options that say how files are fetched. */
public final class FileOptions {
    private static final int MOST_JOBS = 256;
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,8})([KMG]?)");
    private static final Map<String, Long> UNITS = Map.of("", 1L, "K", 1L << 10, "M", 1L << 20, "G", 1L << 30);

    @Option(names = "--file-jobs", paramLabel = "N", description = "Files copied in parallel. Default: 32")
    private String jobs = "32";

    @Option(
            names = "--max-bandwidth",
            paramLabel = "SIZE",
            description = "Limit of bytes per second for all files together: 50M. Default: no limit")
    private @Nullable String maxBandwidth;

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            description = "Limit of S3 requests per second. Default: no limit")
    private @Nullable String maxRequests;

    /**
     * How files are fetched.
     *
     * @param jobs how many at once
     * @param link whether hard links will do
     */
    public record Fetching(int jobs, Limits limits, boolean link) {
        /** The same, waiting no longer than that for a store. */
        public Fetching within(Duration patience) {
            return new Fetching(jobs, limits.within(patience), link);
        }
    }

    public Fetching fetching(boolean link, Problems problems) {
        boolean good = jobs.matches("[1-9][0-9]{0,2}") && Integer.parseInt(jobs) <= MOST_JOBS;
        if (!good) {
            problems.add(
                    "--file-jobs " + jobs + " is not a number from 1 to " + MOST_JOBS,
                    "Give --file-jobs 32, for example.");
        }
        return new Fetching(
                good ? Integer.parseInt(jobs) : 1, new Limits(bandwidth(problems), requests(problems)), link);
    }

    private OptionalLong bandwidth(Problems problems) {
        if (maxBandwidth == null) {
            return OptionalLong.empty();
        }
        OptionalLong size = bytes(maxBandwidth);
        if (size.isEmpty()) {
            problems.add(
                    "--max-bandwidth " + maxBandwidth + " is not a number of bytes per second",
                    "Give a number with K, M or G: 50M.");
        }
        return size;
    }

    /** A number of bytes with K, M, G or nothing behind it; empty where it is none. */
    public static OptionalLong bytes(String text) {
        Matcher size = SIZE.matcher(text);
        return size.matches()
                ? OptionalLong.of(Long.parseLong(size.group(1)) * UNITS.getOrDefault(size.group(2), 1L))
                : OptionalLong.empty();
    }

    private OptionalLong requests(Problems problems) {
        if (maxRequests == null) {
            return OptionalLong.empty();
        }
        if (!maxRequests.matches("[1-9][0-9]{0,5}")) {
            problems.add("--max-requests " + maxRequests + " is not a number of requests", "Give --max-requests 100.");
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(maxRequests));
    }
}
