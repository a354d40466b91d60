/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.realmferry.rules.language.ColumnRule.Added;
import org.realmferry.schema.Schema;

/**
 * What leaves of a table in the export of a single user: columns with their own values, but for those that stay behind.
 *
 * @param source an SQL expression for the rows, in most cases the table's name
 * @param where which rows leave: an SQL condition on {@code t}, with {@code :user} and the sets of {@link IdSet#OF_USER}
 * @param added further fields, besides those that the table's rule adds
 * @param names further fields that are names
 * @param always whether all releases have it in such an export; else those from Zulip 5 on
 */
public record OfUser(String source, String where, List<Added> added, List<Name> names, boolean always) {
    /**
     * A field that is a name of what another field refers to. A name is read once for all users of a realm.
     *
     * @param reference the field with the id
     * @param sql a query for ids and names, of {@code IN :named}
     * @param when where there is such a field
     * @param json whether names are JSON, not texts
     */
    public record Name(String field, String reference, String sql, Optional<SchemaState> when, boolean json) {}

    public OfUser {
        added = List.copyOf(added);
        names = List.copyOf(names);
    }

    public static OfUser of(String source, String where) {
        return new OfUser(source, where, List.of(), List.of(), false);
    }

    /** In all releases, not only from Zulip 5 on. */
    public OfUser inAll() {
        return new OfUser(source, where, added, names, true);
    }

    public OfUser add(String field, String type, String sql) {
        return new OfUser(source, where, plus(added, new Added(field, type, sql)), names, always);
    }

    public OfUser name(String field, String reference, String sql) {
        return plus(new Name(field, reference, sql, Optional.empty(), false));
    }

    public OfUser name(SchemaState when, String field, String reference, String sql) {
        return plus(new Name(field, reference, sql, Optional.of(when), false));
    }

    public OfUser jsonName(SchemaState when, String field, String reference, String sql) {
        return plus(new Name(field, reference, sql, Optional.of(when), true));
    }

    private OfUser plus(Name name) {
        return new OfUser(source, where, added, plus(names, name), always);
    }

    /** Whether the export of a user has it in a database. */
    public boolean isIn(Schema database) {
        return always || SchemaState.has(ReleaseMarkers.SORTED_TABLES).isOf(database);
    }

    /** Those names that messages have in a database. */
    public List<Name> names(Schema database) {
        return names.stream()
                .filter(name ->
                        name.when().filter(state -> !state.isOf(database)).isEmpty())
                .toList();
    }

    private static <T> List<T> plus(List<T> list, T more) {
        return Stream.concat(list.stream(), Stream.of(more)).toList();
    }
}
