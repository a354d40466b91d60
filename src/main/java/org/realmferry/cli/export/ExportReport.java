/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.realmferry.Words;
import org.realmferry.archive.PackFormat;
import org.realmferry.cli.export.ExportCommand.Request;
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
import org.realmferry.selection.Mode;
import org.realmferry.selection.Scope;

/** What a person, or a program, reads at the end of an export. */
final class ExportReport {
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
            text(run, findings, seconds, console.terminal().tableWidth()).forEach(console.out()::println);
        }
        console.out().flush();
    }

    private void json(RunRecord run, Findings findings, double seconds) {
        findings.sorted()
                .forEach(finding -> console.out().println(JsonLine.of("finding", FindingLines.values(finding))));
        run.realms().forEach(realm -> console.out().println(JsonLine.of("realm", RunRecord.values(realm))));
        run.users().forEach(user -> console.out().println(JsonLine.of("user", RunRecord.values(user))));
        run.summary()
                .packs()
                .forEach(
                        (archive, pack) -> console.out().println(JsonLine.of("pack", RunRecord.values(archive, pack))));
        console.out()
                .println(JsonLine.of(
                        "summary",
                        Map.of(
                                "output", request.output().toString(),
                                "zulip_version", run.release().version(),
                                "realms", run.realms().size(),
                                "users", run.users().size(),
                                "bytes", run.bytes(),
                                "seconds", Math.round(seconds * 10) / 10.0,
                                "findings", findings.sorted().size())));
    }

    /** What a person reads, in lines of at most so many columns where a table allows it. */
    List<String> text(RunRecord run, Findings findings, double seconds, int width) {
        TextTable table = new TextTable(
                "realm", "messages", "usermessages", "other rows", "files", "bytes", "seconds", "findings");
        run.realms().forEach(realm -> table.row(SummaryCells.of(realm)));
        run.users().forEach(user -> table.row(SummaryCells.of(user)));
        List<String> lines = new ArrayList<>(table.lines(width));
        lines.add("");
        run.realms().stream().flatMap(ExportReport::leftOut).forEach(lines::add);
        List<Finding> all = findings.sorted();
        lines.addAll(FindingLines.shown(all));
        lines.add(Words.counted(run.realms().size() + run.users().size(), "archive") + " of Zulip "
                + run.release().version() + " in " + request.output() + ", all of one snapshot, in "
                + Words.duration(seconds) + ".");
        request.pack().ifPresent(pack -> lines.addAll(packed(run, pack)));
        lines.add(
                all.isEmpty()
                        ? "No findings."
                        : Words.counted(all.size(), "finding") + ", all in " + request.output() + "/findings.jsonl.");
        lines.add("The same as a page: " + request.output() + "/report.html");
        if (!run.realms().isEmpty() && request.choice().mode() != Mode.FULL) {
            lines.add(ConsentChecks.inWords(request.choice().consent().rules(), run.release()));
        }
        lines.addAll(privacy(run.realms().isEmpty()));
        return lines;
    }

    /** The same for a page. */
    RunReport page(RunRecord run, Findings findings, RunReport.Course course) {
        RunReport.Origin origin = new RunReport.Origin(
                Version.TEXT,
                request.places().database().describe(),
                run.release().version(),
                run.snapshot(),
                request.choice().mode().label());
        return new RunReport(
                origin,
                course,
                run.summary(),
                findings.sorted(),
                run.realms().stream().flatMap(ExportReport::leftOut).toList(),
                String.join(" ", privacy(run.realms().isEmpty())),
                request.output());
    }

    private static List<String> packed(RunRecord run, PackChoice pack) {
        long bytes = run.summary().packs().values().stream()
                .mapToLong(its -> its.written().bytes())
                .sum();
        String name = "NAME." + pack.format().extension();
        String check =
                ", " + Words.bytes(bytes) + " in all; sha256sum -c " + name + PackFormat.CHECKSUM + " checks it.";
        return pack.isEncrypted()
                ? List.of("Each archive is " + name + check, "Nothing plain is left: only the named keys open them.")
                : List.of("Beside each folder the same as " + name + check);
    }

    /** What whoever keeps the archives should know of them. */
    private List<String> privacy(boolean usersOnly) {
        if (usersOnly) {
            return List.of("The archives hold all private data of these users: keep them as safe as the server.");
        }
        if (request.choice().mode() == Mode.FULL) {
            return List.of(
                    "The archives hold all private data of these realms, bots' service tokens and uuid_owner_secret",
                    "included, as Zulip's own do: keep them as safe as the server.");
        }
        String whose = request.choice().mode() == Mode.PUBLIC
                ? "no private data but flags of public messages"
                : request.choice().approvals().isPresent()
                        ? "private data of approved users"
                                + (request.choice().omits() ? ", and no trace of others" : "")
                        : "private data of the users who allow it";
        return List.of("The archives hold " + whose + "; uuid_owner_secret, too:", "keep them as safe as the server.");
    }

    private static Stream<String> leftOut(RealmSummary realm) {
        String label = Console.printable(realm.realm().label()) + ": ";
        Stream<String> messages = Stream.of(WithheldMessages.Kind.values())
                .filter(realm.leftOut().counts()::containsKey)
                .map(kind -> label
                        + Words.counted(realm.leftOut().counts().getOrDefault(kind, 0L), "message")
                        + " stayed behind: " + why(kind, realm.scope()));
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
                ? "private, and of nobody who allows the export"
                : scope.omits()
                        ? "of users who are not approved, or to them"
                        : "private, and of nobody who is approved";
    }

    private static String inWords(Conversations conversations) {
        Conversations.Count total = conversations.total();
        return Words.counted(total.complete(), "conversation") + " whole, " + Words.count(total.partial())
                + " with holes (" + Words.counted(conversations.missing(), "message") + " missing); "
                + Words.count(total.absent()) + " of approved users not at all";
    }
}
