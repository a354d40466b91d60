/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What happens on a server of any release: nothing of it names a column that not all of them have. */
public final class OlderLife {
    private static final String SOME = "CREATE TEMP TABLE few ON COMMIT DROP AS SELECT m.* FROM zerver_message m"
            + " JOIN zerver_userprofile u ON u.id = m.sender_id WHERE u.realm_id = :realm"
            + " ORDER BY md5(m.id || ':seed') LIMIT 5";

    private static final String OF_SOME = " WHERE message_id IN (SELECT id FROM few)";

    private static final String SOMEBODY = "(SELECT id FROM zerver_userprofile WHERE realm_id = :realm AND NOT is_bot"
            + " AND NOT is_mirror_dummy ORDER BY md5(id || ':seed') LIMIT 1)";

    private static final String CHANNEL =
            "(SELECT id FROM zerver_stream WHERE realm_id = :realm ORDER BY md5(id || ':seed') LIMIT 1)";

    private static final String SUBSCRIBED_TO_IT =
            "recipient_id = (SELECT id FROM zerver_recipient WHERE type = 2" + " AND type_id = " + CHANNEL + ")";

    /** Copies with new ids, for everybody who is subscribed. */
    private static final List<String> SEND = List.of(
            "CREATE TEMP TABLE sent ON COMMIT DROP AS SELECT id AS of, (SELECT max(id) FROM zerver_message)"
                    + " + row_number() OVER () AS id FROM few",
            "INSERT INTO zerver_message SELECT (jsonb_populate_record(m,"
                    + " jsonb_build_object('id', s.id, 'content', 'copy of ' || m.id))).*"
                    + " FROM sent s JOIN zerver_message m ON m.id = s.of",
            "INSERT INTO zerver_usermessage (flags, message_id, user_profile_id) SELECT 1, m.id, s.user_profile_id"
                    + " FROM sent JOIN zerver_message m USING (id) JOIN zerver_subscription s USING (recipient_id)");

    /** With all rows that name them. */
    private static final String DELETE = "DO $$ DECLARE c record; BEGIN FOR c IN SELECT k.conrelid::regclass AS t,"
            + " a.attname AS f FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid"
            + " AND a.attnum = k.conkey[1] WHERE k.contype = 'f' AND k.confrelid = 'zerver_message'::regclass LOOP"
            + " EXECUTE format('DELETE FROM %s WHERE %I IN (SELECT id FROM few)', c.t, c.f); END LOOP;"
            + " DELETE FROM zerver_message WHERE id IN (SELECT id FROM few); END $$";

    private static final Map<String, List<String>> EVENTS = new TreeMap<>(Map.ofEntries(
            Map.entry("messages sent", together(List.of(SOME), SEND)),
            Map.entry(
                    "messages edited",
                    List.of(
                            SOME,
                            "UPDATE zerver_message SET content = 'edited', last_edit_time = now()"
                                    + " WHERE id IN (SELECT id FROM few)")),
            Map.entry(
                    "messages moved",
                    List.of(
                            SOME,
                            "UPDATE zerver_message SET recipient_id = (SELECT id FROM zerver_recipient WHERE type = 2"
                                    + " AND type_id = " + CHANNEL + ") WHERE id IN (SELECT id FROM few)")),
            Map.entry("messages deleted", List.of(SOME, DELETE)),
            Map.entry("as many deleted as sent", together(List.of(SOME), SEND, List.of(DELETE))),
            Map.entry("flags", List.of(SOME, "UPDATE zerver_usermessage SET flags = (flags # 3)" + OF_SOME)),
            Map.entry(
                    "usermessages deleted",
                    List.of(SOME, "DELETE FROM zerver_usermessage" + OF_SOME + " AND user_profile_id % 2 = 0")),
            Map.entry(
                    "a user deactivated",
                    List.of("UPDATE zerver_userprofile SET is_active = false WHERE id = " + SOMEBODY)),
            Map.entry(
                    "a user made a mirror dummy",
                    List.of("UPDATE zerver_userprofile SET is_mirror_dummy = true, is_active = false WHERE id = "
                            + SOMEBODY)),
            Map.entry(
                    "a channel opened or closed",
                    List.of("UPDATE zerver_stream SET invite_only = (invite_only IS NOT TRUE) WHERE id = " + CHANNEL)),
            Map.entry(
                    "a subscriber gone",
                    List.of("DELETE FROM zerver_subscription WHERE id ="
                            + " (SELECT min(id) FROM zerver_subscription WHERE " + SUBSCRIBED_TO_IT + ")")),
            Map.entry("uploads out of use", List.of(SOME, "DELETE FROM zerver_attachment_messages" + OF_SOME))));

    private final Connection connection;
    private final Random random;

    public OlderLife(Connection connection, long seed) {
        this.connection = connection;
        random = new Random(seed);
    }

    @SafeVarargs
    private static List<String> together(List<String>... lists) {
        List<String> all = new ArrayList<>();
        for (List<String> list : lists) {
            all.addAll(list);
        }
        return all;
    }

    /** The names of all events, in an order of chance. */
    public List<String> shuffled() {
        List<String> names = new ArrayList<>(EVENTS.keySet());
        Collections.shuffle(names, random);
        return names;
    }

    /** Lets an event happen in a realm, in a transaction of its own. */
    public void happen(String event, long realm) throws SQLException {
        String seed = String.valueOf(random.nextInt(1000));
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = zulip, public");
            for (String sql : EVENTS.getOrDefault(event, List.of())) {
                statement.execute(sql.replace(":realm", String.valueOf(realm)).replace(":seed", seed));
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
    }
}
