/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.backup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.realmferry.Words;
import org.realmferry.backup.BackupManifest;
import org.realmferry.backup.BackupManifest.TableEntry;
import org.realmferry.backup.RecipientsBackup;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.FindingLines;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.run.Finding;

/** What a person, or a program, reads of a backup. */
final class BackupReport {
    private static final int KEPT = 11;

    private final Console console;
    private final boolean json;
    private final List<Finding> kept = new ArrayList<>();
    private long findings;

    BackupReport(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /** A finding; there may be more than memory holds. */
    void found(Finding finding) {
        findings++;
        if (json) {
            console.out().println(JsonLine.of("finding", FindingLines.values(finding)));
        } else if (kept.size() < KEPT) {
            kept.add(finding);
        }
    }

    long findings() {
        return findings;
    }

    /** A backup that was made, for the owners of some keys, or for everybody. */
    void written(RecipientsBackup.Result result, Path file, Optional<List<String>> keys, double seconds) {
        if (json) {
            Map<String, Object> values = values(result.manifest());
            values.put("output", file.toString());
            values.put("bytes", result.file().bytes());
            values.put("sha256", result.file().sha256());
            values.put("recipients", keys.orElse(List.of()));
            values.put("seconds", Math.round(seconds * 10) / 10.0);
            console.out().println(JsonLine.of("summary", values));
        } else {
            table(result.manifest());
            print(Words.counted(result.manifest().rows(), "row") + " of Zulip "
                    + result.manifest().about().get("zulip_version") + " in " + file + " ("
                    + Words.bytes(result.file().bytes()) + "), all from one snapshot, in " + Words.duration(seconds)
                    + ".");
            print("SHA-256: " + result.file().sha256());
            print(
                    keys.isEmpty()
                            ? "It is NOT encrypted: anyone with the file can read all of it."
                            : "It opens with the secret key of: " + String.join(", ", keys.get()));
        }
        console.out().flush();
    }

    void verified(BackupManifest manifest) {
        if (json) {
            summary(manifest);
        } else {
            FindingLines.shown(kept, findings).forEach(this::print);
            print(Words.counted(manifest.rows(), "row") + " of "
                    + Words.counted(manifest.tables().size(), "table") + " verified: "
                    + (findings == 0 ? "no problems found." : Words.counted(findings, "finding") + "."));
        }
        console.out().flush();
    }

    void shown(BackupManifest manifest) {
        if (json) {
            summary(manifest);
        } else {
            table(manifest);
            Map<String, String> about = manifest.about();
            print("Zulip " + about.get("zulip_version") + ", " + about.get("database") + ", on " + about.get("created")
                    + " by " + about.get("tool"));
            manifest.tables().stream()
                    .filter(table -> !table.leftOut().isEmpty())
                    .forEach(table -> print("Left out of " + table.name() + ": " + String.join(", ", table.leftOut())));
        }
        console.out().flush();
    }

    private void summary(BackupManifest manifest) {
        Map<String, Object> values = values(manifest);
        values.put("findings", findings);
        console.out().println(JsonLine.of("summary", values));
    }

    private static Map<String, Object> values(BackupManifest manifest) {
        Map<String, Object> values = new TreeMap<>(manifest.about());
        Map<String, Object> rows = new TreeMap<>();
        manifest.tables().forEach(table -> rows.put(table.name(), table.rows()));
        values.put("rows", rows);
        return values;
    }

    private void table(BackupManifest manifest) {
        TextTable table = new TextTable("table", "rows", "columns", "bytes as JSON");
        for (TableEntry entry : manifest.tables()) {
            table.row(
                    entry.name(),
                    Words.count(entry.rows()),
                    Words.count(entry.columns().size()),
                    Words.bytes(entry.bytes()));
        }
        table.lines(console.terminal().tableWidth()).forEach(this::print);
        print("");
    }

    private void print(String line) {
        console.out().println(Console.printable(line));
    }
}
