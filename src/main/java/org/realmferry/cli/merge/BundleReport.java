/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.realmferry.Words;
import org.realmferry.bundle.BundleSummary;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.FindingLines;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.cli.output.Version;
import org.realmferry.run.Findings;
import org.realmferry.run.RunRecord;
import org.realmferry.run.RunRecord.Entry;

/** What the making of a bundle says: its archives, and how many rows got other ids. */
final class BundleReport {
    private final Console console;
    private final boolean json;

    BundleReport(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /** The record of the run, in which an archive is found as in that of an export. */
    static RunRecord record(BundleSummary summary, Instant started, int jobs, Findings findings) {
        return new RunRecord(
                Map.of(
                        RunRecord.TOOL,
                        Version.TEXT,
                        RunRecord.ZULIP_VERSION,
                        summary.zulipVersion(),
                        RunRecord.SERVERS,
                        summary.servers(),
                        RunRecord.JOBS,
                        jobs,
                        RunRecord.STARTED,
                        started.toString(),
                        RunRecord.FINISHED,
                        Instant.now().toString(),
                        RunRecord.FINDINGS,
                        findings.sorted().size()),
                Map.of(
                        RunRecord.REALMS,
                        summary.archives().stream()
                                .map(archive -> new Entry(values(archive)))
                                .toList(),
                        RunRecord.USERS,
                        List.of()));
    }

    private static Map<String, Object> values(BundleSummary.Archive archive) {
        Map<String, Object> values = new TreeMap<>();
        values.put("realm", archive.realm().stringId());
        values.put(RunRecord.ARCHIVE, archive.folder());
        values.put("input", archive.input());
        values.put("id", archive.realm().id());
        values.put("mode", archive.mode().label());
        values.put(RunRecord.MESSAGES, archive.messages());
        values.put(RunRecord.USER_MESSAGES, archive.userMessages());
        values.put("other_rows", archive.otherRows());
        values.put("files", archive.files());
        values.put("renumbered", archive.renumbered());
        return values;
    }

    /** The end of it. */
    void end(BundleSummary summary, Findings findings, Optional<Path> output) {
        if (json) {
            summary.archives().forEach(archive -> print("realm", values(archive)));
            findings.sorted().forEach(finding -> print("finding", FindingLines.values(finding)));
            Map<String, Object> values = new TreeMap<>();
            values.put("realms", summary.archives().size());
            values.put("servers", summary.servers());
            values.put("findings", findings.sorted().size());
            values.put("planned", output.isEmpty());
            values.put("seconds", Math.round(summary.seconds() * 10) / 10.0);
            output.ifPresent(path -> values.put("output", path.toString()));
            print("summary", values);
        } else {
            text(summary, findings, output, console.terminal().tableWidth())
                    .forEach(line -> console.out().println(Console.printable(line)));
        }
        console.out().flush();
    }

    private void print(String type, Map<String, Object> values) {
        console.out().println(JsonLine.of(type, values));
    }

    /** What a person reads, in lines of at most so many columns where a table allows it. */
    List<String> text(BundleSummary summary, Findings findings, Optional<Path> output, int width) {
        TextTable table =
                new TextTable("archive", "input", "messages", "usermessages", "other rows", "files", "renumbered");
        summary.archives()
                .forEach(archive -> table.row(
                        archive.folder(),
                        archive.input(),
                        Words.count(archive.messages()),
                        Words.count(archive.userMessages()),
                        Words.count(archive.otherRows()),
                        output.isPresent() ? Words.count(archive.files()) : "-",
                        Words.count(archive.renumbered())));
        List<String> lines = new ArrayList<>(table.lines(width));
        lines.add("");
        summary.archives().stream()
                .filter(archive -> !archive.manifest())
                .map(archive -> "Note: " + archive.input()
                        + " has no manifest and so no checksums: changed texts and files can't be detected.")
                .forEach(lines::add);
        lines.addAll(FindingLines.shown(findings.sorted()));
        String what = Words.counted(summary.archives().size(), "realm") + " of "
                + Words.counted(summary.servers(), "server") + " of Zulip " + summary.zulipVersion();
        lines.add(output.map(path -> what + " are side by side in " + path + ", in " + Words.duration(summary.seconds())
                        + ". ids.jsonl has the old and the new ids.")
                .orElse(what + " would be side by side; nothing was written."));
        return lines;
    }
}
