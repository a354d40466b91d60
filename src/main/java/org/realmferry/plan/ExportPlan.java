/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.realmferry.rules.ColumnRule;
import org.realmferry.rules.ColumnRule.Added;
import org.realmferry.rules.ColumnRule.Renamed;
import org.realmferry.rules.ColumnRule.Replaced;
import org.realmferry.rules.ColumnRule.StaysBehind;
import org.realmferry.rules.Output;
import org.realmferry.rules.OutputFile;
import org.realmferry.rules.Rules;
import org.realmferry.rules.TableRule;
import org.realmferry.rules.TableRule.Leaves;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;

/**
 * Everything that an export reads of each realm: the rules, for the tables and columns that the database has.
 *
 * @param reads in the order of the rules
 */
public record ExportPlan(List<TableRead> reads) {
    public ExportPlan {
        reads = List.copyOf(reads);
    }

    /** Columns that no rule decides are left out; whether that is wanted is the caller's question. */
    public static ExportPlan of(Schema database) {
        List<TableRead> reads = new ArrayList<>();
        for (TableRule rule : Rules.all()) {
            Optional<Table> table = database.table(rule.table());
            if (rule.fate() instanceof Leaves leaves && table.isPresent()) {
                leaves.outputs().forEach(output -> reads.add(read(rule, leaves, output, table.get())));
            }
        }
        return new ExportPlan(reads);
    }

    /** The reads of one kind of file. */
    public List<TableRead> of(OutputFile file) {
        return reads.stream().filter(read -> read.file() == file).toList();
    }

    public TableRead read(String output) {
        return reads.stream()
                .filter(read -> read.output().equals(output))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no output " + output));
    }

    private static TableRead read(TableRule rule, Leaves leaves, Output output, Table table) {
        List<Field> fields = output.only().isEmpty()
                ? fields(rule, table)
                : output.only().stream().map(ExportPlan::added).toList();
        return new TableRead(
                output.name(),
                table.name(),
                leaves.file(),
                fields,
                leaves.source().orElse(table.name()) + " t",
                output.where(),
                table.key().name(),
                leaves.messageColumn().map(name -> fieldName(rule, table, name)));
    }

    private static List<Field> fields(TableRule rule, Table table) {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (ColumnRule special : rule.columns()) {
            if (special instanceof Added added) {
                fields.put(added.field(), added(added));
            }
        }
        for (Column column : table.columns()) {
            boolean stays = rule.columns().stream()
                    .anyMatch(special ->
                            special instanceof StaysBehind && special.column().equals(column.name()));
            if (!stays && Rules.decides(rule, column)) {
                String name = fieldName(rule, table, column.name());
                fields.put(name, Field.of(name, sql(rule, column), column.type()));
            }
        }
        return List.copyOf(fields.values());
    }

    private static Field added(Added added) {
        return new Field(added.field(), added.sql(), added.type());
    }

    private static String sql(TableRule rule, Column column) {
        return replacements(rule)
                .filter(replaced -> replaced.column().equals(column.name()))
                .map(Replaced::sql)
                .findFirst()
                .orElse("t.\"" + column.name().replace("\"", "\"\"") + "\"");
    }

    private static Stream<Replaced> replacements(TableRule rule) {
        return rule.columns().stream().filter(Replaced.class::isInstance).map(Replaced.class::cast);
    }

    /** Django's name: a foreign key loses its {@code _id}. */
    private static String fieldName(TableRule rule, Table table, String column) {
        for (ColumnRule special : rule.columns()) {
            if (special instanceof Renamed renamed && renamed.column().equals(column)) {
                return renamed.field();
            }
        }
        boolean foreignKey = table.column(column).flatMap(Column::references).isPresent() && column.endsWith("_id");
        return foreignKey ? column.substring(0, column.length() - "_id".length()) : column;
    }
}
