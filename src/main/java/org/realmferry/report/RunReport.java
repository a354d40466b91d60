/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.realmferry.archive.Contents;
import org.realmferry.extract.Export;
import org.realmferry.extract.RealmSummary;
import org.realmferry.extract.UserSummary;
import org.realmferry.run.Attempt;
import org.realmferry.run.Finding;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Timeline;

/**
 * Everything that a page tells of a run.
 *
 * @param findings in their order
 * @param leftOut sentences on what stayed behind of realms
 * @param advice how to keep the archives
 * @param root the run directory
 */
public record RunReport(
        Origin origin,
        Course course,
        Export.Summary summary,
        List<Finding> findings,
        List<String> leftOut,
        String advice,
        Path root) {

    /**
     * What the archives were made from, and by what.
     *
     * @param tool name and version of the program
     * @param database its address, without secrets
     * @param mode whose private data they have
     */
    public record Origin(String tool, String database, String zulipVersion, String snapshot, String mode) {}

    /**
     * How it went.
     *
     * @param attempts all that the run took; the last one made the archives whole
     * @param progress of the last attempt
     * @param samples of the last attempt
     */
    public record Course(List<Attempt> attempts, Instant finished, Progress progress, List<Timeline.Sample> samples) {
        public Course {
            attempts = List.copyOf(attempts);
            samples = List.copyOf(samples);
        }

        /** When the last attempt began. */
        Instant began() {
            return attempts.get(attempts.size() - 1).began();
        }

        /** How long the last attempt took, in seconds. */
        double seconds() {
            return samples.isEmpty() ? 0 : samples.get(samples.size() - 1).seconds();
        }
    }

    public RunReport {
        findings = List.copyOf(findings);
        leftOut = List.copyOf(leftOut);
    }

    long bytes() {
        return LongStream.concat(
                        summary.realms().stream().mapToLong(RealmSummary::bytes),
                        summary.users().stream().mapToLong(UserSummary::bytes))
                .sum();
    }

    /** Of all archives together. */
    Contents contents() {
        return Contents.sum(Stream.concat(
                        summary.realms().stream().map(RealmSummary::contents),
                        summary.users().stream().map(UserSummary::contents))
                .toList());
    }
}
