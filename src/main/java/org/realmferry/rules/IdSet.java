/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import java.util.List;

/**
 * A set of ids that rules speak of as {@code IN :name}. An export reads the sets of a realm first, in this order; a set
 * may use those before it, and {@code :realm}, the id of the realm.
 *
 * @param name the parameter's name
 * @param sql a query of one column
 */
public record IdSet(String name, String sql) {
    /** The system bots that every realm's messages may name; the names are the same on all servers. */
    static final String CROSS_REALM_BOTS =
            "('notification-bot@zulip.com', 'emailgateway@zulip.com', 'welcome-bot@zulip.com')";

    /** The realm of the system bots. */
    public static final String SYSTEM_BOT_REALM = "zulipinternal";

    public static final List<IdSet> ALL = List.of(
            new IdSet(
                    "users",
                    "SELECT id FROM zerver_userprofile WHERE realm_id = :realm AND email NOT IN " + CROSS_REALM_BOTS),
            new IdSet("people", "SELECT id FROM zerver_userprofile WHERE id IN :users AND NOT is_mirror_dummy"),
            new IdSet(
                    "crossRealmBots",
                    "SELECT b.id FROM zerver_userprofile b JOIN zerver_realm r ON r.id = b.realm_id"
                            + " WHERE r.string_id = '" + SYSTEM_BOT_REALM + "' AND r.id <> :realm"
                            + " AND split_part(b.email, '@', 1) IN ('notification-bot', 'emailgateway', 'welcome-bot')"),
            new IdSet(
                    "groupRecipients",
                    "SELECT s.recipient_id FROM zerver_subscription s"
                            + " JOIN zerver_recipient r ON r.id = s.recipient_id AND r.type = 3 WHERE s.user_profile_id IN :users"
                            + " EXCEPT SELECT s.recipient_id FROM zerver_subscription s JOIN zerver_userprofile u"
                            + " ON u.id = s.user_profile_id JOIN zerver_recipient r ON r.id = s.recipient_id AND r.type = 3"
                            + " WHERE u.realm_id <> :realm"),
            new IdSet(
                    "recipients",
                    "SELECT id FROM zerver_recipient WHERE type = 1 AND type_id IN :users"
                            + " UNION ALL SELECT r.id FROM zerver_recipient r JOIN zerver_stream s ON s.id = r.type_id"
                            + " WHERE r.type = 2 AND s.realm_id = :realm"
                            + " UNION ALL SELECT id FROM zerver_recipient WHERE id IN :groupRecipients"),
            new IdSet("botRecipients", "SELECT id FROM zerver_recipient WHERE type = 1 AND type_id IN :crossRealmBots"),
            new IdSet(
                    "clients",
                    "SELECT sending_client_id FROM zerver_scheduledmessage WHERE realm_id = :realm"
                            + " UNION SELECT client_id FROM zerver_useractivity WHERE user_profile_id IN :users"
                            + " UNION SELECT client_id FROM zerver_userstatus WHERE user_profile_id IN :users"));
}
