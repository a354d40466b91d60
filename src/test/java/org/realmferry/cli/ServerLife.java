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

/**
 * What happens on a server between two parts of a run. Each event touches some messages of one realm that stand close
 * together, so that the other files of messages stay as they are; which, is up to the dice.
 */
public final class ServerLife {
    private static final String NEAR = "m.realm_id = :realm AND m.id BETWEEN :from AND :to";

    /** Messages of people that no other row but the usual ones names. */
    private static final String SOME = "CREATE TEMP TABLE few ON COMMIT DROP AS SELECT m.* FROM zerver_message m"
            + " JOIN zerver_userprofile u ON u.id = m.sender_id AND u.realm_id = m.realm_id WHERE " + NEAR
            + " AND m.is_channel_message AND m.id NOT IN (SELECT message_id FROM zerver_onboardingusermessage)"
            + " ORDER BY md5(m.id || ':seed') LIMIT 5";

    private static final String SOME_ANY = "CREATE TEMP TABLE few ON COMMIT DROP AS SELECT m.* FROM zerver_message m"
            + " WHERE " + NEAR + " ORDER BY md5(m.id || ':seed') LIMIT 5";

    private static final String OF_SOME = " WHERE message_id IN (SELECT id FROM few)";

    private static final String SOMEBODY = "(SELECT id FROM zerver_userprofile WHERE realm_id = :realm AND NOT is_bot"
            + " AND NOT is_mirror_dummy AND role >= 400 ORDER BY md5(id || ':seed') LIMIT 1)";

    private static final String ANOTHER = SOMEBODY.replace("LIMIT 1", "OFFSET 1 LIMIT 1");

    private static final String CHANNEL = "(SELECT id FROM zerver_stream WHERE realm_id = :realm AND invite_only"
            + " ORDER BY md5(id || ':seed') LIMIT 1)";

    private static final String A_CHANNEL = "CREATE TEMP TABLE channel ON COMMIT DROP AS SELECT " + CHANNEL + " AS id";

    private static final String OPEN =
            "UPDATE zerver_stream SET invite_only = false, history_public_to_subscribers = true"
                    + " WHERE id IN (SELECT id FROM channel)";

    private static final String CLOSE =
            "UPDATE zerver_stream SET invite_only = true WHERE id IN (SELECT id FROM channel)";

    private static final String SEND = "WITH message AS (INSERT INTO zerver_message (type, subject, content, date_sent,"
            + " has_attachment, has_image, has_link, sender_id, sending_client_id, realm_id, recipient_id, is_channel_message)"
            + " SELECT type, subject, 'copy of ' || content, now(), false, false, false, sender_id, sending_client_id,"
            + " realm_id, recipient_id, is_channel_message FROM few RETURNING id, recipient_id)"
            + " INSERT INTO zerver_usermessage (flags, message_id, user_profile_id)"
            + " SELECT 1, m.id, s.user_profile_id FROM message m JOIN zerver_subscription s USING (recipient_id)";

    private static final List<String> DELETE = List.of(
            "DELETE FROM zerver_usermessage" + OF_SOME,
            "DELETE FROM zerver_reaction" + OF_SOME,
            "DELETE FROM zerver_attachment_messages" + OF_SOME,
            "DELETE FROM zerver_message WHERE id IN (SELECT id FROM few)");

    private static final String INSERT_UPLOAD = "WITH new AS (INSERT INTO zerver_attachment (file_name, path_id,"
            + " create_time, size, content_type, is_realm_public, is_web_public, owner_id, realm_id)"
            + " SELECT 'new.txt', :realm || '/new/' || id || '-:seed.txt', now(), 3, 'text/plain', true, false, sender_id, :realm"
            + " FROM few RETURNING id, path_id)"
            + " INSERT INTO zerver_attachment_messages (attachment_id, message_id) SELECT n.id, s.id FROM new n JOIN few s"
            + " ON n.path_id LIKE '%/new/' || s.id || '-%'";

    private static final Map<String, List<String>> EVENTS = events();

    private final Connection connection;
    private final Random random;

    public ServerLife(Connection connection, long seed) {
        this.connection = connection;
        random = new Random(seed);
    }

