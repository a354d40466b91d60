/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.function.Consumer;
import org.realmferry.IdBitmap;
import org.realmferry.audit.rows.AuditedLinks;
import org.realmferry.audit.rows.AuditedRow;
import org.realmferry.audit.rows.AuditedRowReader;
import org.realmferry.audit.rows.AuditedTables;
import org.realmferry.audit.scope.Audience;
import org.realmferry.audit.scope.AuditScope;
import org.realmferry.audit.scope.AuditedConversations;
import org.realmferry.audit.scope.People;

/** What may be in one file of messages: read twice, first for who received what. */
final class MessageFileCheck implements AuditCheck {
    private final People people;
    private final Audience audience;
    private final AuditedConversations conversations;
    private final EditHistoryCheck edits;
    private final AuditedLinks links;
    private final MentionCheck mentions;
    private final IdBitmap messages = new IdBitmap();
    private final IdBitmap seen = new IdBitmap();
    private final IdBitmap hidden = new IdBitmap();

    MessageFileCheck(AuditedRowReader file, AuditScope premises, EditHistoryCheck edits, AuditedLinks links) {
        people = premises.people();
        audience = premises.audience();
        conversations = premises.conversations();
        this.edits = edits;
        this.links = links;
        mentions = new MentionCheck(people, audience);
        file.tables(table -> AuditedTables.belong(table, file.name()), this::note);
    }

    private void note(AuditedRow row) {
        if (row.table().equals("zerver_message")) {
            messages.addLong(row.id());
        } else if (audience.has(row.number("user_profile"))) {
            seen.addLong(row.number("message"));
        }
    }

    /** The ids of the messages of the file that may be in it, once all rows were looked at. */
    IdBitmap visible() {
        IdBitmap visible = messages.copy();
        visible.andNot(hidden);
        return visible;
    }

    @Override
    public void of(AuditedRow row, Consumer<String> why) {
        if (row.table().equals("zerver_message")) {
            conversations.objection(row, seen.contains(row.id())).ifPresent(objection -> {
                hidden.addLong(row.id());
                why.accept(objection);
            });
            edits.of(row, why);
            if (audience.alone() && people.isSystemBot(row.number("sender"))) {
                mentions.of(row.text("content"), why);
            }
            links.add(row);
        } else if (row.table().equals("zerver_usermessage")) {
            received(row, why);
        }
    }

    private void received(AuditedRow row, Consumer<String> why) {
        long user = row.number("user_profile");
        long message = row.number("message");
        if (!messages.contains(message)) {
            why.accept("its message " + message + " is not in the same file");
        }
        if (audience.isNobody() ? people.isDummy(user) : !audience.has(user)) {
            why.accept("it is of the user " + user + ", "
                    + (audience.isNobody() ? "a mirror dummy" : "who is not approved"));
        }
    }
}
