/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.realmferry.rules.ColumnRule.Renamed;
import org.realmferry.rules.Output;
import org.realmferry.rules.Rules;
import org.realmferry.rules.TableRule;
import org.realmferry.rules.TableRule.Leaves;
import org.realmferry.schema.Column;

/** The tables and fields of archives of all releases: which an export has, and which of them name rows of other tables. */
final class Columns {
    /**
     * A field that names a row.
     *
     * @param table whose ids it holds
     * @param nullable whether it may hold none
     */
    record Reference(String table, boolean nullable) {}

    private static final Set<String> OF_OLDER_RELEASES =
            Set.of("zerver_realmalias", "zerver_mutedtopic", "zerver_userhotspot");

    private static final Set<String> SECRETS = Set.of("password", "api_key", "email_token", "otp_encrypted_api_key");

    /** Fields that have meant the same in all releases and tables. */
    private static final Map<String, String> ALWAYS = Map.ofEntries(
            Map.entry("bot_owner", Ids.USERS),
            Map.entry("bot_profile", Ids.USERS),
            Map.entry("client", "zerver_client"),
            Map.entry("message", "zerver_message"),
            Map.entry("muted_user", Ids.USERS),
            Map.entry("owner", Ids.USERS),
            Map.entry("realm", "zerver_realm"),
            Map.entry("recipient", "zerver_recipient"),
            Map.entry("sender", Ids.USERS),
            Map.entry("sending_client", "zerver_client"),
            Map.entry("stream", "zerver_stream"),
            Map.entry("user", Ids.USERS),
            Map.entry("user_group", "zerver_usergroup"),
            Map.entry("user_profile", Ids.USERS));

    private static final Set<String> TABLES = new HashSet<>(OF_OLDER_RELEASES);
    private static final Map<String, Map<String, Reference>> REFERENCES = new HashMap<>();

    static {
        for (TableRule rule : Rules.all()) {
            if (rule.fate() instanceof Leaves leaves) {
                leaves.outputs().forEach(output -> add(rule, output));
            }
        }
    }

    private Columns() {}

    private static void add(TableRule rule, Output output) {
        TABLES.add(output.name());
        Map<String, Reference> fields = new HashMap<>();
        if (output.only().isEmpty()) {
            Rules.DECIDED.table(rule.table()).stream()
                    .flatMap(table -> table.columns().stream())
                    .forEach(column -> column.references()
                            .ifPresent(target ->
                                    fields.put(field(rule, column), new Reference(target, column.nullable()))));
        }
        REFERENCES.put(output.name(), fields);
    }

    /** Django's name of a foreign key. */
    private static String field(TableRule rule, Column column) {
        return rule.columns().stream()
                .filter(special ->
                        special instanceof Renamed renamed && renamed.column().equals(column.name()))
                .map(special -> ((Renamed) special).field())
                .findFirst()
                .orElse(column.name().replaceFirst("_id$", ""));
    }

    /** Whether exports have a table of that name. */
    static boolean isKnown(String table) {
        return TABLES.contains(table);
    }

    /** Whether a column never leaves a server. */
    static boolean isSecret(String table, String field) {
        return SECRETS.contains(field)
                || field.startsWith("otp_")
                || (field.equals("uuid") && table.startsWith(Ids.USERS));
    }

    /**
     * What a field refers to.
     *
     * @param current whether the archive is of Zulip 10 or newer, whose foreign keys are known; of older ones those fields
     *     are, which have always meant the same
     */
    static Optional<Reference> reference(String table, String field, boolean current) {
        if (table.equals(Ids.SYSTEM_BOTS)) {
            return Optional.empty();
        }
        Reference known = REFERENCES.getOrDefault(table, Map.of()).get(field);
        if (current && known != null) {
            return Optional.of(known);
        }
        boolean madeAnew = field.equals("recipient") && table.startsWith(Ids.USERS);
        return Optional.ofNullable(ALWAYS.get(field))
                .filter(target -> !madeAnew)
                .map(target -> new Reference(target, true));
    }
}
