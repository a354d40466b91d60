/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.realmferry.rules.Rules;
import org.realmferry.rules.language.ColumnRule;
import org.realmferry.rules.language.ColumnRule.Added;
import org.realmferry.rules.language.ColumnRule.Renamed;
import org.realmferry.rules.language.ColumnRule.Replaced;
import org.realmferry.rules.language.ColumnRule.ReplacedAll;
import org.realmferry.rules.language.ColumnRule.StaysBehind;
import org.realmferry.rules.language.IdSet;
import org.realmferry.rules.language.OfUser;
import org.realmferry.rules.language.Output;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

/** One table's rule, put together with the columns that the database has. */
final class TablePlan {
    /** Columns that name a message, with or without a foreign key. */
    private static final String MESSAGE_ID = "_message_id";

    private final TableRule rule;
    private final Table table;
    private final Schema database;
    private final boolean omits;

    TablePlan(TableRule rule, Table table, Schema database, boolean omits) {
        this.rule = rule;
        this.table = table;
        this.database = database;
        this.omits = omits;
    }

    TableRead read(Leaves leaves, Output output) {
        List<Field> fields = output.only().isEmpty()
                ? fields(rules(Added.class), this::value)
                : output.only().stream().map(TablePlan::added).toList();
        return new TableRead(
                output.name(),
                table.name(),
                table.estimatedRows(),
                leaves.file(),
                fields,
                leaves.source().orElse(table.name()) + " t",
                output.only().isEmpty() ? where(output) : output.where(),
                table.key().name(),
                leaves.messageColumn().map(this::fieldName),
                output.only().isEmpty() ? messageReferences() : List.of());
    }

    /** The rows that leave with a single user. */
    TableRead read(OfUser ofUser) {
        return new TableRead(
                table.name(),
                table.name(),
                table.estimatedRows(),
                rule.fate() instanceof Leaves leaves && leaves.file() == OutputFile.MESSAGES
                        ? OutputFile.MESSAGES
                        : OutputFile.USER,
                fields(Stream.concat(rules(Added.class), ofUser.added().stream()), TablePlan::plain),
                ofUser.source() + " t",
                ofUser.where(),
                table.key().name(),
                Optional.empty(),
                List.of());
    }

    private List<Field> fields(Stream<Added> more, Function<Column, String> value) {
        Map<String, Field> fields = new LinkedHashMap<>();
        more.forEach(added -> fields.put(added.field(), added(added)));
        for (Column column : table.columns()) {
            boolean stays = rule.columns().stream()
                    .anyMatch(special ->
                            special instanceof StaysBehind && special.column().equals(column.name()));
            if (!stays && Rules.decides(rule, column)) {
                String name = fieldName(column.name());
                fields.put(name, Field.of(name, value.apply(column), column.type()));
            }
        }
        return List.copyOf(fields.values());
    }

    private static Field added(Added added) {
        return new Field(added.field(), added.sql(), added.type());
    }

    /** The value of a column; a reference that may lead nowhere is null then. */
    private String value(Column column) {
        String value = own(column);
        return condition(column, value)
                .filter(condition -> column.nullable())
                .map(condition -> "CASE WHEN " + condition + " THEN " + value + " END")
                .orElse(value);
    }

    private String own(Column column) {
        return rules(Replaced.class)
                .filter(replaced -> replaced.column().equals(column.name()))
                .map(Replaced::sql)
                .findFirst()
                .or(() -> rules(ReplacedAll.class)
                        .flatMap(all -> all.sql(column.name(), database, Rules.DECIDED).stream())
                        .findFirst())
                .orElseGet(() -> plain(column));
    }

    private static String plain(Column column) {
        return "t.\"" + column.name().replace("\"", "\"\"") + "\"";
    }

    /** The output's condition, and that all references that can't be null lead to rows that leave. */
    private String where(Output output) {
        List<String> conditions = new ArrayList<>(List.of(output.where()));
        for (Column column : table.columns()) {
            condition(column, own(column))
                    .filter(condition -> !column.nullable())
                    .ifPresent(conditions::add);
        }
        return conditions.size() == 1
                ? output.where()
                : "(" + output.where() + ") AND " + String.join(" AND ", conditions.subList(1, conditions.size()));
    }

    private Optional<String> condition(Column column, String value) {
        return column.references()
                .filter(target -> omits)
                .map(IdSet.REFERENCES::get)
                .map(condition -> String.format(Locale.ROOT, condition, value));
    }

    /** Fields that name a message and are null where it doesn't leave. */
    private List<String> messageReferences() {
        return table.columns().stream()
                .filter(column -> omits && column.nullable() && column.name().endsWith(MESSAGE_ID))
                .map(column -> fieldName(column.name()))
                .toList();
    }

    private <T extends ColumnRule> Stream<T> rules(Class<T> kind) {
        return rule.columns().stream().filter(kind::isInstance).map(kind::cast);
    }

    /** Django's name: a foreign key loses its {@code _id}. */
    private String fieldName(String column) {
        Optional<String> renamed = rules(Renamed.class)
                .filter(special -> special.column().equals(column))
                .map(Renamed::field)
                .findFirst();
        boolean foreignKey = table.column(column).flatMap(Column::references).isPresent() && column.endsWith("_id");
        return renamed.orElse(foreignKey ? column.substring(0, column.length() - "_id".length()) : column);
    }
}
