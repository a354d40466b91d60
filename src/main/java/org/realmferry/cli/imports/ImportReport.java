/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.imports;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.realmferry.Words;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.FindingLines;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.cli.output.Version;
import org.realmferry.load.ImportSummary;
import org.realmferry.run.Findings;
import org.realmferry.run.RunRecord;
import org.realmferry.run.RunRecord.Entry;
import org.realmferry.schema.ZulipTables;

/** What a person, or a program, reads at the end of an import. */
final class ImportReport {
    private final Console console;
    private final ImportRequest request;
    private final Path run;

    ImportReport(Console console, ImportRequest request, Path run) {
        this.console = console;
        this.request = request;
        this.run = run;
    }

    void print(List<ImportSummary> summaries, Findings findings, double seconds) {
        if (request.work().json()) {
            findings.sorted()
                    .forEach(finding -> console.out().println(JsonLine.of("finding", FindingLines.values(finding))));
            summaries.forEach(realm -> console.out().println(JsonLine.of("realm", values(realm))));
            console.out()
                    .println(JsonLine.of(
                            "summary",
                            Map.of(
                                    "output", run.toString(),
                                    "realms", summaries.size(),
                                    "seconds", Math.round(seconds * 10) / 10.0,
                                    "findings", findings.sorted().size())));
        } else {
            text(summaries, findings, seconds, console.terminal().tableWidth()).forEach(console.out()::println);
        }
        console.out().flush();
    }

    /** The lines for people, tables in at most so many columns. */
    List<String> text(List<ImportSummary> summaries, Findings findings, double seconds, int width) {
        TextTable table = new TextTable("realm", "id", "messages", "usermessages", "other rows", "files", "repaired");
        summaries.forEach(realm -> table.row(List.of(
                realm.choice().label(),
                String.valueOf(realm.realm()),
                Words.count(rows(realm, ZulipTables.MESSAGES)),
                Words.count(rows(realm, ZulipTables.USER_MESSAGES)),
                Words.count(others(realm)),
                Words.count(realm.files()),
                Words.count(realm.repairs().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()))));
        List<String> lines = new ArrayList<>(table.lines(width));
        lines.add("");
        summaries.forEach(realm -> new TreeMap<>(realm.repairs())
                .forEach((what, count) ->
                        lines.add(realm.choice().label() + ": repaired " + Words.count(count) + " in " + what)));
        lines.addAll(FindingLines.shown(findings.sorted()));
        lines.add(Words.counted(summaries.size(), "realm") + " imported into "
                + request.server().database().describe() + " in " + Words.duration(seconds) + ".");
        lines.add(
                findings.sorted().isEmpty()
                        ? "No findings."
                        : Words.counted(findings.sorted().size(), "finding") + ", all in " + run + "/findings.jsonl.");
        lines.add("");
        lines.addAll(List.of(
                "What is left to do:",
                "- passwords: `manage.py send_password_reset_email -r REALM`, or LDAP, SAML or OIDC by address",
                "- memcached: `scripts/setup/flush-memcached`",
                "- outgoing webhooks: give the new tokens to their services",
                "- subdomains: DNS, certificates, login methods; push notifications: `manage.py register_server`"));
        return lines;
    }

    private static long rows(ImportSummary realm, String table) {
        return realm.rows().getOrDefault(table, 0L);
    }

    private static long others(ImportSummary realm) {
        return realm.rows().values().stream().mapToLong(Long::longValue).sum()
                - rows(realm, ZulipTables.MESSAGES)
                - rows(realm, ZulipTables.USER_MESSAGES);
    }

    /** A realm by the names that programs read. */
    private static Map<String, Object> values(ImportSummary realm) {
        return Map.of(
                "realm",
                realm.choice().subdomain(),
                "id",
                realm.realm(),
                RunRecord.MESSAGES,
                rows(realm, ZulipTables.MESSAGES),
                RunRecord.USER_MESSAGES,
                rows(realm, ZulipTables.USER_MESSAGES),
                "other_rows",
                others(realm),
                "files",
                realm.files(),
                "repaired",
                realm.repairs().values().stream().mapToLong(Long::longValue).sum());
    }

    /** What {@code run.json} says. */
    RunRecord record(List<ImportSummary> summaries, Findings findings, Instant started) {
        return new RunRecord(
                Map.of(
                        RunRecord.TOOL,
                        Version.TEXT,
                        RunRecord.DATABASE,
                        request.server().database().describe(),
                        RunRecord.JOBS,
                        request.work().jobs(),
                        RunRecord.STARTED,
                        started.toString(),
                        RunRecord.FINISHED,
                        Instant.now().toString(),
                        RunRecord.FINDINGS,
                        findings.sorted().size()),
                Map.of(
                        RunRecord.IMPORTS,
                        summaries.stream()
                                .map(realm -> new Entry(values(realm)))
                                .toList()));
    }
}
