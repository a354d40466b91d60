/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.realmferry.rules.OutputFile.MESSAGES;
import static org.realmferry.rules.TableRule.in;
import static org.realmferry.rules.TableRule.stay;
import static org.realmferry.rules.TableRule.table;

import java.util.List;
import java.util.stream.Stream;

/** Messages, what each receiver did with them, and reactions. */
final class MessageData {
    /** Whether a message names a user who leaves no trace. */
    private static final String NAMES_OTHERS = "EXISTS (SELECT FROM regexp_matches("
            + "concat(t.rendered_content, t.content), 'data-user-id=\"([0-9]+)\"|\\*\\*[^*]*\\|([0-9]+)\\*\\*', 'g') m"
            + " WHERE coalesce(m[1], m[2])::numeric NOT IN :accounts)";

    /**
     * What anybody of the realm or a system bot wrote to where everything leaves, or to a channel of protected history if
     * somebody who consents has it; and what those who consent wrote to other users, and to system bots. Where others
     * leave no trace, no system bot speaks of them either.
     */
    private static final String EXPORTED = "t.realm_id = :realm AND (t.sender_id IN :accounts AND ("
            + "t.recipient_id IN :openRecipients OR NOT :full AND t.recipient_id IN :protectedRecipients"
            + " AND EXISTS (SELECT FROM zerver_usermessage m WHERE m.message_id = t.id AND m.user_profile_id IN :consenting))"
            + " OR t.sender_id IN :writers AND t.recipient_id IN :others)"
            + " AND NOT (:omit AND t.sender_id IN :crossRealmBots AND " + NAMES_OTHERS + ")";

    /** The edits of a message, without the ids of users and channels that leave no trace. */
    private static final String EDIT_HISTORY = "CASE WHEN :omit AND t.edit_history IS NOT NULL THEN (SELECT jsonb_agg("
            + "e - ARRAY(SELECT k FROM unnest('{prev_stream,stream}'::text[]) k WHERE (e ->> k)::bigint NOT IN :channels)"
            + " || CASE WHEN (e ->> 'user_id')::bigint NOT IN :accounts THEN '{\"user_id\": null}' ELSE '{}' END::jsonb"
            + " ORDER BY n)::text FROM jsonb_array_elements(t.edit_history::jsonb) WITH ORDINALITY h(e, n))"
            + " ELSE t.edit_history END";

    static final List<TableRule> RULES = Stream.of(
                    Stream.of(
                            in(MESSAGES, "zerver_message")
                                    .where(EXPORTED)
                                    .value(
                                            "edit_history",
                                            EDIT_HISTORY,
                                            "without ids of users and channels that leave no trace")
                                    .without("PGroonga's own index of the text", "search_pgroonga"),
                            in(MESSAGES, "zerver_usermessage")
                                    .where("t.user_profile_id IN :receivers")
                                    .onExportedMessage("message_id")
                                    .rename("flags", "flags_mask"),
                            table("zerver_reaction")
                                    .where("t.message_id IN (SELECT id FROM zerver_message WHERE realm_id = :realm)")
                                    .onExportedMessage("message_id"),
                            table("zerver_scheduledmessage")
                                    .where("t.realm_id = :realm AND (:full OR t.sender_id IN :consenting)")),
                    stay("votes and to-do lists, which Zulip doesn't export", "zerver_submessage"),
                    stay(
                            "deleted messages",
                            "zerver_archivedattachment",
                            "zerver_archivedattachment_messages",
                            "zerver_archivedmessage",
                            "zerver_archivedreaction",
                            "zerver_archivedsubmessage",
                            "zerver_archivedusermessage",
                            "zerver_archivetransaction"))
            .flatMap(rules -> rules)
            .toList();

    private MessageData() {}
}
