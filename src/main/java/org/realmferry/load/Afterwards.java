/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import org.realmferry.source.TargetSession;

/** What follows from rows that are there: columns that Zulip's importer sets by statements of its own. */
final class Afterwards {
    private Afterwards() {}

    /** Recipients that rows of older archives don't name. */
    static void recipientsOfUsers(TargetSession session, long realm) {
        session.execute(
                "zerver_userprofile",
                "UPDATE zerver_userprofile u SET recipient_id = r.id FROM zerver_recipient r"
                        + " WHERE u.realm_id = ? AND u.recipient_id IS NULL AND r.type = 1 AND r.type_id = u.id",
                realm);
    }

    /** Recipients that rows of older archives don't name. */
    static void recipientsOfChannels(TargetSession session, long realm) {
        session.execute(
                "zerver_stream",
                "UPDATE zerver_stream s SET recipient_id = r.id FROM zerver_recipient r"
                        + " WHERE s.realm_id = ? AND s.recipient_id IS NULL AND r.type = 2 AND r.type_id = s.id",
                realm);
    }

    /**
     * The first message of each channel.
     *
     * @param keeps whether a channel without messages keeps what the archive says, as with Zulip's importer
     */
    static void firstMessages(TargetSession session, long realm, boolean keeps) {
        session.execute(
                "zerver_stream",
                "UPDATE zerver_stream s SET first_message_id = coalesce((SELECT min(m.id) FROM zerver_message m"
                        + " WHERE m.recipient_id = s.recipient_id AND m.realm_id = s.realm_id),"
                        + " CASE WHEN ? THEN s.first_message_id END) WHERE s.realm_id = ?",
                keeps,
                realm);
    }

    /** Takes messages that brought their search vectors out of what the server has still to index. */
    static void indexed(TargetSession session, long realm, long first, long last) {
        session.execute(
                "fts_update_log",
                "DELETE FROM fts_update_log l USING zerver_message m WHERE m.id = l.message_id AND m.realm_id = ?"
                        + " AND m.search_tsvector IS NOT NULL AND l.message_id BETWEEN ? AND ?",
                realm,
                first,
                last);
    }

    /** Whether a channel had messages in the last half year: only what is true may become false. */
    static void activity(TargetSession session, long realm) {
        session.execute(
                "zerver_stream",
                "UPDATE zerver_stream s SET is_recently_active = false WHERE s.realm_id = ? AND s.is_recently_active"
                        + " AND NOT EXISTS (SELECT FROM zerver_message m WHERE m.realm_id = s.realm_id"
                        + " AND m.recipient_id = s.recipient_id AND m.date_sent > now() - interval '180 days')",
                realm);
    }

    /** How many active people and bots have subscribed to each channel. */
    static void subscribers(TargetSession session, long realm) {
        session.execute(
                "zerver_stream",
                "UPDATE zerver_stream s SET subscriber_count = (SELECT count(*) FROM zerver_subscription b"
                        + " WHERE b.recipient_id = s.recipient_id AND b.active AND b.is_user_active) WHERE s.realm_id = ?",
                realm);
    }
}
