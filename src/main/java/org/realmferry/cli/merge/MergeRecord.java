/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.realmferry.cli.output.Version;
import org.realmferry.merge.MergeSummary;
import org.realmferry.merge.decide.Decision;
import org.realmferry.run.Findings;
import org.realmferry.run.RunRecord;
import org.realmferry.run.RunRecord.Entry;

/** The record of a merge, {@code run.json}, in which an archive is found as in that of an export. */
final class MergeRecord {
    private MergeRecord() {}

    /** @param asOf the newest time at which an input was taken */
    static RunRecord of(MergeSummary summary, Instant started, String asOf, int jobs, Findings findings) {
        int count = findings.sorted().size();
        return new RunRecord(
                Map.of(
                        RunRecord.TOOL,
                        Version.TEXT,
                        RunRecord.ZULIP_VERSION,
                        summary.zulipVersion(),
                        RunRecord.MODE,
                        summary.mode().label(),
                        RunRecord.AS_OF,
                        asOf,
                        RunRecord.JOBS,
                        jobs,
                        RunRecord.STARTED,
                        started.toString(),
                        RunRecord.FINISHED,
                        Instant.now().toString(),
                        RunRecord.FINDINGS,
                        count),
                Map.of(
                        RunRecord.REALMS,
                        List.of(new Entry(values(summary, count))),
                        RunRecord.USERS,
                        List.of(),
                        RunRecord.INPUTS,
                        summary.inputs().stream()
                                .map(input -> new Entry(values(input)))
                                .toList(),
                        RunRecord.DECISIONS,
                        decisions(summary).stream().map(Entry::new).toList()));
    }

    /** The merged archive by the names that programs read. */
    static Map<String, Object> values(MergeSummary summary, long findings) {
        return Map.of(
                "realm",
                summary.realm().stringId(),
                RunRecord.ARCHIVE,
                summary.realm().folder(),
                "mode",
                summary.mode().label(),
                RunRecord.MESSAGES,
                summary.messages(),
                RunRecord.USER_MESSAGES,
                summary.userMessages(),
                "other_rows",
                summary.otherRows(),
                "files",
                summary.files(),
                "bytes",
                summary.bytes(),
                "seconds",
                Math.round(summary.seconds() * 10) / 10.0,
                "findings",
                findings);
    }

    static Map<String, Object> values(MergeSummary.Source input) {
        Map<String, Object> values = new TreeMap<>(Map.of(
                "input", input.name(),
                "mode", input.mode(),
                "taken", input.taken(),
                "taken_from", input.takenFrom(),
                "manifest", input.manifest()));
        input.user().ifPresent(user -> values.put("user_id", user));
        return values;
    }

    /** How often it was decided, by table and rule. */
    static List<Map<String, Object>> decisions(MergeSummary summary) {
        List<Map<String, Object>> decisions = new ArrayList<>();
        new TreeMap<>(summary.decisions())
                .forEach((table, rules) -> rules.forEach((rule, count) -> decisions.add(
                        Map.of("table", table, "rule", label(rule), "conflict", rule.isConflict(), "count", count))));
        return decisions;
    }

    private static String label(Decision rule) {
        return rule.name().toLowerCase(Locale.ROOT);
    }
}
