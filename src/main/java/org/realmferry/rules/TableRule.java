/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What happens to one table. Rules are values: each method gives a new one that says more.
 *
 * @param table the table's name
 * @param fate whether its rows leave, and how
 * @param columns what is special about its columns
 * @param merging how its rows are merged
 */
public record TableRule(String table, Fate fate, List<ColumnRule> columns, MergeRule merging) {

    /** Whether a table's rows leave. */
    public sealed interface Fate {}

    /**
     * Rows leave.
     *
     * @param file where they are written
     * @param outputs the lists of rows that they become
     * @param source an SQL expression in place of the table itself
     * @param messageColumn rows leave only with the exported message that this column names
     * @param ofUser what leaves in the export of a single user; empty where nothing does
     */
    public record Leaves(
            OutputFile file,
            List<Output> outputs,
            Optional<String> source,
            Optional<String> messageColumn,
            Optional<OfUser> ofUser)
            implements Fate {
        public Leaves {
            outputs = List.copyOf(outputs);
        }
    }

    /** Rows leave as a list of ids in the rows of another table. */
    public record LeavesWithin(String owner) implements Fate {}

    /** Nothing leaves. */
    public record Stays(String why) implements Fate {}

    public TableRule {
        columns = List.copyOf(columns);
    }

    /** A table whose rows go into {@code realm.json}. */
    static TableRule table(String name) {
        return in(OutputFile.REALM, name);
    }

    static TableRule in(OutputFile file, String name) {
        return new TableRule(
                name,
                new Leaves(file, List.of(), Optional.empty(), Optional.empty(), Optional.empty()),
                List.of(),
                MergeRule.USUAL);
    }

    /** Tables that stay for one reason. */
    static Stream<TableRule> stay(String why, String... tables) {
        return Stream.of(tables).map(table -> new TableRule(table, new Stays(why), List.of(), MergeRule.USUAL));
    }

    TableRule within(String owner) {
        return new TableRule(table, new LeavesWithin(owner), columns, merging);
    }

    TableRule where(String condition) {
        return as(table, condition);
    }

    TableRule as(String output, String condition, ColumnRule.Added... only) {
        Leaves leaves = leaves();
        List<Output> outputs = new ArrayList<>(leaves.outputs());
        outputs.add(new Output(output, condition, List.of(only)));
        return withFate(new Leaves(leaves.file(), outputs, leaves.source(), leaves.messageColumn(), leaves.ofUser()));
    }

    TableRule from(String source) {
        Leaves leaves = leaves();
        return withFate(new Leaves(
                leaves.file(), leaves.outputs(), Optional.of(source), leaves.messageColumn(), leaves.ofUser()));
    }

    TableRule onExportedMessage(String column) {
        Leaves leaves = leaves();
        return withFate(
                new Leaves(leaves.file(), leaves.outputs(), leaves.source(), Optional.of(column), leaves.ofUser()));
    }

    /** What leaves in the export of a single user, too. */
    TableRule ofUser(String where) {
        return ofUser(OfUser.of(table, where));
    }

    TableRule ofUser(OfUser rows) {
        Leaves leaves = leaves();
        return withFate(new Leaves(
                leaves.file(), leaves.outputs(), leaves.source(), leaves.messageColumn(), Optional.of(rows)));
    }

    TableRule without(String why, String... names) {
        return withColumns(Stream.of(names).map(name -> new ColumnRule.StaysBehind(name, why)));
    }

    TableRule rename(String column, String field) {
        return withColumns(Stream.of(new ColumnRule.Renamed(column, field)));
    }

    TableRule value(String column, String sql, String why) {
        return withColumns(Stream.of(new ColumnRule.Replaced(column, sql, why)));
    }

    /** Columns that leave as they are only of users who consent; the source says which rows are theirs. */
    TableRule unlessConsenting(String sql, String... names) {
        return withColumns(Stream.of(names)
                .map(name -> new ColumnRule.Replaced(
                        name,
                        "CASE WHEN t.consents THEN t." + name + " ELSE " + sql + " END",
                        "not the user's own for who doesn't consent")));
    }

    /** Another value for each column that the table has in common with another, but for some. */
    TableRule valueOfEach(String other, String sql, String why, String... butFor) {
        return withColumns(Stream.of(new ColumnRule.ReplacedAll(other, Set.of(butFor), sql, why)));
    }

    TableRule add(String field, String type, String sql) {
        return withColumns(Stream.of(new ColumnRule.Added(field, type, sql)));
    }

    /** How its rows are merged, where not as usual. */
    TableRule merge(UnaryOperator<MergeRule> rule) {
        return new TableRule(table, fate, columns, rule.apply(merging));
    }

    private Leaves leaves() {
        if (fate instanceof Leaves leaves) {
            return leaves;
        }
        throw new IllegalStateException(table + " doesn't leave");
    }

    private TableRule withFate(Fate newFate) {
        return new TableRule(table, newFate, columns, merging);
    }

    private TableRule withColumns(Stream<? extends ColumnRule> more) {
        return new TableRule(table, fate, Stream.concat(columns.stream(), more).toList(), merging);
    }
}
