/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.realmferry.archive.Fingerprints;
import org.realmferry.audit.rows.AuditedLinks;
import org.realmferry.audit.rows.AuditedRow;

/** Attachments of messages that are in the archive, and of nothing else. */
final class AttachmentCheck implements AuditCheck {
    private final LongPredicate messages;
    private final LongPredicate scheduled;
    private final AuditedLinks links;
    private final Fingerprints paths = new Fingerprints();

    AttachmentCheck(LongPredicate messages, LongPredicate scheduled, AuditedLinks links) {
        this.links = links;
        this.messages = messages;
        this.scheduled = scheduled;
    }

    @Override
    public void of(AuditedRow row, Consumer<String> why) {
        if (!row.table().equals("zerver_attachment")) {
            return;
        }
        String path = row.text("path_id");
        paths.add(path);
        paths.add(path, String.valueOf(row.number("owner")));
        references(row, "messages", messages, "message", why);
        references(row, "scheduled_messages", scheduled, "scheduled message", why);
        for (long message : row.numbers("messages")) {
            if (messages.test(message) && !links.has(message, path)) {
                why.accept("messages names the message " + message + ", which has no link to it");
            }
        }
        if (row.numbers("messages").isEmpty()
                && row.numbersIfAny("scheduled_messages").isEmpty()) {
            why.accept("it belongs to no message of the archive");
        }
    }

    private static void references(
            AuditedRow row, String field, LongPredicate exported, String noun, Consumer<String> why) {
        for (long id : row.numbersIfAny(field)) {
            if (!exported.test(id)) {
                why.accept(field + " names the " + noun + " " + id + ", which is not in the archive, or should not be");
            }
        }
    }

    /** Whether a row has that path. */
    boolean has(String path) {
        return paths.contains(path);
    }

    /** Whether a row has that path and that owner. */
    boolean has(String path, long owner) {
        return paths.contains(path, String.valueOf(owner));
    }
}