    private static Map<String, List<String>> events() {
        Map<String, List<String>> events = new TreeMap<>();
        events.put("messages sent", List.of(SOME_ANY, SEND));
        events.put(
                "messages edited",
                List.of(
                        SOME_ANY,
                        "UPDATE zerver_message SET content = content || ' (edited)', last_edit_time = now()"
                                + " WHERE id IN (SELECT id FROM few)"));
        events.put(
                "messages moved to another topic",
                List.of(SOME, "UPDATE zerver_message SET subject = 'moved' WHERE id IN (SELECT id FROM few)"));
        events.put(
                "messages moved to another channel",
                List.of(
                        SOME,
                        "UPDATE zerver_message SET recipient_id = (SELECT recipient_id FROM zerver_stream"
                                + " WHERE realm_id = :realm AND NOT invite_only ORDER BY id LIMIT 1)"
                                + " WHERE id IN (SELECT id FROM few)"));
        events.put(
                "messages moved to a private channel",
                List.of(
                        SOME,
                        "UPDATE zerver_message SET recipient_id = (SELECT recipient_id FROM zerver_stream WHERE id = "
                                + CHANNEL + ") WHERE id IN (SELECT id FROM few)",
                        "DELETE FROM zerver_usermessage" + OF_SOME
                                + " AND user_profile_id NOT IN (SELECT user_profile_id"
                                + " FROM zerver_subscription s JOIN zerver_stream c USING (recipient_id) WHERE c.id = "
                                + CHANNEL + ")"));
        events.put("messages deleted", together(List.of(SOME), DELETE));
        events.put("messages deleted and as many sent", together(List.of(SOME, SEND), DELETE));
        events.put(
                "messages deleted and restored with their ids",
                together(
                        List.of(SOME),
                        DELETE,
                        List.of(
                                "INSERT INTO zerver_message OVERRIDING SYSTEM VALUE SELECT * FROM few",
                                "UPDATE zerver_message SET content = 'restored' WHERE id IN (SELECT id FROM few)")));
        events.put("flags", List.of(SOME_ANY, "UPDATE zerver_usermessage SET flags = (flags # 3)" + OF_SOME));
        events.put(
                "usermessages deleted",
                List.of(SOME_ANY, "DELETE FROM zerver_usermessage" + OF_SOME + " AND user_profile_id % 2 = 0"));
        events.put(
                "one usermessage deleted",
                List.of(
                        SOME_ANY,
                        "DELETE FROM zerver_usermessage WHERE id = (SELECT max(id) FROM zerver_usermessage" + OF_SOME
                                + ")"));
        events.put(
                "usermessages of one user deleted, as many of another inserted",
                List.of(
                        SOME,
                        "CREATE TEMP TABLE pairs ON COMMIT DROP AS SELECT DISTINCT ON (u.message_id) u.id, u.message_id, p.id AS other"
                                + " FROM zerver_usermessage u JOIN zerver_userprofile p ON p.realm_id = :realm"
                                + " AND NOT p.is_mirror_dummy" + OF_SOME.replace("message_id IN", "u.message_id IN")
                                + " AND NOT EXISTS (SELECT FROM zerver_usermessage x WHERE x.message_id = u.message_id"
                                + " AND x.user_profile_id = p.id) ORDER BY u.message_id, u.id",
                        "DELETE FROM zerver_usermessage WHERE id IN (SELECT id FROM pairs)",
                        "INSERT INTO zerver_usermessage (flags, message_id, user_profile_id)"
                                + " SELECT 1, message_id, other FROM pairs"));
        events.put(
                "a user deactivated",
                List.of("UPDATE zerver_userprofile SET is_active = false WHERE id = " + SOMEBODY));
        events.put(
                "a user made a mirror dummy",
                List.of("UPDATE zerver_userprofile SET is_mirror_dummy = true, is_active = false WHERE id = "
                        + SOMEBODY));
        events.put(
                "a mirror dummy made a user",
                List.of("UPDATE zerver_userprofile SET is_mirror_dummy = false, is_active = true"
                        + " WHERE realm_id = 3 AND is_mirror_dummy"));
        events.put(
                "consent changed",
                List.of("UPDATE zerver_userprofile SET allow_private_data_export = NOT allow_private_data_export"
                        + " WHERE id IN (" + SOMEBODY + ", " + ANOTHER + ")"));
        events.put(
                "a user renamed",
                List.of("UPDATE zerver_userprofile SET full_name = 'New ünï', role = 300, email_address_visibility = 4"
                        + " WHERE id = " + SOMEBODY));
        events.put("a private channel made public", List.of(A_CHANNEL, OPEN));
        events.put("a private channel made public and back", List.of(A_CHANNEL, OPEN, CLOSE));
        events.put(
                "a channel's history hidden",
                List.of(
                        "UPDATE zerver_stream SET history_public_to_subscribers = NOT history_public_to_subscribers WHERE id = "
                                + CHANNEL));
        events.put(
                "a subscriber gone",
                List.of("DELETE FROM zerver_subscription WHERE id = (SELECT min(s.id) FROM zerver_subscription s"
                        + " JOIN zerver_stream c USING (recipient_id) WHERE c.id = " + CHANNEL + ")"));
        events.put(
                "reactions",
                List.of(
                        SOME,
                        "DELETE FROM zerver_reaction" + OF_SOME,
                        "INSERT INTO zerver_reaction (emoji_name, reaction_type, emoji_code, message_id, user_profile_id)"
                                + " SELECT 'ship', 'unicode_emoji', '1f6a2', id, sender_id FROM few"));
        events.put("an upload", List.of(SOME, INSERT_UPLOAD));
        events.put(
                "uploads removed",
                List.of(
                        "CREATE TEMP TABLE some_files ON COMMIT DROP AS SELECT id FROM zerver_attachment"
                                + " WHERE realm_id = :realm ORDER BY md5(id || ':seed') LIMIT 5",
                        "DELETE FROM zerver_attachment_messages WHERE attachment_id IN (SELECT id FROM some_files)",
                        "DELETE FROM zerver_attachment_scheduled_messages WHERE attachment_id IN (SELECT id FROM some_files)",
                        "DELETE FROM zerver_attachment WHERE id IN (SELECT id FROM some_files)"));
        events.put("frozen", List.of("VACUUM (FREEZE) zerver_message, zerver_usermessage"));
        events.put("clustered", List.of("VACUUM (FULL) zerver_usermessage"));
        events.put(
                "given up",
                together(
                        List.of("BEGIN", SOME_ANY, "UPDATE zerver_usermessage SET flags = 0" + OF_SOME),
                        DELETE.subList(0, 3),
                        List.of("ROLLBACK")));
        events.put(
                "in part given up",
                List.of(
                        "BEGIN",
                        SOME_ANY,
                        "SAVEPOINT one",
                        "UPDATE zerver_usermessage SET flags = flags # 1" + OF_SOME,
                        "RELEASE one",
                        "SAVEPOINT two",
                        "UPDATE zerver_message SET content = 'never' WHERE id IN (SELECT id FROM few)",
                        "ROLLBACK TO two",
                        "COMMIT"));
        return events;
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
    public static List<String> shuffled(long seed) {
        List<String> names = new ArrayList<>(EVENTS.keySet());
        Collections.shuffle(names, new Random(seed));
        return names;
    }

    /** Lets an event happen in a realm, in transactions of its own. */
    public void happen(String event, long realm) throws SQLException {
        List<String> statements = EVENTS.get(event);
        if (statements == null) {
            throw new IllegalArgumentException(event);
        }
        boolean single = statements.size() == 1 || statements.get(0).equals("BEGIN");
        connection.setAutoCommit(single);
        run(statements, realm);
        if (!single) {
            connection.commit();
        }
        connection.setAutoCommit(true);
    }

    /** As {@link #happen}, in the connection's transaction, which stays open. */
    public void begin(String event, long realm) throws SQLException {
        connection.setAutoCommit(false);
        run(EVENTS.getOrDefault(event, List.of()), realm);
    }

    private void run(List<String> statements, long realm) throws SQLException {
        int from = 1 + random.nextInt(7000);
        String seed = String.valueOf(random.nextInt(1000));
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = zulip");
            for (String sql : statements) {
                statement.execute(sql.replace(":realm", String.valueOf(realm))
                        .replace(":from", String.valueOf(from))
                        .replace(":to", String.valueOf(from + 200))
                        .replace(":seed", seed));
            }
        }
    }
}
