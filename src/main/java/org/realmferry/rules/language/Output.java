/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

import java.util.List;

/**
 * A list of rows in an archive.
 *
 * @param name the key under which the rows stand, in most cases the table's name
 * @param where which rows leave: an SQL condition on {@code t}, the table, with {@link IdSet}s as parameters
 * @param only the fields of a row, where they are not the table's columns
 */
public record Output(String name, String where, List<ColumnRule.Added> only) {
    public Output {
        only = List.copyOf(only);
    }
}
