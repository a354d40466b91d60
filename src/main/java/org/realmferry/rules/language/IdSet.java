/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

import static org.realmferry.rules.language.SchemaState.has;
import static org.realmferry.rules.language.SchemaState.lacks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.realmferry.schema.ZulipTables;

/**
 * A set of ids that rules speak of as {@code IN :name}. An export reads the sets of a realm first, in this order; a set
 * may use those before it, {@code IN :approved}, the users whom a list of approvals names, and the values {@code :realm}
 * (the realm's id), {@code :full}, {@code :public}, {@code :bySetting} (consent is asked of the users themselves),
 * {@code :omit} (who is not approved leaves no trace), {@code :strict} (not by the rules of an older release's own
 * exporter) and {@code :consentMessage} (to which users of Zulip 2.1 to 9 react who consent). A set may hold pairs of ids
 * below 2<sup>32</sup>, each as one number, {@code first << 32 | second}: {@code MAP :name} is a JSON object of them.
 *
 * @param name the parameter's name
 * @param meaning what it holds, for people
 * @param sql a query of one column
 */
public record IdSet(String name, String meaning, String sql) {
    /** The system bots that every realm's messages may name; the names are the same on all servers. */
    public static final String CROSS_REALM_BOTS =
            "('notification-bot@zulip.com', 'emailgateway@zulip.com', 'welcome-bot@zulip.com')";

    /** The standard address of a system bot {@code b}: by the settings, by its own address, or by its name. */
    public static final String STANDARD_ADDRESS = "CASE " + BotAddresses.when("b.email")
            + "WHEN split_part(b.email, '@', 1) IN ('notification-bot', 'emailgateway', 'welcome-bot')"
            + " THEN split_part(b.email, '@', 1) || '@zulip.com'"
            + " WHEN b.full_name = 'Notification Bot' THEN 'notification-bot@zulip.com'"
            + " WHEN b.full_name = 'Email Gateway' THEN 'emailgateway@zulip.com'"
            + " WHEN b.full_name = 'Welcome Bot' THEN 'welcome-bot@zulip.com' END";

    /** The realm of the system bots: by its name, and where there is none of that name, where the first gateway bot is. */
    public static final IdSet SYSTEM_REALM = new IdSet(
            "systemRealm",
            "the realm of the system bots",
            "SELECT id FROM zerver_realm WHERE string_id = 'zulipinternal'"
                    + " UNION ALL SELECT realm_id FROM (SELECT realm_id FROM zerver_userprofile b"
                    + " WHERE is_bot AND " + STANDARD_ADDRESS + " = 'emailgateway@zulip.com'"
                    + " AND NOT EXISTS (SELECT FROM zerver_realm WHERE string_id = 'zulipinternal')"
                    + " ORDER BY CASE " + BotAddresses.when("b.email")
                    + "WHEN b.email = 'emailgateway@zulip.com' THEN b.email END IS NULL, id LIMIT 1) b");

    /** {@code zerver_userprofile.email_address_visibility} of those who show their address to nobody. */
    public static final int VISIBLE_TO_NOBODY = 4;

    /** The users, with whether their private data leaves, and whether they arrive as mirror dummies. */
    public static final String USERS = "(SELECT u.*, c.consents, CASE WHEN NOT :strict"
            + " THEN NOT :full AND NOT :public AND NOT :bySetting AND u.id NOT IN :consenting WHEN c.consents THEN FALSE"
            + " WHEN :public THEN u.email_address_visibility = " + VISIBLE_TO_NOBODY + " ELSE u.is_active END"
            + " AS becomes_dummy FROM zerver_userprofile u"
            + " CROSS JOIN LATERAL (SELECT :full OR NOT :strict OR u.id IN :consenting AS consents) c)";

    /** Who says that private data may leave. */
    private static final String AGREES =
            has(ReleaseMarkers.CONSENT_SETTING).then("%1$s.allow_private_data_export", "%1$s.id IN :reacted");

    /**
     * Where others leave no trace: what a reference to a table must hold to lead to a row that leaves, with {@code %1$s}
     * for it. It becomes null otherwise; where it can't, its row stays behind.
     */
    public static final Map<String, String> REFERENCES = Map.of(
            ZulipTables.USERS, "%1$s IN :accounts",
            ZulipTables.CHANNELS, "%1$s IN :channels",
            ZulipTables.RECIPIENTS, "(%1$s IN :recipients OR %1$s IN :botRecipients)");

    /** The index that is fastest where there is one; what follows it is of the realm in any case. */
    private static final String OF_REALM = has(ReleaseMarkers.REALM_OF_MESSAGES).then("realm_id = :realm AND ");

    private static final String SUBSCRIBED = "(SELECT recipient_id FROM zerver_subscription WHERE user_profile_id IN ";

    private static final String PERTAINING = "SELECT id FROM zerver_message WHERE " + OF_REALM + "sender_id = :user"
            + " UNION ALL SELECT id FROM zerver_message"
            + " WHERE " + OF_REALM + "recipient_id IN :conversations"
            + " UNION ALL SELECT message_id FROM zerver_reaction WHERE user_profile_id = :user";

