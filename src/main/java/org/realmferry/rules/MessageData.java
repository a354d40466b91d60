/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.realmferry.rules.language.OutputFile.MESSAGES;
import static org.realmferry.rules.language.SchemaState.has;
import static org.realmferry.rules.language.SchemaState.lacks;
import static org.realmferry.rules.language.TableRule.in;
import static org.realmferry.rules.language.TableRule.stay;
import static org.realmferry.rules.language.TableRule.table;

import java.util.List;
import java.util.stream.Stream;
import org.realmferry.rules.language.Arrival;
import org.realmferry.rules.language.JoinedGroups;
import org.realmferry.rules.language.Making;
import org.realmferry.rules.language.Mentions;
import org.realmferry.rules.language.Naming;
import org.realmferry.rules.language.OfUser;
import org.realmferry.rules.language.ReleaseMarkers;
import org.realmferry.rules.language.TableRule;

/** Messages, what each receiver did with them, and reactions. */
final class MessageData {
    private static final String TEXTS = "concat(t.rendered_content, ' ', t.content)";

    /**
     * What anybody of the realm or a system bot wrote to where everything leaves, or to a channel of protected history if
     * somebody who consents has it; and what those who consent wrote to other users, and to system bots. Where others
     * leave no trace, no system bot speaks of them either.
     */
    private static final String EXPORTED = has(ReleaseMarkers.REALM_OF_MESSAGES).then("t.realm_id = :realm AND ")
            + "(t.sender_id IN :accounts AND ("
            + "t.recipient_id IN :openRecipients OR CASE WHEN NOT :full THEN t.recipient_id IN :protectedRecipients"
            + " AND EXISTS (SELECT FROM zerver_usermessage m WHERE m.message_id = t.id AND m.user_profile_id IN :consenting)"
            + " ELSE FALSE END) OR t.sender_id IN :writers AND t.recipient_id IN :others)"
            + " AND CASE WHEN :omit THEN t.sender_id NOT IN :crossRealmBots OR NOT (" + Mentions.ofOthers(TEXTS)
            + " OR "
            + Mentions.ofOthersByName(TEXTS) + ") ELSE TRUE END";

    /** The edits of a message, without the ids of users and channels that leave no trace. */
    private static final String EDIT_HISTORY = "CASE WHEN :omit AND t.edit_history IS NOT NULL THEN (SELECT jsonb_agg("
            + "e - ARRAY(SELECT k FROM unnest('{prev_stream,stream}'::text[]) k WHERE (e ->> k)::bigint NOT IN :channels)"
            + " || CASE WHEN (e ->> 'user_id')::bigint NOT IN :accounts THEN '{\"user_id\": null}' ELSE '{}' END::jsonb"
            + " ORDER BY n)::text FROM jsonb_array_elements(t.edit_history::jsonb) WITH ORDINALITY h(e, n))"
            + " ELSE t.edit_history END";

    private static final String JOINED = "of groups that become the same where others are omitted, the smallest";

    /** The messages that a user has, with the user's flags. */
    private static final String RECEIVED = "(SELECT m.*, u.flags FROM zerver_usermessage u"
            + " JOIN zerver_message m ON m.id = u.message_id WHERE u.user_profile_id = :user)";

    /** The names of the bits of {@code zerver_usermessage.flags}; the two that say nothing to a user have none. */
    private static final String FLAGS = "(SELECT coalesce(jsonb_agg(f.name ORDER BY f.bit), '[]')"
            + " FROM unnest('{read,starred,collapsed,mentioned,"
            + has(ReleaseMarkers.TOPIC_MENTIONS)
                    .then(
                            "stream_wildcard_mentioned,topic_wildcard_mentioned,group_mentioned",
                            "wildcard_mentioned,summarize_in_home,summarize_in_stream")
            + ",force_expand,force_collapse,has_alert_word,historical"
            + has("zerver_stream.default_push_notifications").then(",,,hide_link_previews")
            + lacks(ReleaseMarkers.AVATARS_BY_ID).then(",is_me_message")
            + "}'::text[])"
            + " WITH ORDINALITY f(name, bit) WHERE f.name <> '' AND t.flags >> (f.bit - 1)::integer & 1 = 1)";

    /** A channel's name, or those of everybody in a conversation. */
    private static final String RECIPIENT_NAMES = "SELECT r.id, CASE WHEN r.type = 2"
            + " THEN (SELECT s.name FROM zerver_stream s WHERE s.id = r.type_id)"
            + " ELSE (SELECT coalesce(string_agg(u.full_name, ', ' ORDER BY "
            + has(ReleaseMarkers.API_STATE).then("u.id", "u.full_name") + "), '')"
            + " FROM zerver_subscription s JOIN zerver_userprofile u ON u.id = s.user_profile_id"
            + " WHERE s.recipient_id = r.id) END FROM zerver_recipient r WHERE r.id IN :named";

