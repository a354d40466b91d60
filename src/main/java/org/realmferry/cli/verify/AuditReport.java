/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.realmferry.Words;
import org.realmferry.audit.Audit;
import org.realmferry.audit.scope.Audience;
import org.realmferry.audit.scope.AuditSummary;
import org.realmferry.audit.scope.AuditSummary.Line;
import org.realmferry.audit.scope.Exposure;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Unapproved;

/**
 * What an audit says: of what, each exception as it is found (there may be more than memory holds), then how much was
 * looked at, and the verdict.
 */
final class AuditReport {
    private final Console console;
    private final boolean json;
    private final List<String> notes = new ArrayList<>();

    AuditReport(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /** Something that the reader should know, but that is no exception. */
    void note(String note) {
        notes.add(note);
    }

    void begin(Audit audit, Audience audience) {
        if (!json) {
            print("Realm " + audit.realm().label() + " (id " + audit.realm().id() + "), Zulip " + audit.release() + ": "
                    + approved(audit, audience));
            console.out().println();
        }
    }

    private static String approved(Audit audit, Audience audience) {
        String approved = Words.count(approvedUsers(audit, audience)) + " of "
                + Words.counted(audit.users().size(), "user");
        if (audience.mode() == Mode.PUBLIC) {
            return "none of " + Words.counted(audit.users().size(), "user") + " is approved (--mode public)";
        }
        return approved + " approved (" + (audience.listed() ? "by the list" : "by consent, from the archive")
                + "), the others " + (audience.unapproved() == Unapproved.OMIT ? "omitted" : "as placeholders");
    }

    private static long approvedUsers(Audit audit, Audience audience) {
        return audit.users().stream()
                .filter(user -> audience.approved().contains(user.id()))
                .count();
    }

    void leak(Exposure leak) {
        if (json) {
            console.out()
                    .println(JsonLine.of(
                            "exception", Map.of("table", leak.table(), "id", leak.id(), "why", leak.why())));
        } else {
            print(leak.table() + " " + leak.id() + ": " + leak.why());
        }
    }

    void end(Audit audit, Audience audience, AuditSummary summary) {
        if (json) {
            console.out().println(JsonLine.of("summary", values(audit, audience, summary)));
        } else {
            text(summary).forEach(this::print);
        }
        console.out().flush();
    }

    private Map<String, Object> values(Audit audit, Audience audience, AuditSummary summary) {
        Map<String, Object> checked = new TreeMap<>();
        for (Line line : summary.lines()) {
            checked.put(line.subject().name().toLowerCase(Locale.ROOT), line.checked());
        }
        return Map.of(
                "realm", audit.realm().stringId(),
                "zulip_version", audit.release(),
                "mode", audience.mode().label(),
                "unapproved", audience.unapproved().label(),
                "users", audit.users().size(),
                "approved", approvedUsers(audit, audience),
                "checked", checked,
                "exceptions", summary.exceptions(),
                "notes", List.copyOf(notes));
    }

    private List<String> text(AuditSummary summary) {
        List<String> lines = new ArrayList<>();
        if (summary.exceptions() > 0) {
            lines.add("");
        }
        TextTable table = new TextTable("what", "checked", "exceptions");
        for (Line line : summary.lines()) {
            table.row(List.of(line.subject().label(), Words.count(line.checked()), Words.count(line.exceptions())));
        }
        lines.addAll(table.lines(console.terminal().tableWidth()));
        lines.add("");
        notes.forEach(note -> lines.add("Note: " + note + "."));
        lines.add(
                summary.exceptions() == 0
                        ? "No exceptions: all data is public, belongs to an approved user, or was seen by one."
                        : Words.counted(summary.exceptions(), "exception")
                                + ": this archive holds data that it must not hold. Don't hand it over.");
        return lines;
    }

    private void print(String line) {
        console.out().println(Console.printable(line));
    }
}
