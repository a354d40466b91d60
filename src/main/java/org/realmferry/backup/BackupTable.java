/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.plan.Field;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;
import org.realmferry.schema.ZulipTables;

/**
 * A table of a backup: all columns that the database has, but for secrets.
 *
 * @param leftOut the columns that stay behind
 * @param where which rows, on {@code t}
 */
record BackupTable(String name, List<Field> fields, List<String> leftOut, String where) {

    /** In the order of a backup: what is named stands before what names it, but for recipients of channels and groups. */
    static final List<String> NAMES = List.of(
            ZulipTables.CLIENTS,
            ZulipTables.USERS,
            ZulipTables.CHANNELS,
            ZulipTables.DIRECT_MESSAGE_GROUPS,
            ZulipTables.RECIPIENTS,
            ZulipTables.SUBSCRIPTIONS);

    private static final Pattern SECRET = Pattern.compile(".*(password|api_key|token|secret|third_party_api_state).*");

    /** Zulip's settings name them so, on every server. */
    private static final String BOTS = "t.is_bot AND (lower(t.email) IN ('notification-bot@zulip.com',"
            + " 'emailgateway@zulip.com', 'welcome-bot@zulip.com')"
            + " OR t.full_name IN ('Notification Bot', 'Email Gateway', 'Welcome Bot')%s)";

    private static final String BOTS_BY_REALM =
            " OR t.realm_id IN (SELECT r.id FROM zerver_realm r WHERE r.string_id = 'zulipinternal')";

    /** The tables of a database, as its release has them. Fails with {@code CONFIGURATION} where one isn't there. */
    static List<BackupTable> of(Schema schema) {
        List<String> missing =
                NAMES.stream().filter(name -> schema.table(name).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "the database lacks " + String.join(", ", missing) + ", which every Zulip has",
                    "Give the database of a Zulip server.");
        }
        return NAMES.stream()
                .flatMap(name -> schema.table(name).stream())
                .map(table -> of(table, schema))
                .toList();
    }

    private static BackupTable of(Table table, Schema schema) {
        List<Field> fields = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (Column column : table.columns()) {
            if (isSecret(table.name(), column.name())) {
                leftOut.add(column.name());
            } else {
                fields.add(Field.of(column.name(), quoted(column.name()), column.type()));
            }
        }
        return new BackupTable(
                table.name(), fields, leftOut, table.name().equals(ZulipTables.USERS) ? bots(schema) : "TRUE");
    }

    private static String bots(Schema schema) {
        boolean hasStringId = schema.table(ZulipTables.REALMS)
                .flatMap(realm -> realm.column("string_id"))
                .isPresent();
        return BOTS.formatted(hasStringId ? BOTS_BY_REALM : "");
    }

    /** Whether a column is a way into an account or a channel. */
    static boolean isSecret(String table, String column) {
        return SECRET.matcher(column).matches() || (table.equals(ZulipTables.USERS) && column.equals("uuid"));
    }

    private static String quoted(String column) {
        return "t.\"" + column.replace("\"", "\"\"") + "\"";
    }

    List<String> columns() {
        return fields.stream().map(Field::name).toList();
    }

    /** The query for all rows in order of their ids. */
    String select() {
        return "SELECT " + fields.stream().map(Field::sql).collect(Collectors.joining(", ")) + " FROM " + name
                + " t WHERE " + where + " ORDER BY t.id";
    }

    String count() {
        return "SELECT count(*) FROM " + name + " t WHERE " + where;
    }
}
