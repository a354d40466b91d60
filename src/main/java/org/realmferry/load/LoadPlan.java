/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.realmferry.renumber.IdMap;
import org.realmferry.renumber.RankedIds;
import org.realmferry.renumber.fields.FieldMapper;
import org.realmferry.rules.References;
import org.realmferry.rules.Rules;
import org.realmferry.rules.language.Arrival;
import org.realmferry.rules.language.ColumnRule;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;
import org.realmferry.schema.ZulipTables;

/** Which columns of a target the lists of an archive fill, and with what: the rules, for the columns that both have. */
final class LoadPlan {
    private static final String ID = "id";

    private final Schema target;
    private final Set<String> defaults;
    private final boolean likeZulip;
    private final Map<String, TableRule> rules = new HashMap<>();

    /**
     * Plans for a target.
     *
     * @param defaults columns, as {@code table.column}, for which the database itself has a value
     * @param likeZulip whether the result is to be that of Zulip's own importer
     */
    LoadPlan(Schema target, Set<String> defaults, boolean likeZulip) {
        this.target = target;
        this.likeZulip = likeZulip;
        this.defaults = defaults;
        for (TableRule rule : Rules.in(target)) {
            if (rule.fate() instanceof Leaves leaves) {
                leaves.outputs().forEach(output -> rules.put(output.name(), rule));
            }
        }
    }

    /** When the rows of a list are written. */
    enum Time {
        /** With the realm. */
        SKELETON,
        /** After the messages, which they name. */
        REST,
        /** When the realm is whole. */
        END,
        NEVER
    }

    /** Whether the target's own importer gives edit histories new ids: since Zulip 9. */
    boolean mapsEditHistories() {
        return target.table("zerver_namedusergroup").isPresent();
    }

    /** Whether a list has rows of a table. */
    boolean knows(String output) {
        return rules.containsKey(output);
    }

    /** Whether the target has a column. */
    boolean has(String table, String column) {
        return target.table(table).flatMap(found -> found.column(column)).isPresent();
    }

    /** The table of a list's rows. */
    String table(String output) {
        return rule(output).table();
    }

    private TableRule rule(String output) {
        TableRule rule = rules.get(output);
        if (rule == null) {
            throw new IllegalArgumentException(output);
        }
        return rule;
    }

    Time time(String output) {
        if (arrivals(output, Arrival.Never.class).findAny().isPresent()
                || (likeZulip
                        && arrivals(output, Arrival.NotLikeZulip.class)
                                .findAny()
                                .isPresent())) {
            return Time.NEVER;
        }
        if (arrivals(output, Arrival.AtTheEnd.class).findAny().isPresent()) {
            return Time.END;
        }
        return Late.TABLES.contains(table(output)) ? Time.REST : Time.SKELETON;
    }

    /** Columns that get the archive's value only when the realm is whole. */
    List<String> held(String output) {
        return arrivals(output, Arrival.Held.class)
                .map(Arrival::column)
                .filter(column -> columns(output).anyMatch(c -> c.name().equals(column)))
                .toList();
    }

    private Stream<Column> columns(String output) {
        return target.table(table(output)).map(Table::columns).stream().flatMap(List::stream);
    }

