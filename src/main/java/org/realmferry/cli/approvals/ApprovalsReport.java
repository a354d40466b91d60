/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.approvals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.realmferry.Words;
import org.realmferry.cli.approvals.ApprovalsCheckCommand.Checked;
import org.realmferry.cli.options.ScopeOptions.Choice;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.extract.messages.Conversations;
import org.realmferry.extract.messages.Disclosure;
import org.realmferry.extract.messages.RealmAccount;
import org.realmferry.selection.approvals.TransferDecision;

/** What {@code approvals check} says. */
final class ApprovalsReport {
    private static final String NOT_LISTED = "not listed";
    private static final String BOTS = "bot";

    private final Console console;
    private final Choice choice;

    ApprovalsReport(Console console, Choice choice) {
        this.console = console;
        this.choice = choice;
    }

    void print(List<Checked> realms, boolean json) {
        for (Checked realm : realms) {
            if (json) {
                console.out().println(JsonLine.of("approvals", values(realm)));
            } else {
                text(realm);
            }
        }
        if (!json) {
            console.out()
                    .println(
                            choice.omits()
                                    ? "Unapproved users would leave no trace except in what approved users wrote."
                                    : "Unapproved users would become placeholders, as in Zulip's consent export: name,"
                                            + " public messages, no private data.");
        }
        console.out().flush();
    }

    private void text(Checked realm) {
        Disclosure disclosure = realm.disclosure();
        console.out()
                .println(Console.printable(disclosure.scope().realm().label()) + ": "
                        + Words.counted(realm.resolved().approved().size(), "user") + " of "
                        + Words.count(realm.accounts().size()) + " approved");
        print(decisions(realm));
        TextTable amounts = new TextTable("", "exported", "left out");
        amounts.row("messages", Words.count(disclosure.messages()), Words.count(disclosure.messagesLeftOut()));
        amounts.row(
                "uploaded files",
                Words.count(disclosure.files().count()),
                Words.count(disclosure.filesLeftOut().count()));
        amounts.row(
                "bytes",
                Words.bytes(disclosure.files().bytes()),
                Words.bytes(disclosure.filesLeftOut().bytes()));
        print(amounts);
        TextTable conversations = new TextTable("", "in full", "in part", "not at all", "unapproved only");
        disclosure
                .conversations()
                .counts()
                .forEach((kind, count) -> conversations.row(
                        kind.label(),
                        Words.count(count.complete()),
                        Words.count(count.partial()),
                        Words.count(count.absent()),
                        Words.count(count.others())));
        print(conversations);
        if (!disclosure.ownerUsable()) {
            console.out()
                    .println("NO OWNER WHO CAN LOG IN is approved: the export refuses this realm without --force.");
            console.out().println();
        }
    }

    private void print(TextTable table) {
        table.lines(console.terminal().tableWidth()).forEach(console.out()::println);
        console.out().println();
    }

    private static TextTable decisions(Checked realm) {
        List<String> headers = new ArrayList<>(List.of("role"));
        columns().forEach(headers::add);
        TextTable table = new TextTable(headers);
        byRole(realm).forEach((role, counts) -> {
            List<String> cells = new ArrayList<>(List.of(role));
            columns().forEach(column -> cells.add(Words.count(counts.getOrDefault(column, 0L))));
            table.row(cells);
        });
        return table;
    }

    private static Stream<String> columns() {
        return Stream.concat(Stream.of(TransferDecision.values()).map(TransferDecision::word), Stream.of(NOT_LISTED));
    }

    /** How many users of each role there are by decision; bots by themselves, last. */
    private static Map<String, Map<String, Long>> byRole(Checked realm) {
        Map<Long, Map<String, Long>> people = new TreeMap<>();
        Map<String, Long> bots = new TreeMap<>();
        for (RealmAccount account : realm.accounts()) {
            String decision = Optional.ofNullable(
                            realm.resolved().decisions().get(account.user().id()))
                    .map(TransferDecision::word)
                    .orElse(NOT_LISTED);
            Map<String, Long> counts =
                    account.user().bot() ? bots : people.computeIfAbsent(account.role(), role -> new TreeMap<>());
            counts.merge(decision, 1L, Long::sum);
        }
        Map<String, Map<String, Long>> byRole = new LinkedHashMap<>();
        people.forEach((role, counts) -> byRole.put(RealmAccount.roleName(role), counts));
        if (!bots.isEmpty()) {
            byRole.put(BOTS, bots);
        }
        return byRole;
    }

    private static Map<String, Object> values(Checked realm) {
        Disclosure disclosure = realm.disclosure();
        Map<String, Object> conversations = new TreeMap<>();
        for (Map.Entry<Conversations.Kind, Conversations.Count> count :
                disclosure.conversations().counts().entrySet()) {
            conversations.put(
                    count.getKey().label(),
                    Map.of(
                            "complete", count.getValue().complete(),
                            "partial", count.getValue().partial(),
                            "absent", count.getValue().absent(),
                            "of_others_only", count.getValue().others()));
        }
        Map<String, Object> values = new TreeMap<>(Map.of(
                "realm", disclosure.scope().realm().stringId(),
                "users", realm.accounts().size(),
                "approved_users", realm.resolved().approved().size(),
                "decisions_by_role", byRole(realm),
                "messages", disclosure.messages(),
                "messages_left_out", disclosure.messagesLeftOut(),
                "conversations", conversations,
                "owner_usable", disclosure.ownerUsable()));
        values.put("files", disclosure.files().count());
        values.put("file_bytes", disclosure.files().bytes());
        values.put("files_left_out", disclosure.filesLeftOut().count());
        values.put("file_bytes_left_out", disclosure.filesLeftOut().bytes());
        return values;
    }
}
