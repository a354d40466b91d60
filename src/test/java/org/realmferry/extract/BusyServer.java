/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * People at work in two realms while somebody exports them, for as long as it is open. Each transaction is a tick: it says
 * its number in both realms, and leaves as many channel messages as there were.
 */
final class BusyServer implements AutoCloseable {
    static final String RED = "red group of the test";
    static final String BLUE = "blue group of the test";

    /** The message of a tick, in both realms' first channel, by its first subscriber; every subscriber gets a copy. */
    private static final String WRITE = """
            WITH place AS (
                SELECT DISTINCT ON (s.realm_id) s.realm_id, s.recipient_id, u.id AS sender_id
                FROM zerver_stream s
                JOIN zerver_subscription b ON b.recipient_id = s.recipient_id AND b.active
                JOIN zerver_userprofile u ON u.id = b.user_profile_id AND u.realm_id = s.realm_id AND NOT u.is_mirror_dummy
                WHERE s.realm_id IN (:realms) ORDER BY s.realm_id, s.id, u.id),
            message AS (
                INSERT INTO zerver_message (type, subject, content, date_sent, has_attachment, has_image, has_link,
                    sender_id, sending_client_id, realm_id, recipient_id, is_channel_message)
                SELECT 1, 'ticks', 'tick :tick', now(), true, false, false, sender_id, 1, realm_id, recipient_id, true
                FROM place RETURNING id, recipient_id, realm_id),
            copies AS (
                INSERT INTO zerver_usermessage (flags, message_id, user_profile_id)
                SELECT 1, m.id, b.user_profile_id FROM message m JOIN zerver_subscription b USING (recipient_id)),
            shown AS (
                INSERT INTO zerver_attachment_messages (attachment_id, message_id)
                SELECT (SELECT min(a.id) FROM zerver_attachment a WHERE a.realm_id = m.realm_id), m.id FROM message m)
            INSERT INTO zerver_reaction (emoji_name, reaction_type, emoji_code, message_id, user_profile_id)
            SELECT 'tada', 'unicode_emoji', '1f389', m.id, p.sender_id FROM message m JOIN place p USING (realm_id)
            """;

    /** Some old channel messages of people, one of each realm; no onboarding ones. */
    private static final String DOOM = """
            CREATE TEMP TABLE doomed ON COMMIT DROP AS
            SELECT DISTINCT ON (m.realm_id) m.id FROM zerver_message m JOIN zerver_userprofile u ON u.id = m.sender_id
            WHERE m.realm_id IN (:realms) AND u.realm_id = m.realm_id AND m.is_channel_message AND m.subject <> 'ticks'
            AND m.id NOT IN (SELECT message_id FROM zerver_onboardingusermessage)
            ORDER BY m.realm_id, md5(m.id || ' :tick')
            """;

    private static final List<String> TICK = List.of(
            "UPDATE zerver_realm SET description = 'tick :tick' WHERE id IN (:realms)",
            WRITE,
            DOOM,
            "DELETE FROM zerver_usermessage WHERE message_id IN (SELECT id FROM doomed)",
            "DELETE FROM zerver_reaction WHERE message_id IN (SELECT id FROM doomed)",
            "DELETE FROM zerver_attachment_messages WHERE message_id IN (SELECT id FROM doomed)",
            "DELETE FROM zerver_message WHERE id IN (SELECT id FROM doomed)",
            "UPDATE zerver_message SET content = 'edited in tick :tick', last_edit_time = now(), edit_history = '[]'"
                    + " WHERE id IN (SELECT max(id) FROM zerver_message WHERE realm_id IN (:realms)"
                    + " AND is_channel_message AND subject <> 'ticks' GROUP BY realm_id)",
            "CREATE TEMP TABLE moved ON COMMIT DROP AS SELECT m.user_profile_id,"
                    + " CASE g.name WHEN '" + RED + "' THEN '" + BLUE + "' ELSE '" + RED + "' END AS target, g.realm_id"
                    + " FROM zerver_usergroupmembership m JOIN zerver_namedusergroup g ON g.usergroup_ptr_id ="
                    + " m.user_group_id WHERE g.name IN ('" + RED + "', '" + BLUE + "')",
            "DELETE FROM zerver_usergroupmembership WHERE user_group_id IN"
                    + " (SELECT usergroup_ptr_id FROM zerver_namedusergroup WHERE name IN ('" + RED + "', '" + BLUE
                    + "'))",
            "INSERT INTO zerver_usergroupmembership (user_group_id, user_profile_id)"
                    + " SELECT g.usergroup_ptr_id, m.user_profile_id FROM moved m JOIN zerver_namedusergroup g"
                    + " ON g.name = m.target AND g.realm_id = m.realm_id");

    /** Two groups in each realm, and everybody in the first. */
    private static final List<String> GROUPS = List.of(
            "UPDATE zerver_namedusergroup n SET name = c.name FROM (SELECT g.usergroup_ptr_id, CASE row_number() OVER"
                    + " (PARTITION BY g.realm_id ORDER BY g.usergroup_ptr_id) WHEN 1 THEN '" + RED + "' WHEN 2 THEN '"
                    + BLUE + "' ELSE g.name END AS name FROM zerver_namedusergroup g WHERE NOT g.is_system_group"
                    + " AND g.realm_id IN (:realms)) c WHERE c.usergroup_ptr_id = n.usergroup_ptr_id",
            "DELETE FROM zerver_usergroupmembership WHERE user_group_id IN"
                    + " (SELECT usergroup_ptr_id FROM zerver_namedusergroup WHERE name IN ('" + RED + "', '" + BLUE
                    + "'))",
            "INSERT INTO zerver_usergroupmembership (user_group_id, user_profile_id)"
                    + " SELECT g.usergroup_ptr_id, u.id FROM zerver_namedusergroup g JOIN zerver_userprofile u"
                    + " ON u.realm_id = g.realm_id WHERE g.name = '" + RED + "'");

    private final Connection connection;
    private final String realms;
    private final Thread people;
    private final AtomicLong ticks = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /**
     * Sets people to work.
     *
     * @param realmIds separated by commas
     */
    BusyServer(Connection connection, String realmIds) throws SQLException {
        this.connection = connection;
        realms = realmIds;
        connection.setAutoCommit(false);
        execute(List.of("SET search_path = zulip"), 0);
        execute(GROUPS, 0);
        people = new Thread(this::work, "busy");
        people.start();
    }

    /** How many transactions are committed. */
    long ticks() {
        return ticks.get();
    }

    void awaitTick(long wanted) throws InterruptedException {
        while (ticks() < wanted && people.isAlive()) {
            Thread.sleep(5);
        }
    }

    private void work() {
        try {
            while (!Thread.interrupted()) {
                execute(TICK, ticks.get() + 1);
                ticks.incrementAndGet();
            }
        } catch (SQLException e) {
            failure.set(e);
        }
    }

    private void execute(List<String> statements, long tick) throws SQLException {
        Map<String, String> values = Map.of(":realms", realms, ":tick", Long.toString(tick));
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                String bound = sql;
                for (Map.Entry<String, String> value : values.entrySet()) {
                    bound = bound.replace(value.getKey(), value.getValue());
                }
                statement.execute(bound);
            }
        }
        connection.commit();
    }

    /** Ends the work; throws what ended it before. */
    @Override
    public void close() throws SQLException {
        people.interrupt();
        try {
            people.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
        Exception thrown = failure.get();
        if (thrown != null) {
            throw new SQLException("the work ended at tick " + ticks, thrown);
        }
    }
}
