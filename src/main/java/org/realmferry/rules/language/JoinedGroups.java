/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

/**
 * Group conversations that have the same members once others are omitted. An importer takes no two such groups, so the
 * messages of all leave in one of them.
 */
public final class JoinedGroups {
    private static final String GROUPS = "(SELECT recipient_id AS id, count(*) AS everybody,"
            + " array_agg(user_profile_id ORDER BY user_profile_id)"
            + " FILTER (WHERE user_profile_id IN :users OR user_profile_id IN :talkingBots) AS members"
            + " FROM zerver_subscription WHERE recipient_id IN :safeGroups GROUP BY 1) g";

    /** The groups whose messages leave. */
    static final String MEETING = "SELECT id FROM zerver_recipient WHERE id IN :safeGroups AND (NOT :omit OR id IN"
            + " (SELECT g.id FROM " + GROUPS
            + " WHERE cardinality(g.members) > 1 OR cardinality(g.members) = g.everybody))";

    /** Pairs: each group that becomes the same as a smaller one, and the smallest. */
    static final String JOINED = "SELECT j.id::bigint << 32 | j.smallest FROM (SELECT g.id, first_value(g.id::bigint)"
            + " OVER (PARTITION BY g.members ORDER BY g.everybody, g.id) AS smallest FROM " + GROUPS
            + " WHERE g.id IN :meetingGroups AND :omit) j WHERE j.id <> j.smallest";

    /** The groups that leave. */
    static final String RECIPIENTS =
            "SELECT id FROM zerver_recipient WHERE id IN :meetingGroups AND (MAP :joinedGroups ->> id::text) IS NULL";

    private JoinedGroups() {}

    /** The recipient in which something leaves that a column of recipients names. */
    public static String recipient(String column) {
        return "CASE WHEN :omit THEN coalesce((MAP :joinedGroups ->> " + column + "::text)::integer, " + column
                + ") ELSE " + column + " END";
    }
}
