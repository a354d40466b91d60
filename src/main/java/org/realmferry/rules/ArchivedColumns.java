/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.realmferry.rules.language.ColumnRule;
import org.realmferry.rules.language.ColumnRule.Arrives;
import org.realmferry.rules.language.ColumnRule.Names;
import org.realmferry.rules.language.ColumnRule.Renamed;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

/** The columns of which the fields of an archive's rows are: what a value may be, and where a database has it otherwise. */
public final class ArchivedColumns {
    private static final Set<String> WHOLE = Set.of("smallint", "integer", "bigint");
    private static final Set<String> NOT_WHOLE = Set.of("numeric", "real", "double precision", "money");
    private static final Set<String> OTHER_TIMES = Set.of("timestamp without time zone", "date");

    /**
     * The column of a field.
     *
     * @param own whether the field holds the column's own values, and not what a rule puts there
     */
    public record Archived(Column column, boolean own) {}

    private static final Map<String, Map<String, Archived>> BY_OUTPUT = new HashMap<>();

    static {
        for (TableRule rule : Rules.all()) {
            if (rule.fate() instanceof Leaves leaves) {
                leaves.outputs().stream()
                        .filter(output -> output.only().isEmpty())
                        .forEach(output -> BY_OUTPUT.put(output.name(), fields(rule)));
            }
        }
    }

    private ArchivedColumns() {}

    private static Map<String, Archived> fields(TableRule rule) {
        Map<String, Archived> fields = new HashMap<>();
        Rules.DECIDED.table(rule.table()).map(Table::columns).orElse(List.of()).forEach(column -> {
            List<ColumnRule> special = rule.columns().stream()
                    .filter(c -> c.column().equals(column.name()))
                    .toList();
            String key = column.references().isPresent() ? column.name().replaceFirst("_id$", "") : column.name();
            String name = special.stream()
                    .filter(Renamed.class::isInstance)
                    .map(c -> ((Renamed) c).field())
                    .findFirst()
                    .orElse(key);
            fields.put(name, new Archived(column, special.stream().allMatch(ArchivedColumns::keepsValues)));
        });
        return fields;
    }

    private static boolean keepsValues(ColumnRule rule) {
        return rule instanceof Renamed || rule instanceof Names || rule instanceof Arrives;
    }

    /** The column of a field of a list of rows; empty where none is known. */
    public static Optional<Archived> of(String output, String field) {
        return Optional.ofNullable(BY_OUTPUT.get(output)).map(fields -> fields.get(field));
    }

    /** A column of a type that values can't be taken from. */
    public record Altered(String table, String column, String type, String own) {}

    /** The columns that a database has in such a type, in order: somebody altered them by hand. */
    public static List<Altered> altered(Schema database) {
        List<Altered> altered = new ArrayList<>();
        for (Table table : database.inOrder()) {
            for (Column column : table.columns()) {
                Rules.DECIDED
                        .table(table.name())
                        .flatMap(known -> known.column(column.name()))
                        .filter(known -> isAltered(known.type(), column.type()))
                        .ifPresent(known ->
                                altered.add(new Altered(table.name(), column.name(), column.type(), known.type())));
            }
        }
        return altered;
    }

    private static boolean isAltered(String own, String type) {
        return WHOLE.contains(own) ? NOT_WHOLE.contains(type) : own.equals("timestamptz") && OTHER_TIMES.contains(type);
    }
}
