/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.util.List;
import java.util.Map;
import org.realmferry.Words;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.FindingLines;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.extract.RefreshEstimate;
import org.realmferry.run.Finding;

/** What {@code refresh --dry-run} says: what has changed, and how long the refresh would take. */
record RefreshReport(Console console, boolean json, int jobs) {
    /** What a copy of a file takes that no measurement here tells: bytes a second, of a slow disk. */
    private static final double COPIED_PER_SECOND = 50e6;

    /** For single users, whose archives are rewritten. */
    record Users(long count, double seconds) {}

    /** @param kept archives that a refresh would leave as they are */
    void print(List<RefreshEstimate> realms, Users users, List<Finding> kept) {
        double find = realms.stream().mapToDouble(RefreshEstimate::findSeconds).sum();
        double work = users.seconds();
        for (RefreshEstimate realm : realms) {
            work += realm.workSeconds() + realm.copies().bytes() / COPIED_PER_SECOND;
        }
        double seconds = find + work / jobs;
        if (json) {
            realms.forEach(realm -> console.out().println(JsonLine.of("refresh-estimate", values(realm))));
            kept.forEach(finding -> console.out().println(JsonLine.of("finding", FindingLines.values(finding))));
            console.out()
                    .println(JsonLine.of(
                            "summary",
                            Map.of(
                                    "realms", realms.size(),
                                    "users", users.count(),
                                    "jobs", jobs,
                                    "find_seconds", rounded(find),
                                    "seconds", rounded(seconds))));
        } else {
            FindingLines.shown(kept).forEach(console.out()::println);
            text(realms, users, find, seconds);
        }
        console.out().flush();
    }

    private void text(List<RefreshEstimate> realms, Users users, double find, double seconds) {
        TextTable table = new TextTable(
                "realm", "message files", "to patch", "to rewrite", "other rows", "files to copy", "bytes to copy");
        realms.forEach(realm -> table.row(
                realm.scope().realm().label(),
                Words.count(realm.messageFiles()),
                Words.count(realm.mended()),
                Words.count(realm.rewritten()),
                Words.count(realm.otherRows()),
                Words.count(realm.copies().count()),
                Words.bytes(realm.copies().bytes())));
        if (!realms.isEmpty()) {
            table.lines(console.terminal().tableWidth()).forEach(console.out()::println);
            console.out().println();
        }
        if (users.count() > 0) {
            console.out().println("The archives of " + Words.counted(users.count(), "user") + " would be rewritten.");
        }
        console.out()
                .println("A refresh now would take about " + Words.duration(Math.ceil(seconds)) + " with "
                        + Words.counted(jobs, "job") + ", " + Words.duration(find)
                        + " of this to find what changed. Nothing was written.");
    }

    private static Map<String, Object> values(RefreshEstimate realm) {
        return Map.of(
                "realm", realm.scope().realm().stringId(),
                "message_files", realm.messageFiles(),
                "message_files_mended", realm.mended(),
                "message_files_anew", realm.rewritten(),
                "other_rows", realm.otherRows(),
                "files", realm.copies().count(),
                "file_bytes", realm.copies().bytes(),
                "find_seconds", rounded(realm.findSeconds()),
                "work_seconds", rounded(realm.workSeconds()));
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 10) / 10.0;
    }
}
