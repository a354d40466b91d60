/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;
import org.realmferry.schema.TableDescription;

/**
 * The tables of a Zulip 11-dev server as SQL, from the description that the rules are written against.
 *
 * <p>Tables first, keys and indexes after the rows: so a million messages are checked in one go and not one by one.
 */
public final class SampleDdl {
    private static final String DESCRIPTION = "/org/realmferry/rules/zulip-tables.txt";

    private static final List<String> UNIQUE = List.of(
            "zerver_recipient (type, type_id)",
            "zerver_usermessage (user_profile_id, message_id)",
            "zerver_subscription (user_profile_id, recipient_id)",
            "zerver_reaction (user_profile_id, message_id, reaction_type, emoji_code)",
            "zerver_realm (string_id)",
            "zerver_realm (uuid)",
            "zerver_userprofile (uuid)",
            "zerver_userprofile (api_key)",
            "zerver_huddle (huddle_hash)",
            "zerver_client (name)",
            "zerver_attachment (path_id)",
            "zerver_attachment_messages (attachment_id, message_id)",
            "zerver_namedusergroup (realm_id, name)",
            "zerver_usergroupmembership (user_group_id, user_profile_id)",
            "zerver_groupgroupmembership (supergroup_id, subgroup_id)",
            "zerver_alertword (user_profile_id, word)",
            "zerver_muteduser (user_profile_id, muted_user_id)",
            "zerver_onboardingstep (user_id, onboarding_step)",
            "zerver_useractivity (user_profile_id, client_id, query)",
            "zerver_userpresence (user_profile_id)",
            "zerver_userstatus (user_profile_id)",
            "zerver_customprofilefield (realm_id, name)",
            "zerver_customprofilefieldvalue (user_profile_id, field_id)",
            "zerver_realmuserdefault (realm_id)");

    private static final List<String> INDEXED = List.of(
            "zerver_message (realm_id, id DESC NULLS LAST)",
            "zerver_message (realm_id, sender_id, recipient_id)",
            "zerver_message (realm_id, recipient_id, id)",
            "zerver_message (recipient_id)",
            "zerver_message (sender_id)",
            "zerver_message (date_sent)",
            "zerver_usermessage (message_id)",
            "zerver_usermessage (user_profile_id)",
            "zerver_reaction (message_id)",
            "zerver_reaction (user_profile_id)",
            "zerver_subscription (recipient_id)",
            "zerver_subscription (user_profile_id)",
            "zerver_userprofile (realm_id)",
            "zerver_userprofile_groups (userprofile_id)",
            "zerver_userprofile_user_permissions (userprofile_id)",
            "zerver_attachment (owner_id)",
            "zerver_attachment_messages (message_id)",
            "zerver_realmemoji (author_id)",
            "zerver_realmauditlog (acting_user_id)",
            "zerver_realmauditlog (modified_user_id)",
            "zerver_alertword (user_profile_id)",
            "zerver_customprofilefieldvalue (user_profile_id)",
            "zerver_muteduser (user_profile_id)",
            "zerver_onboardingstep (user_id)",
            "zerver_savedsnippet (user_profile_id)",
            "zerver_useractivity (user_profile_id)",
            "zerver_useractivityinterval (user_profile_id)",
            "zerver_usertopic (user_profile_id)",
            "analytics_usercount (user_id)");

    private SampleDdl() {}

    /** The description itself, of the schema {@code zulip}. */
    public static Schema schema() {
        try (InputStream in = Objects.requireNonNull(SampleDdl.class.getResourceAsStream(DESCRIPTION), DESCRIPTION);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return TableDescription.parse("zulip", reader.lines().toList(), "11.0-dev");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the schema and its tables, with neither keys nor indexes. */
    public static void createTables(Connection connection, Schema schema) throws SQLException {
        List<String> statements = new ArrayList<>();
        statements.add("CREATE SCHEMA " + quoted(schema.name()));
        schema.inOrder().forEach(table -> statements.add(table(schema, table)));
        execute(connection, statements);
    }

    /** Adds primary and foreign keys alone, of a schema of any release. */
    public static void createKeys(Connection connection, Schema schema) throws SQLException {
        List<String> statements = new ArrayList<>();
        schema.inOrder().forEach(table -> statements.add(primaryKey(schema, table)));
        schema.inOrder().forEach(table -> statements.addAll(foreignKeys(schema, table)));
        execute(connection, statements);
    }

    /** Adds primary keys, indexes and foreign keys, all deferrable; fails where a row breaks one. */
    public static void createConstraints(Connection connection, Schema schema) throws SQLException {
        List<String> statements = new ArrayList<>();
        schema.inOrder().forEach(table -> statements.add(primaryKey(schema, table)));
        UNIQUE.forEach(index -> statements.add("CREATE UNIQUE INDEX ON " + quoted(schema.name()) + "." + index));
        INDEXED.forEach(index -> statements.add("CREATE INDEX ON " + quoted(schema.name()) + "." + index));
        schema.inOrder().forEach(table -> statements.addAll(foreignKeys(schema, table)));
        execute(connection, statements);
    }

    /** Lets the ids of rows that are inserted from now on follow the greatest ones there are. */
    public static void advanceIdentities(Connection connection, Schema schema) throws SQLException {
        List<String> statements = new ArrayList<>();
        for (Table table : schema.inOrder()) {
            if (isIdentity(table.key())) {
                String name = qualified(schema, table.name());
                statements.add(
                        "SELECT setval(pg_get_serial_sequence('%s', 'id'), coalesce(max(id), 0) + 1, false) FROM %s"
                                .formatted(name, name));
            }
        }
        execute(connection, statements);
    }

    static String quoted(String name) {
        return '"' + name + '"';
    }

    static String qualified(Schema schema, String table) {
        return quoted(schema.name()) + "." + quoted(table);
    }

    static void execute(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String table(Schema schema, Table table) {
        String columns = table.columns().stream().map(SampleDdl::column).collect(Collectors.joining(", "));
        return "CREATE TABLE " + qualified(schema, table.name()) + " (" + columns + ")";
    }

    private static String column(Column column) {
        return quoted(column.name())
                + " "
                + column.declaration()
                + (column.nullable() ? "" : " NOT NULL")
                + (isIdentity(column) ? " GENERATED BY DEFAULT AS IDENTITY" : "");
    }

    /** A key that is another table's too, as of named groups, is never counted up. */
    private static boolean isIdentity(Column column) {
        return column.key() && column.references().isEmpty();
    }

    private static String primaryKey(Schema schema, Table table) {
        return "ALTER TABLE " + qualified(schema, table.name()) + " ADD PRIMARY KEY ("
                + quoted(table.key().name()) + ")";
    }

    private static List<String> foreignKeys(Schema schema, Table table) {
        List<String> statements = new ArrayList<>();
        for (Column column : table.columns()) {
            column.references()
                    .flatMap(schema::table)
                    .ifPresent(target -> statements.add(
                            "ALTER TABLE %s ADD FOREIGN KEY (%s) REFERENCES %s (%s) DEFERRABLE INITIALLY DEFERRED"
                                    .formatted(
                                            qualified(schema, table.name()),
                                            quoted(column.name()),
                                            qualified(schema, target.name()),
                                            quoted(target.key().name()))));
        }
        return statements;
    }
}
