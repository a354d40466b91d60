/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows that a test adds to a server's database, and calls by names of its own. */
final class NamedRows {
    private final ExportedServer server;
    private final Map<String, Long> ids = new HashMap<>();

    /** Ids that no row of the server has. */
    private long lastId = 1_000_000;

    NamedRows(ExportedServer server) {
        this.server = server;
    }

    long newId() {
        return ++lastId;
    }

    long id(String name) {
        return Objects.requireNonNull(ids.get(name), name);
    }

    /** Adds a row, with what isn't given as in the table's first row, and remembers its id. */
    void add(String name, String table, Map<String, ?> values) throws SQLException {
        assertThat(ids.put(name, (Long) values.get("id"))).isNull();
        server.execute(
                "INSERT INTO zulip.%1$s SELECT (jsonb_populate_record(t, '%2$s')).* FROM zulip.%1$s t ORDER BY id LIMIT 1"
                        .formatted(table, json(values).replace("'", "''")));
        assertThat(server.number("SELECT count(*) FROM zulip." + table + " WHERE id = " + id(name)))
                .isOne();
    }

    private static String json(Map<String, ?> values) {
        return values.entrySet().stream()
                .map(value -> "\"" + value.getKey() + "\": " + json(value.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    @SuppressWarnings("unchecked")
    private static String json(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return json((Map<String, ?>) map);
        }
        return value instanceof String text ? '"' + text.replace("\"", "\\\"") + '"' : String.valueOf(value);
    }
}
