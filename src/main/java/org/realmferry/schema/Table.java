/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.schema;

import java.util.List;
import java.util.Optional;

/**
 * One table, its columns in the order in which the database keeps them.
 *
 * @param estimatedRows PostgreSQL's own estimate ({@code pg_class.reltuples}); negative where it was never made
 */
public record Table(String name, List<Column> columns, long estimatedRows) {
    public Table {
        columns = List.copyOf(columns);
    }

    public Optional<Column> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** The one column of the primary key; Zulip's tables all have one. */
    public Column key() {
        return columns.stream()
                .filter(Column::key)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " has no primary key of one column"));
    }
}
