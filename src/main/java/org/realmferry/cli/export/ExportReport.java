/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.realmferry.Words;
import org.realmferry.archive.PackFormat;
import org.realmferry.cli.export.ExportRequest.Content;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.FindingLines;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.cli.output.Version;
import org.realmferry.extract.RealmSummary;
import org.realmferry.extract.messages.Conversations;
import org.realmferry.extract.messages.WithheldMessages;
import org.realmferry.pack.PackChoice;
import org.realmferry.report.RunReport;
import org.realmferry.report.SummaryCells;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.run.life.RunDescription;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Scope;

/** What a person, or a program, reads at the end of an export. */
final class ExportReport {
    private final Console console;
    private final RunDescription run;
    private final Content content;

    ExportReport(Console console, RunDescription run, Content content) {
        this.console = console;
        this.run = run;
        this.content = content;
    }

    void print(ExportRecord record, Findings findings, double seconds) {
        if (run.json()) {
            json(record, findings, seconds);
        } else {
            text(record, findings, seconds, console.terminal().tableWidth()).forEach(console.out()::println);
        }
        console.out().flush();
    }

    private void json(ExportRecord record, Findings findings, double seconds) {
        findings.sorted()
                .forEach(finding -> console.out().println(JsonLine.of("finding", FindingLines.values(finding))));
        record.realms().forEach(realm -> console.out().println(JsonLine.of("realm", ExportRecord.values(realm))));
        record.users().forEach(user -> console.out().println(JsonLine.of("user", ExportRecord.values(user))));
        record.summary()
                .packs()
                .forEach((archive, pack) -> console.out()
                        .println(JsonLine.of(
                                "pack", ExportRecord.pack(archive, pack).values())));
        console.out()
                .println(JsonLine.of(
                        "summary",
                        Map.of(
                                "output", run.directory().toString(),
                                "zulip_version", record.release().version(),
                                "realms", record.realms().size(),
                                "users", record.users().size(),
                                "bytes", record.bytes(),
                                "seconds", Math.round(seconds * 10) / 10.0,
                                "findings", findings.sorted().size())));
    }

    /** What a person reads, in lines of at most so many columns where a table allows it. */
    List<String> text(ExportRecord record, Findings findings, double seconds, int width) {
        TextTable table = new TextTable(
                "realm", "messages", "usermessages", "other rows", "files", "bytes", "seconds", "findings");
        record.realms().forEach(realm -> table.row(SummaryCells.of(realm)));
        record.users().forEach(user -> table.row(SummaryCells.of(user)));
        List<String> lines = new ArrayList<>(table.lines(width));
        lines.add("");
        record.realms().stream().flatMap(ExportReport::leftOut).forEach(lines::add);
        List<Finding> all = findings.sorted();
        lines.addAll(FindingLines.shown(all));
        lines.add(Words.counted(record.realms().size() + record.users().size(), "archive") + " of Zulip "
                + record.release().version() + " in " + run.directory() + ", all from one snapshot, in "
                + Words.duration(seconds) + ".");
        content.pack().ifPresent(pack -> lines.addAll(packed(record, pack)));
        lines.add(
                all.isEmpty()
                        ? "No findings."
                        : Words.counted(all.size(), "finding") + ", all in " + run.directory() + "/findings.jsonl.");
        lines.add("HTML report: " + run.directory() + "/report.html");
        if (!record.realms().isEmpty() && content.choice().mode() != Mode.FULL) {
            lines.add(ConsentChecks.inWords(content.choice().consent().rules(), record.release()));
        }
        lines.addAll(privacy(record.realms().isEmpty()));
        return lines;
    }

    /** The same for a page. */
    RunReport page(ExportRecord record, Findings findings, RunReport.Course course) {
        RunReport.Origin origin = new RunReport.Origin(
                Version.TEXT,
                content.places().database().describe(),
                record.release().version(),
                record.snapshot(),
                content.choice().mode().label());
        return new RunReport(
                origin,
                course,
                record.summary(),
                findings.sorted(),
                record.realms().stream().flatMap(ExportReport::leftOut).toList(),
                String.join(" ", privacy(record.realms().isEmpty())),
                run.directory());
    }

    private static List<String> packed(ExportRecord record, PackChoice pack) {
        long bytes = record.summary().packs().values().stream()
                .mapToLong(its -> its.written().bytes())
                .sum();
        String name = "NAME." + pack.format().extension();
        String check =
                ", " + Words.bytes(bytes) + " in total; sha256sum -c " + name + PackFormat.CHECKSUM + " checks it.";
        return pack.isEncrypted()
                ? List.of(
                        "Each archive is " + name + check,
                        "No unencrypted files are left: only the given keys open them.")
                : List.of("Each folder is also packed as " + name + check);
    }

    /** What whoever keeps the archives should know of them. */
    private List<String> privacy(boolean usersOnly) {
        if (usersOnly) {
            return List.of("The archives hold all private data of these users: keep them as safe as the server.");
        }
        if (content.choice().mode() == Mode.FULL) {
            return List.of(
                    "The archives hold all private data of these realms, including bots' service tokens and",
                    "uuid_owner_secret, as Zulip's own exports do: keep them as safe as the server.");
        }
        String whose = content.choice().mode() == Mode.PUBLIC
                ? "no private data except flags of public messages"
                : content.choice().approvals().isPresent()
                        ? "private data of approved users"
                                + (content.choice().omits() ? ", and no trace of others" : "")
                        : "private data of the users who consent";
        return List.of("The archives hold " + whose + "; also uuid_owner_secret:", "keep them as safe as the server.");
    }

    private static Stream<String> leftOut(RealmSummary realm) {
        String label = Console.printable(realm.realm().label()) + ": ";
        Stream<String> messages = Stream.of(WithheldMessages.Kind.values())
                .filter(realm.leftOut().counts()::containsKey)
                .map(kind -> label
                        + Words.counted(realm.leftOut().counts().getOrDefault(kind, 0L), "message")
                        + " left out: " + why(kind, realm.scope()));
        return Stream.concat(
                messages, realm.conversations().stream().map(conversations -> label + inWords(conversations)));
    }

    private static String why(WithheldMessages.Kind kind, Scope scope) {
        if (kind != WithheldMessages.Kind.PRIVATE || scope.mode() == Mode.FULL) {
            return kind.why();
        }
        if (scope.mode() == Mode.PUBLIC) {
            return "not in public channels";
        }
        return scope.approved().isEmpty()
                ? "private, between users who don't consent"
                : scope.omits() ? "from or to unapproved users" : "private, between unapproved users";
    }

    private static String inWords(Conversations conversations) {
        Conversations.Count total = conversations.total();
        return Words.counted(total.complete(), "conversation") + " whole, " + Words.count(total.partial())
                + " in part (" + Words.counted(conversations.missing(), "message") + " missing); "
                + Words.count(total.absent()) + " of approved users not at all";
    }
}
