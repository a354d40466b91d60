/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.realmferry.rules.SchemaState.has;

/** Which realm a message is of: it names its realm since Zulip 6. Before, it is that of the channel or of the sender. */
public final class RealmMessages {
    /** What follows {@code FROM} where all messages are asked for their {@code realm_id}, {@code t} as its name. */
    public static final String FROM = has(Marks.REALM_OF_MESSAGES)
            .then(
                    "zerver_message t",
                    "(SELECT m.*, CASE WHEN r.type = 2 THEN c.realm_id WHEN r.type = 1 AND s.realm_id IN :systemRealm"
                            + " THEN u.realm_id ELSE s.realm_id END AS realm_id FROM zerver_message m"
                            + " JOIN zerver_recipient r ON r.id = m.recipient_id"
                            + " JOIN zerver_userprofile s ON s.id = m.sender_id"
                            + " LEFT JOIN zerver_stream c ON r.type = 2 AND c.id = r.type_id"
                            + " LEFT JOIN zerver_userprofile u ON r.type = 1 AND u.id = r.type_id) t");

    /**
     * A condition on {@code t} that lets messages that are of the realm for other reasons be found by the index which begins
     * with it, where there is one.
     */
    public static final String AND_OF_REALM = has(Marks.REALM_OF_MESSAGES).then(" AND t.realm_id = :realm");

    private RealmMessages() {}

    /**
     * A query for id, client, and whether the message leaves, of the realm's messages and of others that leave with them;
     * conditions can follow.
     *
     * @param where the condition of those that leave
     */
    public static String leaving(String where) {
        return "SELECT t.id, t.sending_client_id, (" + where + ") IS TRUE FROM " + FROM + " WHERE (t.realm_id = :realm"
                + has(Marks.REALM_OF_MESSAGES).then("", " OR (" + where + ")") + ")";
    }
}
