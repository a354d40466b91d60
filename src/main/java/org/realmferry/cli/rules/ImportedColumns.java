/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.realmferry.renumber.fields.FieldMappers;
import org.realmferry.rules.References;
import org.realmferry.rules.language.Arrival;
import org.realmferry.rules.language.ColumnRule.Arrives;
import org.realmferry.rules.language.ColumnRule.Renamed;
import org.realmferry.rules.language.ColumnRule.StaysBehind;
import org.realmferry.rules.language.Naming;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;
import org.realmferry.schema.ZulipTables;

/** What an import makes of each column of a table, for people: columns of one fate are one line. */
final class ImportedColumns {
    private static final String KEPT = "kept";

    private final TableRule rule;
    private final List<Column> columns;

    /** Explains a rule of a release. */
    ImportedColumns(TableRule rule, Schema schema) {
        this.rule = rule;
        columns = schema.table(rule.table()).map(Table::columns).orElse(List.of());
    }

    /** What is special about the table's rows and columns. */
    List<String> arrivals() {
        List<String> texts = new ArrayList<>();
        ofRows().map(Arrival::inWords).forEach(texts::add);
        Map<String, List<String>> byWords = new LinkedHashMap<>();
        ofColumns()
                .filter(arrival -> isThere(arrival))
                .forEach(arrival -> add(byWords, arrival.inWords(), arrival.column()));
        byWords.forEach((words, names) -> texts.add(String.join(", ", names) + " = " + words));
        return texts;
    }

    /** All columns by what becomes of them; tables without rows in an archive are only said to have none. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("  when imported:");
        ofRows().forEach(arrival -> lines.add("    " + arrival.inWords()));
        if (!(rule.fate() instanceof Leaves)) {
            if (lines.size() == 1) {
                return List.of("  when imported: archives have no rows of it");
            }
            return lines;
        }
        if (ofRows().anyMatch(Arrival.Never.class::isInstance)) {
            return lines;
        }
        Map<String, List<String>> byFate = new LinkedHashMap<>();
        columns.forEach(column -> add(byFate, fate(column), column.name()));
        ofColumns()
                .filter(Arrival.Dropped.class::isInstance)
                .forEach(dropped -> add(byFate, "no column, " + dropped.inWords(), dropped.column()));
        byFate.forEach((fate, names) -> lines.add("    " + fate + ": " + String.join(", ", names)));
        return lines;
    }

    private static void add(Map<String, List<String>> byFate, String fate, String name) {
        byFate.computeIfAbsent(fate, f -> new ArrayList<>()).add(name);
    }

    private boolean isThere(Arrival arrival) {
        return arrival instanceof Arrival.Dropped
                || columns.stream().anyMatch(column -> column.name().equals(arrival.column()));
    }

    private Stream<Arrival> arrivalsOfAll() {
        return rule.columns().stream().filter(Arrives.class::isInstance).map(column -> ((Arrives) column).arrival());
    }

    private Stream<Arrival> ofRows() {
        return arrivalsOfAll().filter(arrival -> arrival.column().isEmpty());
    }

    private Stream<Arrival> ofColumns() {
        return arrivalsOfAll().filter(arrival -> !arrival.column().isEmpty());
    }

    private String fate(Column column) {
        Optional<Arrival> arrival = ofColumns()
                .filter(found -> found.column().equals(column.name()))
                .findFirst();
        if (arrival.isPresent() && !(arrival.get() instanceof Arrival.Fallback)) {
            return kind(arrival.get()) + arrival.get().inWords();
        }
        boolean absent = rule.columns().stream()
                .anyMatch(special ->
                        special instanceof StaysBehind && special.column().equals(column.name()));
        String kept = absent ? "not in archives, so empty or the database's default" : ofField(column);
        return arrival.map(fallback -> kept + "; " + fallback.inWords()).orElse(kept);
    }

    private static String kind(Arrival arrival) {
        return arrival instanceof Arrival.Made
                ? "made, "
                : arrival instanceof Arrival.Held ? "held, " : arrival instanceof Arrival.Fixed ? "always " : "";
    }

    private String ofField(Column column) {
        Optional<String> renamed = rule.columns().stream()
                .filter(special ->
                        special instanceof Renamed && special.column().equals(column.name()))
                .map(special -> ((Renamed) special).field())
                .findFirst();
        String field = renamed.orElseGet(
                () -> column.references().isPresent() ? column.name().replaceFirst("_id$", "") : column.name());
        return mapped(field)
                + renamed.map(name -> ", renamed back from " + name).orElse("");
    }

    private String mapped(String field) {
        if (field.equals("id")) {
            return rule.table().equals(ZulipTables.USER_MESSAGES) ? "the database's next id" : "a new id";
        }
        Optional<String> table = References.known(rule.table(), field)
                .map(References.Reference::table)
                .or(() -> References.always(field));
        if (table.isPresent()) {
            return "new ids of " + table.get();
        }
        if (FieldMappers.hasHiddenAddresses(rule.table(), field)) {
            return "kept; addresses that Zulip shows of users who hide theirs get the new id";
        }
        return References.namings(rule.table()).stream()
                .filter(naming -> naming.field().equals(field))
                .map(Naming::inWords)
                .map(words -> "new ids inside, " + words)
                .findFirst()
                .orElse(KEPT);
    }
}
