/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.realmferry.rules.Rules;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

/** What Zulip's migrations 0769 to 0800 do to a server of 12.0-dev, as far as an export can see it. */
public final class Zulip12 {
    /** Each direct message between two, or to oneself, moves to a group of its own; one that is there is taken. */
    private static final List<String> MOVE_PERSONAL_MESSAGES = List.of(
            "CREATE TEMP TABLE moved AS SELECT DISTINCT m.recipient_id AS old, m.sender_id AS sender,"
                    + " ARRAY(SELECT DISTINCT u FROM unnest(ARRAY[m.sender_id, r.type_id]) u ORDER BY u) AS members"
                    + " FROM (SELECT recipient_id, sender_id FROM zerver_message"
                    + " UNION SELECT recipient_id, sender_id FROM zerver_archivedmessage"
                    + " UNION SELECT recipient_id, sender_id FROM zerver_scheduledmessage"
                    + " UNION SELECT recipient_id, user_profile_id FROM zerver_draft) m"
                    + " JOIN zerver_recipient r ON r.id = m.recipient_id AND r.type = 1",
            "CREATE TEMP TABLE pairs AS SELECT members, 100000 + row_number() OVER () AS huddle,"
                    + " 100000 + row_number() OVER () AS recipient FROM (SELECT DISTINCT members FROM moved) p",
            "UPDATE pairs SET (huddle, recipient) = (g.huddle, g.recipient) FROM (SELECT h.id AS huddle,"
                    + " h.recipient_id AS recipient, array_agg(s.user_profile_id ORDER BY s.user_profile_id) AS members"
                    + " FROM zerver_huddle h JOIN zerver_subscription s ON s.recipient_id = h.recipient_id GROUP BY 1, 2) g"
                    + " WHERE g.members = pairs.members",
            "INSERT INTO zerver_recipient (id, type_id, type) SELECT recipient, huddle, 3 FROM pairs WHERE huddle > 100000",
            "INSERT INTO zerver_huddle (id, huddle_hash, recipient_id, group_size) SELECT huddle,"
                    + " encode(sha256(convert_to(array_to_string(members, ','), 'UTF8')), 'hex')::varchar(40), recipient,"
                    + " cardinality(members) FROM pairs WHERE huddle > 100000",
            "INSERT INTO zerver_subscription SELECT (jsonb_populate_record(s, jsonb_build_object('id', 100000"
                    + " + row_number() OVER (), 'recipient_id', p.recipient, 'color', '#c2c2c2'))).*"
                    + " FROM pairs p CROSS JOIN LATERAL unnest(p.members) u JOIN zerver_recipient r ON r.type = 1"
                    + " AND r.type_id = u JOIN zerver_subscription s ON s.recipient_id = r.id AND s.user_profile_id = u"
                    + " WHERE p.huddle > 100000",
            move("zerver_message", "sender_id"),
            move("zerver_archivedmessage", "sender_id"),
            move("zerver_scheduledmessage", "sender_id"),
            move("zerver_draft", "user_profile_id"),
            "ALTER TABLE zerver_userprofile DROP COLUMN recipient_id",
            "DELETE FROM zerver_subscription s USING zerver_recipient r WHERE r.id = s.recipient_id AND r.type = 1",
            "DELETE FROM zerver_recipient WHERE type = 1");

    private static final List<String> COLUMNS = List.of(
            "UPDATE zerver_realmemoji e SET author_id = (SELECT min(id) FROM zerver_userprofile u"
                    + " WHERE u.realm_id = e.realm_id) WHERE author_id IS NULL",
            "ALTER TABLE zerver_realmemoji ALTER COLUMN author_id SET NOT NULL",
            "ALTER TABLE zerver_realm RENAME COLUMN giphy_rating TO gif_rating_policy",
            "ALTER TABLE zerver_realm ADD COLUMN default_avatar_source varchar(1) NOT NULL DEFAULT 'G',"
                    + " ADD COLUMN rendered_description text, ADD COLUMN rendered_description_version integer,"
                    + " ADD COLUMN media_preview_size smallint NOT NULL DEFAULT 100,"
                    + " ADD COLUMN workplace_users_group_id bigint REFERENCES zerver_usergroup (id)",
            "UPDATE zerver_realm r SET workplace_users_group_id = (SELECT min(id) FROM zerver_usergroup g"
                    + " WHERE g.realm_id = r.id)",
            "ALTER TABLE zerver_realm ALTER COLUMN workplace_users_group_id SET NOT NULL",
            "ALTER TABLE zerver_customprofilefield ADD COLUMN use_for_user_matching boolean NOT NULL DEFAULT false",
            "ALTER TABLE zerver_realmfilter ADD COLUMN example_input text, ADD COLUMN reverse_template text,"
                    + " ADD COLUMN alternative_url_templates jsonb NOT NULL DEFAULT '[]'",
            "ALTER TABLE zerver_userprofile ADD COLUMN is_deleted boolean NOT NULL DEFAULT false",
            "DROP TABLE zerver_pushdevice",
            "CREATE TABLE zerver_device (id bigint PRIMARY KEY, user_id integer NOT NULL REFERENCES zerver_userprofile (id),"
                    + " push_key bytea, push_key_id bigint, push_token_id bigint, pending_push_token_id bigint,"
                    + " push_token_last_updated_timestamp timestamptz, push_token_kind varchar(4),"
                    + " push_registration_error_code varchar(100))",
            "INSERT INTO django_migrations (app, name, applied)"
                    + " VALUES ('zerver', '0800_cleanup_case_mismatched_legacy_apns_tokens', now())");