    /** A channel's name, or everybody in a conversation, by address: as older releases have it in messages of a user. */
    private static final String RECIPIENTS_IN_FULL = "SELECT r.id, CASE WHEN r.type = 2"
            + " THEN (SELECT to_json(s.name)::text FROM zerver_stream s WHERE s.id = r.type_id)"
            + " ELSE (SELECT coalesce(json_agg(json_build_object('email', u.email,"
            + has("zerver_realm.domain").then(" 'domain', o.domain,")
            + " 'full_name', u.full_name,"
            + has("zerver_userprofile.short_name").then(" 'short_name', u.short_name,")
            + " 'id', u.id, 'is_mirror_dummy', u.is_mirror_dummy) ORDER BY u.email), '[]')::text"
            + " FROM zerver_subscription s JOIN zerver_userprofile u ON u.id = s.user_profile_id"
            + " JOIN zerver_realm o ON o.id = u.realm_id WHERE s.recipient_id = r.id) END"
            + " FROM zerver_recipient r WHERE r.id IN :named";

    static final List<TableRule> RULES = Stream.of(
                    Stream.of(
                            in(MESSAGES, "zerver_message")
                                    .where(EXPORTED)
                                    .ofUser(OfUser.of(RECEIVED, "t.id IN :pertaining")
                                            .add("flags", "jsonb", FLAGS)
                                            .add("flags_mask", "bigint", "t.flags::bigint")
                                            .name(
                                                    "sending_client_name",
                                                    "sending_client",
                                                    "SELECT id, name FROM zerver_client WHERE id IN :named")
                                            .name(
                                                    has(ReleaseMarkers.SORTED_TABLES),
                                                    "recipient_name",
                                                    "recipient",
                                                    RECIPIENT_NAMES)
                                            .jsonName(
                                                    lacks(ReleaseMarkers.SORTED_TABLES),
                                                    "display_recipient",
                                                    "recipient",
                                                    RECIPIENTS_IN_FULL)
                                            .inAll())
                                    .value(
                                            "edit_history",
                                            EDIT_HISTORY,
                                            "without ids of users and channels that leave no trace")
                                    .value("recipient_id", JoinedGroups.recipient("t.recipient_id"), JOINED)
                                    .without("PGroonga's own index of the text", "search_pgroonga")
                                    .when(
                                            lacks(ReleaseMarkers.SORTED_TABLES),
                                            "search_tsvector stays",
                                            rule -> rule.without("the server makes it again", "search_tsvector"))
                                    .texts("content", "rendered_content")
                                    .naming(new Naming.Json("edit_history"))
                                    .made(Making.SEARCH_VECTOR, "search_tsvector")
                                    .merge(rule -> rule.laterBy("last_edit_time")),
                            in(MESSAGES, "zerver_usermessage")
                                    .where("t.user_profile_id IN :receivers")
                                    .onExportedMessage("message_id")
                                    .rename("flags", "flags_mask")
                                    .merge(rule -> rule.oneOf("user_profile", "message")),
                            table("zerver_reaction")
                                    .where(has(ReleaseMarkers.REALM_OF_MESSAGES)
                                            .then(
                                                    "t.message_id IN (SELECT id FROM zerver_message WHERE realm_id = :realm)",
                                                    "t.user_profile_id IN :accounts"))
                                    .since(ReleaseMarkers.MORE_TABLES)
                                    .ofUser("t.user_profile_id = :user")
                                    .onExportedMessage("message_id")
                                    .naming(new Naming.ByKind("emoji_code", "reaction_type", Naming.OWN_EMOJI))
                                    .merge(rule ->
                                            rule.oneOf("user_profile", "message", "reaction_type", "emoji_code")),
                            table("zerver_scheduledmessage")
                                    .where("t.realm_id = :realm AND t.sender_id IN :schedulers")
                                    .value("recipient_id", JoinedGroups.recipient("t.recipient_id"), JOINED)
                                    .texts("content", "rendered_content")
                                    .naming(new Naming.Ids("reminder_target_message_id", "zerver_message"))
                                    .arriving(new Arrival.AtTheEnd("the server would send or fail them meanwhile"))
                                    .since(ReleaseMarkers.SCHEDULED_MESSAGES),
                            table("zerver_submessage")
                                    .where(has(ReleaseMarkers.REALM_OF_MESSAGES)
                                            .then(
                                                    "t.message_id IN (SELECT id FROM zerver_message WHERE realm_id = :realm)",
                                                    "t.sender_id IN :accounts"))
                                    .since(ReleaseMarkers.API_STATE)
                                    .ofUser("t.sender_id = :user")
                                    .onExportedMessage("message_id")
                                    .naming(new Naming.PollKey("content"))),
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
