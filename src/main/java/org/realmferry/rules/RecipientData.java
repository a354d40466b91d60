/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.realmferry.rules.language.SchemaState.lacks;
import static org.realmferry.rules.language.TableRule.stay;
import static org.realmferry.rules.language.TableRule.table;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.realmferry.rules.language.Arrival;
import org.realmferry.rules.language.Making;
import org.realmferry.rules.language.Mentions;
import org.realmferry.rules.language.Naming;
import org.realmferry.rules.language.ReleaseMarkers;
import org.realmferry.rules.language.TableRule;
import org.realmferry.schema.ZulipTables;

/**
 * Where messages go: channels, group conversations, and who is subscribed to them. A group conversation with anybody of
 * another realm, a system bot included, is "unsafe" and stays: {@code :groupRecipients} leaves it out.
 */
final class RecipientData {
    private static final String SUBSCRIPTIONS =
            "(SELECT s.*, :full OR NOT :strict OR s.user_profile_id IN :consenting AS consents"
                    + " FROM zerver_subscription s)";

    /** One of the colours that Zulip gives to new subscriptions, always the same for a subscription. */
    private static final String COLOR =
            "('{#76ce90,#fae589,#a6c7e5,#e79ab5,#bfd56f,#f4ae55,#b0a5fd,#addfe5,#f5ce6e,#c2726a,"
                    + "#94c849,#bd86e5,#ee7e4a,#a6dcbf,#95a5fd,#53a063,#9987e1,#e4523d,#c2c2c2,#4f8de4,#c6a8ad,#e7cc4d,#c8bebf,#a47462}'"
                    + "::text[])[1 + get_byte(sha256(convert_to(t.id::text, 'UTF8')), 0) % 24]";

    static final List<TableRule> RULES = Stream.of(
                    Stream.of(
                            Mentions.described(
                                            table("zerver_stream")
                                                    .where("t.id IN :channels")
                                                    .ofAnyUser(
                                                            "t.id IN (SELECT type_id FROM zerver_recipient WHERE type = 2 AND id IN :subscribed)"))
                                    .naming(new Naming.Last("first_message_id", "zerver_message", "null"))
                                    .made(Making.TOKEN, "email_token")
                                    .arriving(new Arrival.Held(
                                            "message_retention_days", "-1", "no message is archived meanwhile"))
                                    .without("a secret: who has it can post to the channel", "email_token"),
                            table("zerver_huddle")
                                    .where(
                                            "t.id IN (SELECT type_id FROM zerver_recipient WHERE id IN :groupRecipients)")
                                    .value(
                                            "huddle_hash",
                                            "CASE WHEN :omit THEN left(encode(sha256(convert_to(t.id::text, 'UTF8')), 'hex'), 40)"
                                                    + " ELSE t.huddle_hash END",
                                            "another, where it would tell who was omitted; an import makes its own")
                                    .value(
                                            "group_size",
                                            "CASE WHEN :omit THEN (SELECT count(*)::integer FROM zerver_subscription s"
                                                    + " JOIN zerver_recipient r ON r.id = s.recipient_id AND r.type = 3"
                                                    + " WHERE r.type_id = t.id AND (s.user_profile_id IN :users OR s.user_profile_id IN :talkingBots))"
                                                    + " ELSE t.group_size END",
                                            "of those who leave")
                                    .naming(new Naming.MembersHash("huddle_hash"))
                                    .made(Making.GROUP_HASH, "huddle_hash"),
                            table("zerver_recipient")
                                    .where("t.id IN :recipients")
                                    .naming(new Naming.ByKind(
                                            "type_id",
                                            "type",
                                            Map.of("1", ZulipTables.USERS, "2", "zerver_stream", "3", "zerver_huddle")))
                                    .ofAnyUser("t.id IN :subscribed"),
                            table("zerver_subscription")
                                    .made(Making.IS_USER_ACTIVE, "is_user_active")
                                    .from(SUBSCRIPTIONS)
                                    .where("t.recipient_id IN :recipients AND (t.user_profile_id IN :users"
                                            + " OR t.user_profile_id IN :talkingBots AND t.recipient_id IN :groupRecipients"
                                            + " OR t.recipient_id IN (SELECT r.id FROM zerver_recipient r"
                                            + " JOIN zerver_stream s ON s.id = r.type_id"
                                            + " WHERE r.type = 2 AND s.realm_id = :realm))")
                                    .ofAnyUser("t.user_profile_id = :user")
                                    .unlessConsenting("FALSE", "is_muted", "pin_to_top")
                                    .unlessConsenting(COLOR, "color")
                                    .unlessConsenting(
                                            "NULL",
                                            "desktop_notifications",
                                            "audible_notifications",
                                            "push_notifications",
                                            "email_notifications",
                                            "wildcard_mentions_notify")
                                    .merge(rule -> rule.wholeOf("user_profile").oneOf("user_profile", "recipient"))
                                    .when(
                                            lacks(ReleaseMarkers.ROLES),
                                            "settings of subscriptions can't be null",
                                            rule -> rule.unlessConsenting("TRUE", "in_home_view")
                                                    .unlessConsenting(
                                                            "FALSE",
                                                            "notifications",
                                                            "desktop_notifications",
                                                            "audible_notifications",
                                                            "push_notifications",
                                                            "email_notifications"))),
                    stay("a secret: who has it can post to the channel", "zerver_channelemailaddress"))
            .flatMap(rules -> rules)
            .toList();

    private RecipientData() {}
}
