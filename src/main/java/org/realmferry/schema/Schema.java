/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.schema;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The tables of one PostgreSQL schema, by name.
 *
 * @param name the schema's own name in the database, {@code zulip} on most servers
 */
public record Schema(String name, Map<String, Table> tables) {
    public Schema {
        tables = Map.copyOf(tables);
    }

    public static Schema of(String name, Collection<Table> tables) {
        return new Schema(name, tables.stream().collect(Collectors.toMap(Table::name, Function.identity())));
    }

    public Optional<Table> table(String name) {
        return Optional.ofNullable(tables.get(name));
    }

    /** All tables in order of their names. */
    public Collection<Table> inOrder() {
        return new TreeMap<>(tables).values();
    }

    /** A name as SQL has it. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
