/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.realmferry.schema.Schema;

/**
 * What happens to one table. Rules are values: each method gives a new one that says more.
 *
 * @param table the table's name
 * @param fate whether its rows leave, and how
 * @param columns what is special about its columns
 * @param merging how its rows are merged
 * @param changes what differs in databases of other releases
 */
public record TableRule(String table, Fate fate, List<ColumnRule> columns, MergeRule merging, List<Change> changes) {
    /**
     * What differs where a database is in some state of its schema.
     *
     * @param states all of them at once
     * @param why for people: what such a release does
     */
    public record Change(List<SchemaState> states, String why, UnaryOperator<TableRule> to) {
        public Change {
            states = List.copyOf(states);
        }
    }

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
        changes = List.copyOf(changes);
    }

    /** A table whose rows go into {@code realm.json}. */
    public static TableRule table(String name) {
        return in(OutputFile.REALM, name);
    }

    public static TableRule in(OutputFile file, String name) {
        return new TableRule(
                name,
                new Leaves(file, List.of(), Optional.empty(), Optional.empty(), Optional.empty()),
                List.of(),
                MergeRule.USUAL,
                List.of());
    }

    /** Tables that stay for one reason. */
    public static Stream<TableRule> stay(String why, String... tables) {
        return Stream.of(tables)
                .map(table -> new TableRule(table, new Stays(why), List.of(), MergeRule.USUAL, List.of()));
    }

    public TableRule within(String owner) {
        return withFate(new LeavesWithin(owner));
    }

    /** What differs in databases of some state; later changes see what earlier ones made. */
    public TableRule when(SchemaState state, String why, UnaryOperator<TableRule> change) {
        return when(List.of(state), why, change);
    }

    public TableRule when(List<SchemaState> states, String why, UnaryOperator<TableRule> change) {
        List<Change> more = new ArrayList<>(changes);
        more.add(new Change(states, why, change));
        return new TableRule(table, fate, columns, merging, more);
    }

    /** Nothing leaves of a database that lacks something: the exporter of its release leaves it, too. */
    public TableRule since(String name) {
        return when(
                SchemaState.lacks(name),
                "stays",
                rule -> rule.withFate(new Stays("Zulip's exporter of this release leaves it, too")));
    }

    /** What holds in a database. */
    public TableRule in(Schema database) {
        TableRule rule = this;
        for (Change change : changes) {
            boolean leaves = !(rule.fate() instanceof Stays);
            if (leaves && change.states().stream().allMatch(state -> state.isOf(database))) {
                rule = change.to().apply(rule);
            }
        }
        return rule;
    }

    public TableRule where(String condition) {
        return as(table, condition);
    }

    public TableRule as(String output, String condition, ColumnRule.Added... only) {
        Leaves leaves = leaves();
        Output said = new Output(output, condition, List.of(only));
        List<Output> outputs = new ArrayList<>(leaves.outputs());
        outputs.replaceAll(before -> before.name().equals(output) ? said : before);
        if (!outputs.contains(said)) {
            outputs.add(said);
        }
        return withFate(new Leaves(leaves.file(), outputs, leaves.source(), leaves.messageColumn(), leaves.ofUser()));
    }

    public TableRule from(String source) {
        Leaves leaves = leaves();
        return withFate(new Leaves(
                leaves.file(), leaves.outputs(), Optional.of(source), leaves.messageColumn(), leaves.ofUser()));
    }

    public TableRule onExportedMessage(String column) {
        Leaves leaves = leaves();
        return withFate(
                new Leaves(leaves.file(), leaves.outputs(), leaves.source(), Optional.of(column), leaves.ofUser()));
    }

    /** What leaves in the export of a single user, too, from Zulip 5 on. */
    public TableRule ofUser(String where) {
        return ofUser(OfUser.of(table, where));
    }

    /** What leaves in the export of a single user of any release, too. */
    public TableRule ofAnyUser(String where) {
        return ofUser(OfUser.of(table, where).inAll());
    }

    public TableRule ofUser(OfUser rows) {
        Leaves leaves = leaves();
        return withFate(new Leaves(
                leaves.file(), leaves.outputs(), leaves.source(), leaves.messageColumn(), Optional.of(rows)));
    }

    public TableRule without(String why, String... names) {
        return withColumns(Stream.of(names).map(name -> new ColumnRule.StaysBehind(name, why)));
    }

    public TableRule rename(String column, String field) {
        return withColumns(Stream.of(new ColumnRule.Renamed(column, field)));
    }

    public TableRule value(String column, String sql, String why) {
        return withColumns(Stream.of(new ColumnRule.Replaced(column, sql, why)));
    }

    /** Columns that leave as they are only of users who consent; the source says which rows are theirs. */
    public TableRule unlessConsenting(String sql, String... names) {
        return withColumns(Stream.of(names)
                .map(name -> new ColumnRule.Replaced(
                        name,
                        "CASE WHEN t.consents THEN t." + name + " ELSE " + sql + " END",
                        "not the user's own for who doesn't consent")));
    }

    /** Another value for each column that the table has in common with another, but for some. */
    public TableRule valueOfEach(String other, String sql, String why, String... butFor) {
        return withColumns(Stream.of(new ColumnRule.ReplacedAll(other, Set.of(butFor), sql, why)));
    }

    public TableRule add(String field, String type, String sql) {
        return withColumns(Stream.of(new ColumnRule.Added(field, type, sql)));
    }

    /** What names rows of other tables besides its foreign keys. */
    public TableRule naming(Naming... namings) {
        return withColumns(Stream.of(namings).map(ColumnRule.Names::new));
    }

    /** What an import makes of columns and fields. */
    public TableRule arriving(Arrival... arrivals) {
        return withColumns(Stream.of(arrivals).map(ColumnRule.Arrives::new));
    }

    /** Columns whose values an import makes. */
    public TableRule made(Making making, String column) {
        return arriving(new Arrival.Made(column, making));
    }

    /** Fields of an archive that no column takes. */
    public TableRule dropped(String why, String... fields) {
        return arriving(
                Stream.of(fields).map(field -> new Arrival.Dropped(field, why)).toArray(Arrival[]::new));
    }

    /** Texts as people wrote them, or rendered. */
    public TableRule texts(String... fields) {
        return naming(Stream.of(fields).map(Naming.Text::new).toArray(Naming[]::new));
    }

    /** How its rows are merged, where not as usual. */
    public TableRule merge(UnaryOperator<MergeRule> rule) {
        return new TableRule(table, fate, columns, rule.apply(merging), changes);
    }

    private Leaves leaves() {
        if (fate instanceof Leaves leaves) {
            return leaves;
        }
        throw new IllegalStateException(table + " doesn't leave");
    }

    private TableRule withFate(Fate newFate) {
        return new TableRule(table, newFate, columns, merging, changes);
    }

    /** What is said of a column last holds. */
    private TableRule withColumns(Stream<? extends ColumnRule> more) {
        List<ColumnRule> said = new ArrayList<>(columns);
        more.forEach(rule -> {
            said.removeIf(before ->
                    before.getClass() == rule.getClass() && before.column().equals(rule.column()));
            said.add(rule);
        });
        return new TableRule(table, fate, said, merging, changes);
    }
}
