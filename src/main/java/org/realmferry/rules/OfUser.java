/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import java.util.List;
import java.util.stream.Stream;
import org.realmferry.rules.ColumnRule.Added;

/**
 * What leaves of a table in the export of a single user: columns with their own values, but for those that stay behind.
 *
 * @param source an SQL expression for the rows, in most cases the table's name
 * @param where which rows leave: an SQL condition on {@code t}, with {@code :user} and the sets of {@link IdSet#OF_USER}
 * @param added further fields, besides those that the table's rule adds
 * @param names further fields that are names
 */
public record OfUser(String source, String where, List<Added> added, List<Name> names) {
    /**
     * A field that is a name of what another field refers to. A name is read once for all users of a realm.
     *
     * @param reference the field with the id
     * @param sql a query for ids and names, of {@code IN :named}
     */
    public record Name(String field, String reference, String sql) {}

    public OfUser {
        added = List.copyOf(added);
        names = List.copyOf(names);
    }

    static OfUser of(String source, String where) {
        return new OfUser(source, where, List.of(), List.of());
    }

    OfUser add(String field, String type, String sql) {
        return new OfUser(source, where, plus(added, new Added(field, type, sql)), names);
    }

    OfUser name(String field, String reference, String sql) {
        return new OfUser(source, where, added, plus(names, new Name(field, reference, sql)));
    }

    private static <T> List<T> plus(List<T> list, T more) {
        return Stream.concat(list.stream(), Stream.of(more)).toList();
    }
}
