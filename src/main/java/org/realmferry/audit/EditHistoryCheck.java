/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.audit.rows.AuditedRow;
import org.realmferry.audit.rows.JsonValues;
import org.realmferry.audit.scope.AuditedConversations;

/** The earlier texts and places of a message: they leave as far as they can be the message's own. */
final class EditHistoryCheck implements AuditCheck {
    private static final Set<String> KNOWN = Set.of(
            "user_id",
            "timestamp",
            "prev_content",
            "prev_rendered_content",
            "prev_rendered_content_version",
            "prev_topic",
            "topic",
            "prev_subject",
            "prev_stream",
            "stream");

    private final ReferenceCheck references;
    private final AuditedConversations conversations;

    EditHistoryCheck(ReferenceCheck references, AuditedConversations conversations) {
        this.references = references;
        this.conversations = conversations;
    }

    @Override
    public void of(AuditedRow message, Consumer<String> why) {
        message.optionalText("edit_history").ifPresent(history -> {
            double edited = lastEdit(message);
            if (edited == 0) {
                why.accept("the message was never edited, but has an edit_history");
            }
            edits(history, why).forEach(edit -> edit(message, edit, edited, why));
        });
    }

    /** When a message was last edited or moved; 0 for never. */
    private static double lastEdit(AuditedRow message) {
        return Stream.of("last_edit_time", "last_moved_time")
                .flatMap(field -> message.time(field).stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
    }

    private static List<? extends @Nullable Object> edits(String history, Consumer<String> why) {
        try {
            if (JsonValues.parse(history) instanceof List<?> edits) {
                return edits;
            }
        } catch (IOException e) {
            why.accept("edit_history is not valid JSON");
            return List.of();
        }
        why.accept("edit_history is not a list of edits");
        return List.of();
    }

    private void edit(AuditedRow message, @Nullable Object edit, double lastEdit, Consumer<String> why) {
        if (!(edit instanceof Map<?, ?> fields)) {
            why.accept("edit_history is not a list of edits");
            return;
        }
        if (!KNOWN.containsAll(fields.keySet())) {
            why.accept("edit_history has a field that no edit has");
        }
        if (fields.get("timestamp") instanceof Number time && time.doubleValue() > lastEdit + 1 && lastEdit > 0) {
            why.accept("edit_history has an edit that is newer than the last edit");
        }
        double sent =
                message.time("date_sent").or(() -> message.time("pub_date")).orElse(0.0);
        if (fields.get("timestamp") instanceof Number time && time.doubleValue() + 1 < sent) {
            why.accept("edit_history has an edit that is older than the message");
        }
        editor(message, fields, why);
        channels(fields, why);
    }

    private void editor(AuditedRow message, Map<?, ?> edit, Consumer<String> why) {
        if (!(edit.get("user_id") instanceof Long editor)) {
            return;
        }
        references.user("edit_history: user_id", editor, why);
        boolean text = edit.containsKey("prev_content") || edit.containsKey("prev_rendered_content");
        if (text && editor != message.number("sender")) {
            why.accept("edit_history has a text of the user " + editor + ", who is not the sender");
        }
    }

    private void channels(Map<?, ?> edit, Consumer<String> why) {
        for (String field : List.of("prev_stream", "stream")) {
            if (edit.get(field) instanceof Long channel && !conversations.isChannel(channel)) {
                why.accept("edit_history names the channel " + channel + ", which is not in the archive");
            }
        }
    }
}