    private <T extends Arrival> Stream<T> arrivals(String output, Class<T> kind) {
        return rule(output).columns().stream()
                .filter(ColumnRule.Arrives.class::isInstance)
                .map(column -> ((ColumnRule.Arrives) column).arrival())
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    private Optional<Arrival> arrival(String output, String column) {
        return arrivals(output, Arrival.class)
                .filter(arrival -> arrival.column().equals(column))
                .findFirst();
    }

    /** What stands in the way of importing a list with these fields: a column of either side that the other lacks. */
    List<String> problems(String output, Set<String> fields) {
        if (time(output) == Time.NEVER) {
            return List.of();
        }
        if (target.table(table(output)).isEmpty()) {
            return List.of("the server has no table " + table(output) + ", of which the archive has rows");
        }
        List<String> problems = new ArrayList<>();
        Set<String> used = new TreeSet<>();
        columns(output).forEach(column -> {
            String field = field(output, column);
            used.add(field);
            if (!fields.contains(field) && source(output, column, fields) == Source.NONE) {
                problems.add("the archive has no " + table(output) + "." + column.name()
                        + ", which the server's release needs");
            }
        });
        arrivals(output, Arrival.Dropped.class).map(Arrival::column).forEach(used::add);
        fields.stream()
                .filter(field -> !used.contains(field))
                .forEach(field -> problems.add("the server has no column for " + output + "." + field));
        return problems;
    }

    /** The field that a column of a list's rows is filled from; empty where it isn't from the archive. */
    Optional<String> field(String output, String column, Set<String> fields) {
        return columns(output)
                .filter(known -> known.name().equals(column))
                .filter(known -> source(output, known, fields) == Source.FIELD)
                .map(known -> field(output, known))
                .findFirst();
    }

    /** The tables of the target that an import writes rows of archives to. */
    Set<String> tables() {
        Set<String> tables = new TreeSet<>();
        rules.keySet().stream()
                .filter(output -> time(output) != Time.NEVER)
                .map(this::table)
                .filter(table -> target.table(table).isPresent())
                .forEach(tables::add);
        return tables;
    }

    private enum Source {
        ARRIVAL,
        FIELD,
        FALLBACK,
        /** The database's own value, or null. */
        DATABASE,
        NONE
    }

    private Source source(String output, Column column, Set<String> fields) {
        Optional<Arrival> arrival = arrival(output, column.name());
        if (arrival.isPresent()
                && (arrival.get() instanceof Arrival.Made
                        || arrival.get() instanceof Arrival.Fixed
                        || arrival.get() instanceof Arrival.Held)) {
            return Source.ARRIVAL;
        }
        if (fields.contains(field(output, column)) && !isOwnId(output, column)) {
            return Source.FIELD;
        }
        if (arrival.isPresent() && arrival.get() instanceof Arrival.Fallback) {
            return Source.FALLBACK;
        }
        return column.nullable() || defaults.contains(table(output) + "." + column.name())
                ? Source.DATABASE
                : Source.NONE;
    }

    /** Nothing names a usermessage: it gets the next id of the database. */
    private static boolean isOwnId(String output, Column column) {
        return output.equals(ZulipTables.USER_MESSAGES) && column.name().equals(ID);
    }

    /** The field of a column: Django's name of a foreign key has no {@code _id}. */
    private String field(String output, Column column) {
        Optional<String> renamed = rule(output).columns().stream()
                .filter(ColumnRule.Renamed.class::isInstance)
                .filter(special -> special.column().equals(column.name()))
                .map(special -> ((ColumnRule.Renamed) special).field())
                .findFirst();
        return renamed.orElseGet(
                () -> column.references().isPresent() && column.name().endsWith("_id")
                        ? column.name().substring(0, column.name().length() - "_id".length())
                        : column.name());
    }

    /** Puts together how a list's rows are written. */
    LoadedTable table(String output, Set<String> fields, LoadValues making, Predicate<ArchiveRow> wanted) {
        ArchiveRow row = new ArchiveRow();
        return table(output, fields, making, row, wanted);
    }

    LoadedTable table(
            String output, Set<String> fields, LoadValues making, ArchiveRow row, Predicate<ArchiveRow> wanted) {
        List<String> names = new ArrayList<>();
        List<ColumnValue> values = new ArrayList<>();
        columns(output).forEach(column -> {
            Source source = source(output, column, fields);
            if (source != Source.DATABASE && source != Source.NONE) {
                names.add(column.name());
                values.add(value(output, column, source, making, row));
            }
        });
        return new LoadedTable(table(output), names, values, row, wanted);
    }

    private ColumnValue value(String output, Column column, Source source, LoadValues making, ArchiveRow row) {
        CopyType type = CopyType.of(column.type());
        if (source == Source.FIELD) {
            return fromField(output, column, type, making, row);
        }
        Arrival arrival = arrival(output, column.name()).orElseThrow();
        if (arrival instanceof Arrival.Made made) {
            int field = row.field(field(output, column));
            return making.make(made.making(), row, field, type);
        }
        if (arrival instanceof Arrival.Fixed fixed) {
            return ColumnValue.fixed(fixed.json(), type);
        }
        if (arrival instanceof Arrival.Held held) {
            return ColumnValue.fixed(held.json(), type);
        }
        return ColumnValue.fixed(((Arrival.Fallback) arrival).json(), type);
    }

    private ColumnValue fromField(String output, Column column, CopyType type, LoadValues making, ArchiveRow row) {
        String name = field(output, column);
        int field = row.field(name);
        Optional<IdMap> ids = reference(output, name).map(table -> making.ids().of(table));
        if (ids.isPresent() && ids.get() instanceof RankedIds map) {
            if (name.equals("recipient") && column.nullable()) {
                // Zulip's importer finds the recipient of a user, a channel or a group among the archive's recipients.
                return ColumnValue.number(r -> map.find(r.number(field)).orElse(Long.MIN_VALUE));
            }
            return ColumnValue.number(r -> {
                long old = r.number(field);
                return old == Long.MIN_VALUE ? old : making.reference(map, old, column.nullable());
            });
        }
        Optional<FieldMapper> mapper = making.mappers().of(output, name);
        return mapper.map(found -> ColumnValue.mapped(field, type, found))
                .orElseGet(() -> ColumnValue.kept(field, type));
    }

    private static Optional<String> reference(String output, String field) {
        if (field.equals(ID)) {
            return Optional.of(References.ids(output));
        }
        return References.known(output, field)
                .map(References.Reference::table)
                .or(() -> References.always(field))
                .map(References::ids);
    }
}
