/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.util.List;
import java.util.Map;
import org.realmferry.cli.ExportCommand.Request;
import org.realmferry.extract.RealmSummary;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;

/** What a person, or a program, reads at the end of an export. */
final class ExportReport {
    private static final int FINDINGS_SHOWN = 10;

    private final Console console;
    private final Request request;

    ExportReport(Console console, Request request) {
        this.console = console;
        this.request = request;
    }

    void print(RunRecord run, Findings findings, double seconds) {
        if (request.json()) {
            json(run, findings, seconds);
        } else {
            text(run, findings, seconds);
        }
        console.out().flush();
    }

    private void json(RunRecord run, Findings findings, double seconds) {
        findings.sorted().forEach(finding -> console.out().println(JsonLine.of("finding", values(finding))));
        run.realms().forEach(realm -> console.out().println(JsonLine.of("realm", RunRecord.values(realm))));
        console.out()
                .println(JsonLine.of(
                        "summary",
                        Map.of(
                                "output", request.output().toString(),
                                "zulip_version", run.release().version(),
                                "realms", run.realms().size(),
                                "bytes",
                                        run.realms().stream()
                                                .mapToLong(RealmSummary::bytes)
                                                .sum(),
                                "seconds", Math.round(seconds * 10) / 10.0,
                                "findings", findings.sorted().size())));
    }

    static Map<String, Object> values(Finding finding) {
        return Map.of(
                "kind", finding.kind(),
                "realm", finding.realm(),
                "place", finding.place(),
                "message", finding.message());
    }

    private void text(RunRecord run, Findings findings, double seconds) {
        TextTable table = new TextTable(
                "realm", "messages", "usermessages", "other rows", "files", "bytes", "seconds", "findings");
        run.realms().forEach(realm -> table.row(cells(realm)));
        table.lines(console.terminal().tableWidth()).forEach(console.out()::println);
        console.out().println();
        List<Finding> all = findings.sorted();
        printFindings(console, all);
        console.out()
                .println(Words.counted(run.realms().size(), "archive") + " of Zulip "
                        + run.release().version() + " in " + request.output() + ", all of one snapshot, in "
                        + Words.duration(seconds)
                        + (all.isEmpty()
                                ? "; no findings."
                                : "; " + Words.counted(all.size(), "finding") + ": see " + request.output()
                                        + "/findings.jsonl."));
        console.out()
                .println("The archives hold all private data of these realms, tokens of bots' services included: "
                        + "keep them as safe as the server.");
    }

    private static List<String> cells(RealmSummary realm) {
        return List.of(
                realm.realm().label(),
                Words.count(realm.messages()),
                Words.count(realm.userMessages()),
                Words.count(realm.otherRows()),
                Words.count(realm.files()),
                Words.bytes(realm.bytes()),
                Words.seconds(realm.seconds()),
                Words.count(realm.findings()));
    }

    static void printFindings(Console console, List<Finding> all) {
        all.stream()
                .limit(FINDINGS_SHOWN)
                .forEach(finding -> console.out()
                        .println(Console.printable(
                                "finding: " + (finding.realm().isEmpty() ? "" : finding.realm() + ": ")
                                        + finding.place() + ": " + finding.message())));
        if (all.size() > FINDINGS_SHOWN) {
            console.out().println("... and " + Words.count(all.size() - FINDINGS_SHOWN) + " more");
        }
        if (!all.isEmpty()) {
            console.out().println();
        }
    }
}