    private static final List<String> GONE = List.of(
            "zerver_realm DROP COLUMN mandatory_topics",
            "zerver_realm DROP COLUMN giphy_rating",
            "zerver_stream DROP COLUMN is_in_zephyr_realm",
            "zerver_userprofile DROP COLUMN zoom_token");

    private Zulip12() {}

    private static String move(String table, String sender) {
        return "UPDATE " + table
                + " t SET recipient_id = p.recipient FROM moved m JOIN pairs p ON p.members = m.members"
                + " WHERE m.old = t.recipient_id AND m.sender = t." + sender;
    }

    /** Makes a server of 12.3 of the sample server: tables and columns as the rules describe them, without a trigger or check. */
    public static void upgrade(Connection connection) throws SQLException {
        Schema before = SampleDdl.schema();
        List<String> statements = new ArrayList<>(List.of("SET search_path TO zulip"));
        for (Table table : Rules.NEWEST.inOrder()) {
            Optional<Table> old = before.table(table.name());
            if (old.isEmpty()) {
                statements.add("CREATE TABLE " + table.name() + " ()");
            }
            table.columns().stream()
                    .filter(column ->
                            old.flatMap(known -> known.column(column.name())).isEmpty())
                    .forEach(column -> statements.addAll(added(table, column)));
        }
        GONE.forEach(change -> statements.add("ALTER TABLE " + change));
        // The sample server has no deleted messages and no drafts.
        statements.add("CREATE TEMP TABLE zerver_archivedmessage (recipient_id integer, sender_id integer)");
        statements.add("CREATE TEMP TABLE zerver_draft (recipient_id integer, user_profile_id integer)");
        statements.addAll(MOVE_PERSONAL_MESSAGES);
        statements.add(
                "INSERT INTO zerver_submessage (msg_type, content, message_id, sender_id) SELECT 'widget', c, id,"
                        + " sender_id FROM zerver_message CROSS JOIN unnest(ARRAY['{\"widget_type\": \"poll\", \"extra_data\":"
                        + " {\"question\": \"Lunch?\", \"options\": [\"soup\", \"salad\"]}}',"
                        + " '{\"type\":\"vote\",\"key\":\"canned,0\",\"vote\":1}']) c WHERE id % 50 = 0");
        statements.add("INSERT INTO django_migrations (app, name, applied) VALUES"
                + " ('zerver', '0801_realmexport_backfill_export_from_prior_server_status', now())");
        statements.add("RESET search_path");
        SampleDdl.execute(connection, statements);
    }

    /** Permissions are everybody's; what else can't be null is nought, false or empty. */
    private static List<String> added(Table table, Column column) {
        String alter = "ALTER TABLE " + table.name();
        String name = "\"" + column.name() + "\"";
        List<String> statements = new ArrayList<>();
        if (column.key()) {
            return List.of(alter + " ADD COLUMN " + name + " " + column.declaration() + " PRIMARY KEY");
        }
        String foreignKey = column.references()
                .map(target -> " REFERENCES " + target + " DEFERRABLE INITIALLY DEFERRED")
                .orElse("");
        boolean permission =
                column.references().filter("zerver_usergroup"::equals).isPresent();
        String filled = column.nullable() || permission ? "" : " NOT NULL DEFAULT " + nothing(column);
        statements.add(alter + " ADD COLUMN " + name + " " + column.declaration() + foreignKey + filled);
        if (permission) {
            statements.add("UPDATE " + table.name() + " t SET " + name + " = (SELECT g.usergroup_ptr_id"
                    + " FROM zerver_namedusergroup g WHERE g.name = 'role:everyone' AND g.realm_id = t."
                    + (table.name().equals("zerver_realm") ? "id" : "realm_id") + ")");
            statements.add(alter + " ALTER COLUMN " + name + " SET NOT NULL");
        }
        return statements;
    }

    private static String nothing(Column column) {
        return switch (column.type()) {
            case "boolean" -> "false";
            case "jsonb" -> "'{}'";
            case "timestamptz" -> "'2026-01-01Z'";
            case "text" -> "''";
            case "varchar" -> column.declaration().equals("varchar(1)") ? "'G'" : "''";
            default -> "1";
        };
    }

    /** Makes a server of 12.0 of one of 12.0-dev. */
    public static void migrate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path TO zulip");
            for (String sql : MOVE_PERSONAL_MESSAGES) {
                statement.execute(sql);
            }
            for (String sql : COLUMNS) {
                statement.execute(sql);
            }
            statement.execute("RESET search_path");
        }
    }
}
