/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.realmferry.rules.language.ColumnRule.Names;
import org.realmferry.rules.language.ColumnRule.Renamed;
import org.realmferry.rules.language.Naming;
import org.realmferry.rules.language.Output;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.schema.Column;
import org.realmferry.schema.ZulipTables;

/** Which fields of an archive's rows name rows of other tables: the foreign keys of all releases, and what rules say. */
public final class References {
    /**
     * A field that names a row.
     *
     * @param table whose ids it holds
     * @param nullable whether it may hold none
     */
    public record Reference(String table, boolean nullable) {}

    /** What is known of a list of rows. */
    private record Known(String ids, Map<String, Reference> keys, List<Naming> namings) {}

    /** Fields that have meant the same in all releases and tables. */
    private static final Map<String, String> ALWAYS = Map.ofEntries(
            Map.entry("bot_owner", ZulipTables.USERS),
            Map.entry("bot_profile", ZulipTables.USERS),
            Map.entry("client", ZulipTables.CLIENTS),
            Map.entry("message", ZulipTables.MESSAGES),
            Map.entry("muted_user", ZulipTables.USERS),
            Map.entry("owner", ZulipTables.USERS),
            Map.entry("realm", ZulipTables.REALMS),
            Map.entry("recipient", ZulipTables.RECIPIENTS),
            Map.entry("sender", ZulipTables.USERS),
            Map.entry("sending_client", ZulipTables.CLIENTS),
            Map.entry("stream", ZulipTables.CHANNELS),
            Map.entry("user", ZulipTables.USERS),
            Map.entry("user_group", ZulipTables.USER_GROUPS),
            Map.entry("user_profile", ZulipTables.USERS));

    private static final Map<String, Known> BY_OUTPUT = new HashMap<>();

    static {
        for (TableRule rule : Rules.all()) {
            if (rule.fate() instanceof Leaves leaves) {
                leaves.outputs().forEach(output -> BY_OUTPUT.put(output.name(), known(rule, output)));
            }
        }
    }

    private References() {}

    private static Known known(TableRule rule, Output output) {
        Map<String, Reference> keys = new HashMap<>();
        if (output.only().isEmpty()) {
            columns(rule)
                    .forEach(column -> column.references()
                            .ifPresent(
                                    target -> keys.put(field(rule, column), new Reference(target, column.nullable()))));
        }
        String ids = columns(rule)
                .filter(Column::key)
                .flatMap(column -> column.references().stream())
                .findFirst()
                .orElse(rule.table());
        List<Naming> namings = rule.columns().stream()
                .filter(Names.class::isInstance)
                .map(special -> ((Names) special).naming())
                .toList();
        return new Known(ids, keys, namings);
    }

    private static Stream<Column> columns(TableRule rule) {
        return Rules.DECIDED.table(rule.table()).stream().flatMap(table -> table.columns().stream());
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

    /** The lists of rows that an export has. */
    public static Set<String> outputs() {
        return Set.copyOf(BY_OUTPUT.keySet());
    }

    /** The foreign key of a field, as Zulip 10 and newer have it; empty where it is none, or the list unknown. */
    public static Optional<Reference> known(String output, String field) {
        return Optional.ofNullable(BY_OUTPUT.get(output))
                .map(list -> list.keys().get(field));
    }

    /** What a field has named in all releases and tables. */
    public static Optional<String> always(String field) {
        return Optional.ofNullable(ALWAYS.get(field));
    }

    /** The table of whose rows those of a list are: its own, or the one that it extends. */
    public static String ids(String output) {
        return Optional.ofNullable(BY_OUTPUT.get(output)).map(Known::ids).orElse(output);
    }

    /** What rows name besides by foreign keys. */
    public static List<Naming> namings(String output) {
        return Objects.requireNonNullElse(BY_OUTPUT.get(output), new Known("", Map.of(), List.of()))
                .namings();
    }
}
