/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;
import org.realmferry.schema.ZulipTables;

/**
 * What a database has that no rule knows, in the form of {@code zulip-tables.txt}, with a proposal for each: what its foreign
 * keys say of the class of data that it belongs to. Somebody has to decide; nothing here leaves a server.
 */
public final class UnknownSchema {
    private static final Set<String> USERS_OWN = Set.of(ZulipTables.USERS, ZulipTables.SUBSCRIPTIONS);
    private static final String STAYS_BY_NAME =
            "(zilencer|corporate|social|otp|two_factor|confirmation|django|auth|guardian)_.*";

    private UnknownSchema() {}

    /**
     * The lines.
     *
     * @param since the release that the database is of
     */
    public static List<String> describe(Schema database, String since) {
        List<String> undecided = Rules.undecided(database);
        List<String> lines = new ArrayList<>();
        for (Table table : database.inOrder()) {
            boolean whole = undecided.contains(table.name());
            List<Column> columns = table.columns().stream()
                    .filter(column -> whole || undecided.contains(table.name() + "." + column.name()))
                    .toList();
            if (whole || !columns.isEmpty()) {
                lines.add(whole ? "# " + proposal(table) : "# columns of a table that is known");
                lines.add(table.name() + (whole ? " since " + since : ""));
                for (Column column : columns) {
                    proposal(table.name(), column).ifPresent(text -> lines.add("# " + text));
                    lines.add("    " + line(column) + (whole ? "" : " since " + since));
                }
                lines.add("");
            }
        }
        return lines;
    }

    private static String line(Column column) {
        return column.name() + " " + column.declaration() + (column.key() ? " pk" : "")
                + (column.nullable() ? " null" : "")
                + column.references().map(table -> " -> " + table).orElse("");
    }

    private static String proposal(Table table) {
        if (table.name().matches(STAYS_BY_NAME)) {
            return "proposal: stays; CrossRealmData or DisjointUserData says why: stay(\"...\", \"" + table.name()
                    + "\")";
        }
        Optional<String> message = key(table, ZulipTables.MESSAGES);
        Optional<String> user = key(table, ZulipTables.USERS);
        Optional<String> recipient = key(table, ZulipTables.RECIPIENTS).or(() -> key(table, ZulipTables.CHANNELS));
        Optional<String> realm = key(table, ZulipTables.REALMS);
        if (message.isPresent()) {
            return "proposal: message data: table(\"" + table.name() + "\").where(...).onExportedMessage(\""
                    + message.get() + "\")";
        }
        if (user.isPresent()) {
            return "proposal: disjoint user data: table(\"" + table.name() + "\").where(\"t." + user.get()
                    + " IN :disclosed\").ofUser(\"t." + user.get() + " = :user\")";
        }
        if (recipient.isPresent()) {
            return "proposal: recipient data: table(\"" + table.name() + "\").where(...), by " + recipient.get();
        }
        return realm.map(column -> "proposal: public realm data: table(\"" + table.name() + "\").where(\"t." + column
                        + " = :realm\")")
                .orElse("proposal: stays, of the whole server: stay(\"of the whole server\", \"" + table.name()
                        + "\")");
    }

    private static Optional<String> key(Table table, String target) {
        return table.columns().stream()
                .filter(column -> column.references().filter(target::equals).isPresent())
                .map(Column::name)
                .findFirst();
    }

    private static Optional<String> proposal(String table, Column column) {
        if (column.type().equals("bytea") || column.name().matches(".*(secret|token|password|key).*")) {
            return Optional.of("may be a secret: then .without(\"a secret\", \"" + column.name() + "\")");
        }
        return USERS_OWN.contains(table)
                ? Optional.of(
                        "private to a user? then .unlessConsenting(...); a setting follows zerver_realmuserdefault")
                : Optional.empty();
    }
}
