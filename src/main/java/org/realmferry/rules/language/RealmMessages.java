/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

import static org.realmferry.rules.language.SchemaState.has;

/** Which realm a message is of: it names its realm since Zulip 6. Before, it is that of the channel or of the sender. */
public final class RealmMessages {
    private static final String RECIPIENTS = "t.recipient_id IN (SELECT r.id FROM zerver_recipient r";

    /** Whether a message {@code t} is of the realm; one of a system bot to somebody is of that person's. */
    public static final String OF_REALM = has(ReleaseMarkers.REALM_OF_MESSAGES)
            .then(
                    "t.realm_id = :realm",
                    "CASE WHEN " + RECIPIENTS + " WHERE r.type = 2) THEN " + RECIPIENTS
                            + " JOIN zerver_stream c ON c.id = r.type_id WHERE r.type = 2 AND c.realm_id = :realm)"
                            + " WHEN t.sender_id IN (SELECT id FROM zerver_userprofile WHERE realm_id IN :systemRealm) AND "
                            + RECIPIENTS + " WHERE r.type = 1) THEN " + RECIPIENTS
                            + " JOIN zerver_userprofile u ON u.id = r.type_id WHERE r.type = 1 AND u.realm_id = :realm)"
                            + " ELSE t.sender_id IN (SELECT id FROM zerver_userprofile WHERE realm_id = :realm) END");

    /**
     * A condition on {@code t} that lets messages that are of the realm for other reasons be found by the index which begins
     * with it, where there is one.
     */
    public static final String AND_OF_REALM =
            has(ReleaseMarkers.REALM_OF_MESSAGES).then(" AND t.realm_id = :realm");

    /** The 64th of ids, to group by, and a bit for each id. */
    public static final String BLOCK = "id >> 6, bit_or(1::bigint << (id & 63)::integer)";

    private RealmMessages() {}

    /**
     * A query for the realm's messages and others that leave with them, in blocks of the same 64th of their ids, client and
     * whether they leave: the 64th, a bit for each id ({@link #BLOCK}), the client, and whether they leave.
     *
     * @param where the condition of those that leave
     * @param among a condition on {@code t.id}
     */
    public static String leaving(String where, String among) {
        return "SELECT " + BLOCK + ", client, leaves"
                + " FROM (SELECT t.id::bigint, t.sending_client_id AS client, CASE WHEN " + where + " THEN TRUE WHEN "
                + OF_REALM + " THEN FALSE END AS leaves FROM zerver_message t WHERE " + among + AND_OF_REALM
                + " OFFSET 0) m WHERE leaves IS NOT NULL GROUP BY 1, client, leaves";
    }
}