    /** The sets of a single user's export; they may use {@code :realm} and {@code :user}. */
    public static final List<IdSet> OF_USER = List.of(
            new IdSet(
                    "subscribed",
                    "all recipients that the user is subscribed to",
                    "SELECT recipient_id FROM zerver_subscription WHERE user_profile_id = :user"),
            new IdSet(
                    "conversations",
                    "those of them that are direct messages and groups",
                    "SELECT id FROM zerver_recipient WHERE id IN :subscribed AND type IN (1, 3)"),
            new IdSet(
                    "pertaining",
                    "the messages that the user sent, got in a conversation, or reacted to; before Zulip 5 all that the user has",
                    has(ReleaseMarkers.SORTED_TABLES)
                            .then(
                                    PERTAINING,
                                    "SELECT message_id FROM zerver_usermessage WHERE user_profile_id = :user")));

    /** The sets of a realm's export. */
    public static final List<IdSet> ALL = List.of(
            SYSTEM_REALM,
            new IdSet(
                    "users",
                    "the users who leave; of the realm that the system bots live in, these too",
                    "SELECT id FROM zerver_userprofile WHERE realm_id = :realm"
                            + has(ReleaseMarkers.SCHEDULED_MESSAGES)
                                    .then(" AND (realm_id IN :systemRealm OR email NOT IN " + CROSS_REALM_BOTS + ")")
                            + " AND (NOT :omit OR id IN :approved)"),
            new IdSet(
                    "reacted",
                    "who reacted to the message that asked for it with an outbox",
                    "SELECT user_profile_id FROM zerver_reaction WHERE message_id = :consentMessage"
                            + " AND reaction_type = 'unicode_emoji' AND emoji_code = '1f4e4'"),
            new IdSet(
                    "consenting",
                    "those of them whose private data leaves",
                    "SELECT u.id FROM zerver_userprofile u WHERE u.id IN :users AND (:full OR u.id IN :approved OR :bySetting"
                            + " AND (" + agrees("u") + " AND (:strict"
                            + has(ReleaseMarkers.CONSENT_SETTING).then(" OR u.is_active AND NOT u.is_bot", " OR TRUE")
                            + ") OR :strict AND (u.is_mirror_dummy OR u.is_bot AND EXISTS (SELECT FROM zerver_userprofile o"
                            + " WHERE o.id = u.bot_owner_id AND o.realm_id = :realm AND " + agrees("o")
                            + " AND NOT o.is_bot))))"),
            new IdSet(
                    "people",
                    "those who don't arrive as mirror dummies",
                    "SELECT t.id FROM " + USERS
                            + " t WHERE t.id IN :users AND NOT t.is_mirror_dummy AND NOT t.becomes_dummy"),
            new IdSet(
                    "withRows",
                    "the users whose own rows leave; before Zulip 10 not the mirror dummies'",
                    "SELECT id FROM zerver_userprofile WHERE id IN :users"
                            + lacks(ReleaseMarkers.CONSENT_SETTING)
                                    .then(" AND NOT is_mirror_dummy AND (:strict OR id IN :people)")),
            new IdSet(
                    "disclosed",
                    "those of them whose private rows leave",
                    "SELECT id FROM zerver_userprofile WHERE id IN :withRows AND (NOT :strict OR id IN :consenting)"),
            new IdSet(
                    "schedulers",
                    "whose scheduled messages leave",
                    "SELECT id FROM zerver_userprofile WHERE "
                            + has(ReleaseMarkers.CONSENT_SETTING)
                                    .then("id IN :users AND (:full OR NOT :strict AND NOT :public) OR ")
                            + "id IN :consenting"),
            new IdSet(
                    "receivers",
                    "those of them whose usermessages leave",
                    "SELECT id FROM zerver_userprofile WHERE id IN :people AND (:public OR id IN :consenting)"),
            new IdSet(
                    "crossRealmBots",
                    "the system bots, of another realm; whichever of them wrote in this one is one, too",
                    "SELECT b.id FROM zerver_userprofile b WHERE b.realm_id IN :systemRealm AND b.realm_id <> :realm"
                            + " AND (" + STANDARD_ADDRESS + " IS NOT NULL"
                            + has(ReleaseMarkers.REALM_OF_MESSAGES)
                                    .then(" OR b.is_bot AND EXISTS (SELECT FROM zerver_message m"
                                            + " WHERE m.realm_id = :realm AND m.sender_id = b.id)")
                            + ")"),
            new IdSet(
                    "accounts",
                    "the users and the system bots",
                    "SELECT id FROM zerver_userprofile WHERE id IN :users OR id IN :crossRealmBots"),
            new IdSet(
                    "channels",
                    "the channels that leave",
                    "SELECT s.id FROM zerver_stream s JOIN zerver_recipient r ON r.type = 2 AND r.type_id = s.id"
                            + " WHERE s.realm_id = :realm AND (NOT :omit OR s.invite_only IS NOT TRUE OR r.id IN "
                            + SUBSCRIBED
                            + ":users))"
                            + lacks(ReleaseMarkers.ALL_CHANNELS)
                                    .then(" AND (:strict OR :full OR :public OR :bySetting OR r.id IN " + SUBSCRIBED
                                            + ":consenting))")),
            new IdSet(
                    "talkingBots",
                    "those of them whose groups leave: since Zulip 12",
                    "SELECT id FROM zerver_userprofile WHERE id IN :crossRealmBots"
                            + lacks(ReleaseMarkers.API_STATE).then(" AND FALSE")),
            new IdSet(
                    "safeGroups",
                    "group conversations of somebody who consents, without anybody of another realm but talking bots",
                    "SELECT s.recipient_id FROM zerver_subscription s"
                            + " JOIN zerver_recipient r ON r.id = s.recipient_id AND r.type = 3"
                            + " WHERE (s.user_profile_id IN :consenting OR NOT :strict AND s.user_profile_id "
                            + has(ReleaseMarkers.SCHEDULED_MESSAGES).then("IN :users", "IN :people") + ")"
                            + " EXCEPT SELECT s.recipient_id FROM zerver_subscription s JOIN zerver_userprofile u"
                            + " ON u.id = s.user_profile_id JOIN zerver_recipient r ON r.id = s.recipient_id AND r.type = 3"
                            + " WHERE u.realm_id <> :realm AND u.id NOT IN :talkingBots"),
            new IdSet(
                    "meetingGroups",
                    "the group conversations whose messages leave; where others are omitted, those of which more than one is left",
                    JoinedGroups.MEETING),
            new IdSet(
                    "joinedGroups",
                    "of those that become the same where others are omitted, each but the smallest, with the smallest",
                    JoinedGroups.JOINED),
            new IdSet("groupRecipients", "the group conversations that leave", JoinedGroups.RECIPIENTS),
            new IdSet(
                    "recipients",
                    "where messages went: users, channels, groups",
                    "SELECT id FROM zerver_recipient WHERE type = 1 AND type_id IN :users"
                            + " OR type = 2 AND type_id IN :channels OR id IN :groupRecipients"),
            new IdSet(
                    "botRecipients",
                    "the system bots as recipients",
                    "SELECT id FROM zerver_recipient WHERE type = 1 AND type_id IN :crossRealmBots"),
            new IdSet(
                    "openRecipients",
                    "those whose messages leave: public channels, and what somebody who consents may read from its beginning",
                    "SELECT r.id FROM zerver_recipient r LEFT JOIN zerver_stream s ON r.type = 2 AND s.id = r.type_id"
                            + " WHERE (r.id IN :recipients OR r.id IN :meetingGroups) AND CASE r.type"
                            + " WHEN 1 THEN r.type_id IN :consenting"
                            + " WHEN 2 THEN :full OR s.invite_only IS NOT TRUE OR (s.history_public_to_subscribers"
                            + lacks(ReleaseMarkers.REALM_OF_MESSAGES).then(" OR NOT :strict") + ") AND r.id IN "
                            + SUBSCRIBED + ":consenting) ELSE :full OR r.id IN " + SUBSCRIBED + ":consenting) END"),
            new IdSet(
                    "protectedRecipients",
                    "channels of somebody who consents that show members only what came since they joined",
                    "SELECT r.id FROM zerver_recipient r JOIN zerver_stream s ON r.type = 2 AND s.id = r.type_id"
                            + " WHERE r.id IN :recipients AND NOT :full AND s.invite_only"
                            + " AND NOT s.history_public_to_subscribers AND r.id IN " + SUBSCRIBED + ":consenting)"),
            new IdSet(
                    "writers",
                    "whose direct messages to others leave",
                    "SELECT id FROM zerver_userprofile WHERE id IN :consenting AND (NOT :full OR NOT is_mirror_dummy)"),
            new IdSet(
                    "others",
                    "those others: users who don't consent, and the system bots, as recipients",
                    "SELECT id FROM zerver_recipient WHERE type = 1 AND type_id IN :accounts"
                            + " AND type_id NOT IN :consenting"),
            new IdSet(
                    "clients",
                    "the programs that exported rows name",
                    has(ReleaseMarkers.SCHEDULED_MESSAGES)
                                    .then(
                                            "SELECT sending_client_id FROM zerver_scheduledmessage WHERE realm_id = :realm"
                                                    + " AND sender_id IN :schedulers UNION ")
                            + "SELECT client_id FROM zerver_useractivity WHERE user_profile_id IN :disclosed"
                            + has(ReleaseMarkers.SORTED_TABLES)
                                    .then(
                                            " UNION SELECT client_id FROM zerver_userstatus WHERE user_profile_id IN :disclosed")
                            + has("zerver_userpresence.client_id")
                                    .then(
                                            " UNION SELECT client_id FROM zerver_userpresence WHERE user_profile_id IN :withRows")
                            + lacks(ReleaseMarkers.CONSENT_SETTING)
                                    .then(" UNION SELECT id FROM zerver_client WHERE :full OR NOT :strict")));

    private static String agrees(String user) {
        return String.format(Locale.ROOT, AGREES, user);
    }
}
