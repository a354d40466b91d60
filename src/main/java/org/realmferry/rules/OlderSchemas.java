/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.realmferry.rules.language.SchemaState.has;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.rules.language.SchemaState;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;
import org.realmferry.schema.ZulipTables;

/**
 * What stands in, in the texts of the rules, for what an older database lacks. A table that it lacks is an empty one; for a
 * column of a table that it has, the list says what. Nothing of this leaves: the fields of an archive are the columns that
 * the database itself has.
 */
final class OlderSchemas {
    /**
     * What a column is where there is none.
     *
     * @param sql an expression on {@code x}, the table
     */
    private record StandIn(String table, String column, String sql) {}

    private static final List<StandIn> COLUMNS = List.of(
            new StandIn(ZulipTables.REALMS, "string_id", "x.domain"),
            new StandIn(ZulipTables.ATTACHMENTS, "size", "NULL::integer"),
            new StandIn("zerver_reaction", "emoji_code", "''"),
            new StandIn("zerver_reaction", "reaction_type", "'unicode_emoji'"),
            new StandIn(ZulipTables.EMOJI, "author_id", "NULL::integer"),
            new StandIn(ZulipTables.EMOJI, "deactivated", "FALSE"),
            new StandIn(ZulipTables.EMOJI, "file_name", "NULL::text"),
            new StandIn(ZulipTables.CHANNELS, "history_public_to_subscribers", "x.invite_only IS NOT TRUE"),
            new StandIn(ZulipTables.CHANNELS, "rendered_description", "''"),
            new StandIn("zerver_userpresence", "last_active_time", "x.timestamp"),
            new StandIn(ZulipTables.USERS, "allow_private_data_export", "FALSE"),
            new StandIn(ZulipTables.USERS, "avatar_version", "1"),
            new StandIn(ZulipTables.USERS, "delivery_email", "x.email"),
            new StandIn(
                    ZulipTables.USERS,
                    "email_address_visibility",
                    has("zerver_realm.email_address_visibility")
                            .then(
                                    "(SELECT r.email_address_visibility FROM zerver_realm r WHERE r.id = x.realm_id)",
                                    "1")),
            new StandIn(ZulipTables.USERS, "role", "CASE WHEN x.is_realm_admin THEN 200 ELSE 400 END"),
            // As secret as the other, and it stays on the server like that.
            new StandIn(ZulipTables.USERS, "uuid", "x.api_key"));

    private OlderSchemas() {}

    /** What is read in place of each table that lacks something. */
    static Map<String, String> standIns(Schema database) {
        Map<String, String> standIns = new HashMap<>();
        for (Table known : Rules.DECIDED.inOrder()) {
            if (database.table(known.name()).isEmpty()) {
                standIns.put(known.name(), empty(known));
            }
        }
        COLUMNS.stream()
                .filter(column -> database.table(column.table())
                        .filter(table -> table.column(column.column()).isEmpty())
                        .isPresent())
                .collect(Collectors.groupingBy(StandIn::table))
                .forEach((table, columns) -> standIns.put(table, completed(table, columns, database)));
        return standIns;
    }

    private static String empty(Table table) {
        return table.columns().stream()
                .map(OlderSchemas::nothing)
                .collect(Collectors.joining(", ", "(SELECT ", " WHERE FALSE)"));
    }

    private static String nothing(Column column) {
        return "NULL::" + column.type() + " AS \"" + column.name() + '"';
    }

    private static String completed(String table, List<StandIn> columns, Schema database) {
        return Stream.concat(
                        Stream.of("x.*"),
                        columns.stream()
                                .map(column -> SchemaState.resolve(column.sql(), database) + " AS " + column.column()))
                .collect(Collectors.joining(", ", "(SELECT ", " FROM " + table + " x)"));
    }
}
