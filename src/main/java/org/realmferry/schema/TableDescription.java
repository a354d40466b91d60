/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The text form of a schema: a table's name on a line of its own, below it its columns, indented. What not all releases
 * have says which do ({@link Lifetime}):
 *
 * <pre>
 * zerver_alertword since 3
 *     id bigint pk
 *     word text null
 *     realm_id integer -&gt; zerver_realm
 * </pre>
 */
public final class TableDescription {
    private TableDescription() {}

    /** Reads a description with everything that any release has; {@code #} begins a line of comment. */
    public static Schema parse(String schemaName, List<String> lines) {
        return parse(schemaName, lines, lifetime -> true);
    }

    /** What one release has of a description. */
    public static Schema parse(String schemaName, List<String> lines, String version) {
        return parse(schemaName, lines, lifetime -> lifetime.includes(version));
    }

    private static Schema parse(String schemaName, List<String> lines, Predicate<Lifetime> wanted) {
        List<Table> tables = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        String table = "";
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> words = Arrays.asList(line.strip().split(" +"));
            boolean there = wanted.test(Lifetime.of(words));
            if (!line.startsWith(" ")) {
                finish(tables, table, columns);
                table = there ? words.get(0) : "";
            } else if (there) {
                columns.add(column(words));
            }
        }
        finish(tables, table, columns);
        return Schema.of(schemaName, tables);
    }

    private static void finish(List<Table> tables, String table, List<Column> columns) {
        if (!table.isEmpty()) {
            tables.add(new Table(table, columns, -1));
        }
        columns.clear();
    }

    private static Column column(List<String> words) {
        String declaration = words.get(1);
        int arrow = words.indexOf("->");
        return new Column(
                words.get(0),
                declaration.replaceFirst("\\(.*\\)", ""),
                declaration,
                words.contains("null"),
                words.contains("pk"),
                arrow < 0 ? Optional.empty() : Optional.of(words.get(arrow + 1)));
    }
}
