/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.rules.language.ColumnRule;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Stays;
import org.realmferry.schema.Column;
import org.realmferry.schema.Resources;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;
import org.realmferry.schema.TableDescription;

/** All rules together, and what they don't cover. */
public final class Rules {
    private static final List<String> DESCRIPTION = Resources.lines(Rules.class, "zulip-tables.txt");

    /** The columns that were looked at, of each table that an export reads: those of all releases. */
    public static final Schema DECIDED = TableDescription.parse("zulip", DESCRIPTION);

    /** Those of the newest release. */
    public static final Schema NEWEST = of("12.3");

    private static final Map<String, TableRule> BY_TABLE = Arrays.stream(DataClass.values())
            .flatMap(c -> c.rules().stream())
            .collect(Collectors.toUnmodifiableMap(TableRule::table, Function.identity()));

    private Rules() {}

    /** The tables that an export reads, as a release has them. */
    public static Schema of(String version) {
        return TableDescription.parse("zulip", DESCRIPTION, version);
    }

    /** The names of the tables that an export reads, in order. */
    public static List<String> tables() {
        return DECIDED.tables().keySet().stream().sorted().toList();
    }

    /** All rules in the order of processing; what differs between releases is still open. */
    public static List<TableRule> all() {
        return Arrays.stream(DataClass.values())
                .flatMap(c -> c.rules().stream())
                .toList();
    }

    /** What holds in a database, in the order of processing. */
    public static List<TableRule> in(Schema database) {
        return all().stream().map(rule -> rule.in(database)).toList();
    }

    /**
     * What a database has and no rule decides: {@code table} or {@code table.column}, in order. Where a whole table
     * stays, so do all of its columns.
     */
    public static List<String> undecided(Schema database) {
        List<String> undecided = new ArrayList<>();
        for (Table table : database.inOrder()) {
            TableRule rule = BY_TABLE.get(table.name());
            if (rule == null) {
                undecided.add(table.name());
            } else {
                undecidedColumns(table, rule.in(database)).forEach(undecided::add);
            }
        }
        return undecided;
    }

    /** The tables that an export reads of a release and its database lacks, in order. */
    public static List<String> missing(Schema database, String version) {
        return of(version).tables().keySet().stream()
                .filter(name -> database.table(name).isEmpty())
                .sorted()
                .toList();
    }

    /** Whether a rule, or the description of the tables, names the column. */
    public static boolean decides(TableRule rule, Column column) {
        return rule.fate() instanceof Stays
                || DECIDED.table(rule.table())
                        .flatMap(t -> t.column(column.name()))
                        .isPresent()
                || rule.columns().stream()
                        .anyMatch(c ->
                                !(c instanceof ColumnRule.Arrives) && c.column().equals(column.name()));
    }

    private static Stream<String> undecidedColumns(Table table, TableRule rule) {
        return table.columns().stream()
                .filter(column -> !decides(rule, column))
                .map(column -> table.name() + "." + column.name());
    }
}
