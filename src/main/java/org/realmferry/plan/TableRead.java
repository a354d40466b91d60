/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.realmferry.rules.language.OutputFile;
import org.realmferry.schema.Table;

/**
 * A query whose rows become one list of rows in an archive.
 *
 * @param output the key of the list
 * @param table the table that the rows come from
 * @param estimatedRows as {@link Table#estimatedRows}
 * @param from what follows {@code FROM}, with {@code t} as its name
 * @param where the rule's condition, its parameters unbound
 * @param key the column that orders the rows
 * @param messageField rows leave only where this field names an exported message
 * @param messageReferences fields that are null where they don't name an exported message
 */
public record TableRead(
        String output,
        String table,
        long estimatedRows,
        OutputFile file,
        List<Field> fields,
        String from,
        String where,
        String key,
        Optional<String> messageField,
        List<String> messageReferences) {
    public TableRead {
        fields = List.copyOf(fields);
        messageReferences = List.copyOf(messageReferences);
    }

    /** The query for all rows in order of their key. */
    public String select(Parameters parameters) {
        return parameters.bind(select(where));
    }

    /** The same query with another condition, unbound. */
    public String select(String condition) {
        return "SELECT " + fields.stream().map(Field::sql).collect(Collectors.joining(", ")) + " FROM " + from
                + " WHERE " + condition + " ORDER BY t." + key;
    }

    /** The query for some fields of all rows. */
    public String select(Parameters parameters, List<Field> columns) {
        return parameters.bind("SELECT " + columns.stream().map(Field::sql).collect(Collectors.joining(", ")) + " FROM "
                + from + " WHERE " + where);
    }

    /** How many rows there are, where none stay behind for their messages. */
    public String count(Parameters parameters) {
        return parameters.bind("SELECT count(*) FROM " + from + " WHERE " + where);
    }

    /** How many rows there are, and about how many bytes they have as JSON. */
    public String size(Parameters parameters) {
        return parameters.bind("SELECT count(*), coalesce(sum(octet_length(row_to_json(t)::text)), 0)::bigint FROM "
                + from + " WHERE " + where);
    }

    /** The position of a field in {@link #fields}. */
    public int indexOf(String field) {
        return find(field).orElseThrow(() -> new IllegalArgumentException(output + " has no field " + field));
    }

    /** The same of a field that not all releases have. */
    public OptionalInt find(String field) {
        return IntStream.range(0, fields.size())
                .filter(i -> fields.get(i).name().equals(field))
                .findFirst();
    }
}
